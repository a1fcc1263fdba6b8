import Testing
import Timetable
import ZartCore

@Suite(.timeLimit(.minutes(10)))
struct InstantQuestionTests {
    /// 2026-12-24T10:00:00Z, 11:00 in Berlin.
    private static let now = Instant(seconds: 1_798_106_400)

    @Test(arguments: [
        ("2026-12-24T02:00:00Z", "2026-12-24T02:00:00.000Z"),
        ("2026-12-24T02:00:00.5+01:00", "2026-12-24T01:00:00.500Z"),
        ("2026-12-24 02:00", "2026-12-24T02:00:00.000Z"),
        ("2026-12-24T02:00:07", "2026-12-24T02:00:07.000Z"),
        ("2026-12-24 02:00:07.250", "2026-12-24T02:00:07.250Z"),
        ("02:00:07.125", "2026-12-24T02:00:07.125Z"),
        ("02:00", "2026-12-24T02:00:00.000Z"),
        ("10:00", "2026-12-24T10:00:00.000Z"),
        ("10:01", "2026-12-23T10:01:00.000Z"),
        ("23:59:59", "2026-12-23T23:59:59.000Z"),
        ("now", "2026-12-24T10:00:00.000Z"),
        ("2h", "2026-12-24T08:00:00.000Z"),
        ("+2h", "2026-12-24T12:00:00.000Z"),
    ])
    func `a time is read`(text: String, expected: String) throws {
        let question = try #require(InstantQuestion(text: text, now: Self.now))
        #expect(question.placed(in: .utc, now: Self.now).at.description == expected)
    }

    @Test(arguments: [
        "", " ", "tomorrow", "24:00", "02:60", "02", "2:0:0:0", "2026-02-30 02:00", "2026-12 02:00", "-",
        "02:00 02:00",
        "02:00.250", "02:00:07.", "02:00:07.25", "02:00:07.1.1", ".250", "2026-12-24", "１2:00", "-1:00",
        "99999999999d", "2026-12-24 02:00:61", "0000-01-01 00:00",
    ])
    func `what is no time is none`(text: String) {
        #expect(InstantQuestion(text: text, now: Self.now) == nil)
    }

    @Test func `an instant within what was not written is meant`() throws {
        let anchor = Self.now - .seconds(86_400) + .milliseconds(250)
        let schedule = try Schedule(
            .fixedDelay(.seconds(90)),
            zone: nil,
            anchor: anchor,
            includesAnchor: true
        )
        func meant(_ text: String) throws -> Duration {
            let question = try #require(InstantQuestion(text: text, now: Self.now))
            let at = question.placed(in: .utc, now: Self.now).at
            return question.meant(at, by: schedule) - at
        }
        #expect(try meant("10:00:00") == .milliseconds(250))
        #expect(try meant("09:58") == .milliseconds(30_250))
        #expect(try meant("09:58:29") == .zero)
        #expect(try meant("09:59") == .zero)
        // The newest that has come.
        #expect(try meant("now") == .milliseconds(-89_750))
    }

    @Test func `a minute with several instants is itself`() throws {
        let anchor = Self.now - .seconds(86_400) + .seconds(7)
        let schedule = try Schedule(
            .fixedDelay(.seconds(10)),
            zone: nil,
            anchor: anchor,
            includesAnchor: true
        )
        let question = try #require(InstantQuestion(text: "09:58", now: Self.now))
        let at = question.placed(in: .utc, now: Self.now).at
        #expect(question.meant(at, by: schedule) == at)
    }
}
