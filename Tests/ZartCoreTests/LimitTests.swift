import Testing
import Timetable
import ZartCore

/// What comes from outside has limits, and a sentence for whoever goes beyond one.
@Suite("limits", .timeLimit(.minutes(10)))
struct LimitTests {
    @Test(arguments: ["a", "Z", "0", "nightly-report", "a.b_c-D9", "...", String(repeating: "n", count: 128)])
    func `a name of letters, digits, dots, lines and dashes is one`(name: String) throws {
        try Limits.checkName(name, what: "name")
        try Limits.checkExecutionID(name, what: "id")
    }

    @Test(arguments: [
        ("", "name is empty: give it 1 to 128 characters"),
        (String(repeating: "n", count: 129), "name is 129 bytes long: at most 128 are allowed"),
        ("a b", "name has ' ': use letters, digits, '.', '_' and '-'"),
        ("a/b", "name has '/': use letters, digits, '.', '_' and '-'"),
        ("é", "name has 'é': use letters, digits, '.', '_' and '-'"),
        ("e\u{301}", "name has '\u{301}': use letters, digits, '.', '_' and '-'"),
        ("a\u{1B}[2J", "name has a control character: use letters, digits, '.', '_' and '-'"),
        ("a\u{7F}", "name has a control character: use letters, digits, '.', '_' and '-'"),
        ("a\r\n", "name has a control character: use letters, digits, '.', '_' and '-'"),
        ("٣", "name has '٣': use letters, digits, '.', '_' and '-'"),
    ])
    func `another is refused with a sentence`(name: String, sentence: String) {
        #expect(throws: InvalidInput(sentence)) { try Limits.checkName(name, what: "name") }
    }

    @Test func `an id may be longer than a name`() throws {
        try Limits.checkExecutionID(String(repeating: "i", count: 200), what: "id")
        #expect(throws: InvalidInput("id is 201 bytes long: at most 200 are allowed")) {
            try Limits.checkExecutionID(String(repeating: "i", count: 201), what: "id")
        }
    }

    @Test func `an error text within its limit stays as it is`() {
        let text = String(repeating: "e", count: Limits.error)
        #expect(Limits.cutError(text) == text)
    }

    @Test(arguments: ["e", "é", "€", "😀"], 0..<4)
    func `a longer one is cut at a border and marked`(letter: String, shift: Int) {
        let text = String(repeating: "x", count: shift) + String(repeating: letter, count: Limits.error + 9)
        let cut = Limits.cutError(text)
        #expect(cut.utf8.count <= Limits.error && cut.utf8.count > Limits.error - 64)
        #expect(cut.hasSuffix("… [cut: \(text.utf8.count) bytes]"))
        let kept = cut.prefix { $0 != "…" }
        #expect(text.hasPrefix(kept) && !kept.contains("\u{FFFD}"))
    }
}
