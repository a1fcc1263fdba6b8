import Testing
import ZartCore

@Suite("name patterns", .timeLimit(.minutes(10)))
struct NamePatternTests {
    @Test(arguments: [
        ("email", "email", true), ("email", "emails", false), ("email*", "email", true),
        ("email*", "email-eu", true), ("*mail", "email", true), ("*mail", "email-", false),
        ("*a*b*", "xaxbx", true), ("*a*b*", "xbxa", false), ("?", "a", true), ("?", "", false),
        ("e?ail", "email", true), ("*", "anything.at-all_1", true), ("**x", "aax", true),
        ("a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false), ("Email", "email", false),
    ])
    func `a pattern matches whole names`(pattern: String, name: String, matches: Bool) throws {
        #expect(try NamePattern(pattern).matches(name) == matches)
    }

    @Test(arguments: ["", "a b", "a/b", "é", "[a]", String(repeating: "a", count: 129)])
    func `what no name could match is refused`(text: String) {
        #expect(throws: InvalidInput.self) { try NamePattern(text) }
    }
}

@Suite("failures in a row", .timeLimit(.minutes(10)))
struct FailureStreakCountTests {
    @Test func `failures add up, a success forgets them, a cancel is neither`() {
        let two = FailureStreak().after(.failed, of: "a").after(.cancelled, of: "b").after(.failed, of: "c")
        #expect(two.count == 2 && two.names == ["a", "c"])
        #expect(two.reason == "2 failures in a row: a, c")
        #expect(two.after(.completed, of: "d") == FailureStreak())
    }

    @Test func `only the newest names are kept`() {
        let many = (0..<14).reduce(FailureStreak()) { $0.after(.failed, of: "x\($1)") }
        #expect(many.count == 14 && many.names.count == FailureStreak.kept)
        #expect(many.reason.hasPrefix("14 failures in a row: … x4, x5"))
    }
}
