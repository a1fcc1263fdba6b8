import Testing
import Timetable
import ZartCore

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct TextTests {
    @Test(arguments: [
        "null", "true", " [ ] ", "{}", "-0.5e+10", "0", "\"\\u00e9\\n\"", "[1,2,{\"a\":[null]}]\n",
        "\"é\u{7f}\"",
        String(repeating: "[", count: 512) + String(repeating: "]", count: 512),
    ])
    func `JSON is told`(text: String) {
        #expect(JSONCheck.fault(in: text) == nil)
    }

    @Test(arguments: [
        ("", 1, "it ends too early"), ("{", 2, "it ends too early"),
        ("[1 2]", 4, "a comma or ] belongs here"),
        ("{\"a\" 1}", 6, "a colon belongs here"), ("{\"a\":1,}", 8, "a name in double quotes belongs here"),
        ("[1,]", 4, "no value begins here; text needs double quotes"), ("01", 2, "more follows the value"),
        ("hello", 1, "no value begins here; text needs double quotes"), ("1.x", 3, "a digit belongs here"),
        ("\"\\x\"", 3, "no such escape"), ("\"\\u12g4\"", 6, "four hexadecimal digits belong here"),
        ("\"a\nb\"", 3, "a control character in a string must be escaped"), ("truth", 1, JSONCheck.noValue),
        ("+1", 1, JSONCheck.noValue), ("NaN", 1, JSONCheck.noValue),
        (String(repeating: "[", count: 100_000), 514, "nested more than 512 deep"),
    ])
    func `other text is told where it is none`(text: String, column: Int, reason: String) {
        #expect(JSONCheck.fault(in: text) == JSONCheck.Fault(column: column, reason: reason))
    }

    @Test(arguments: [
        (0, "0ms"), (999, "999ms"), (1000, "1.0s"), (9_488, "9.4s"), (59_999, "59.9s"), (60_000, "1m00s"),
        (192_000, "3m12s"), (3_600_000, "1h00m"), (7_500_000, "2h05m"), (86_400_000, "1d00h"),
        (273_600_000, "3d04h"), (-1500, "-1.5s"),
    ])
    func `durations are brief`(milliseconds: Int, text: String) {
        #expect(HumanTime.brief(.milliseconds(milliseconds)) == text)
    }

    @Test(
        arguments: [
            ("now", 0, 0), ("2h", -7_200_000, 7_200_000), ("-2h", -7_200_000, -7_200_000),
            ("+2h", 7_200_000, 7_200_000), ("03:50", -58_200_000, 28_200_000),
            ("1970-01-20 20:00", -86_400_000, -86_400_000),
            ("1970-01-01T01:00:00+01:00", -1_800_000_000, -1_800_000_000),
        ] as [(String, Int64, Int64)]
    )
    func `times are read back and ahead`(text: String, back: Int64, ahead: Int64) {
        let now = Instant(milliseconds: 1_800_000_000)
        #expect(TimeText.read(text, direction: .back, now: now)?.milliseconds == 1_800_000_000 + back)
        #expect(TimeText.read(text, direction: .ahead, now: now)?.milliseconds == 1_800_000_000 + ahead)
    }

    @Test(arguments: ["", "-", "+", "--2h", "2", "yesterday", "2026-12-24", "-99999999d"])
    func `other times are refused`(text: String) {
        #expect(TimeText.read(text, direction: .back, now: Instant(milliseconds: 0)) == nil)
    }

    @Test(
        arguments: [
            ("taks", "tasks"), ("cancle", "cancel"), ("exec", "executions"), ("ledgr", "ledger"), ("x", nil),
            ("tasks", nil), ("", nil), ("quite-different", nil), ("ev", "event"),
        ] as [(String, String?)]
    )
    func `the nearest name is found`(typed: String, name: String?) {
        #expect(NearestName.of(typed, among: CommandSpec.Name.allCases.map(\.rawValue)) == name)
    }

    @Test func `tables are cut where they may be`() {
        var table = TextTable([.init("A", narrowest: 4), .init("B", isRight: true), .init("C", narrowest: 3)])
        table.add(["abcdefghij", "1", "日本語日本語"])
        table.add(["x", "22", ""])
        #expect(
            table.lines(width: nil, mark: "…") == [
                "A            B  C", "abcdefghij   1  日本語日本語", "x           22",
            ]
        )
        #expect(table.lines(width: 18, mark: "…") == ["A        B  C", "abcde…   1  日本…", "x       22"])
        #expect(table.lines(width: 5, mark: "~") == ["A      B  C", "abc~   1  日~", "x     22"])
    }

    @Test(arguments: [("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("🎄", 2), ("", 0)])
    func `widths are those of a terminal`(text: String, width: Int) {
        #expect(PlainText.width(text) == width)
    }
}
