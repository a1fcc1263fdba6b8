import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// What the clocks of a zone do to the answers; Berlin, where 02:30 is missing on 2026-03-29 and comes twice on 2026-10-25.
@Suite(.timeLimit(.minutes(10))) struct WhyDaylightTests {
    private func daily(
        gap: DaylightGapRule = .after,
        repeat rule: DaylightRepeatRule = .first,
        from day: String,
        isOver: Bool = true
    ) throws
        -> TestWorker
    {
        let now = try #require(Instant(rfc3339: "\(day)T12:00:00Z"))
        let worker = try whyWorker(
            .cron("30 2 * * *", timezone: "Europe/Berlin", gap: gap, repeat: rule),
            now: now
        )
        if isOver { worker.advance(by: .seconds(86_400)) }
        return worker
    }

    @Test func `a time in the gap is due right after it`() throws {
        let worker = try daily(from: "2026-03-28")
        let told = try worker.explain("2026-03-29 02:30")
        #expect(told.isInstant && told.decision == .started)
        #expect(told.headline == "2026-03-29 03:00:00 CEST (01:00:00Z) started t-0 at 03:00:00 CEST, on time")
        #expect(
            told.sentences[2]
                == "2026-03-29 02:30:00 in Europe/Berlin does not exist: the clocks went from 02:00:00 to 03:00:00, so by "
                + "the rule gap=after it was due right after, at 2026-03-29 03:00:00 CEST (01:00:00Z)"
        )
        let other = try worker.explain("2026-03-29T01:00:00Z")
        #expect(
            other.sentences[2]
                == "it stands for 2026-03-29 02:30:00 in Europe/Berlin, which the clocks jumped over (gap=after)"
        )
    }

    @Test func `of what the clocks are yet to do it is told as of what is to come`() throws {
        let spring = try daily(from: "2026-03-28", isOver: false)
        #expect(
            try spring.explain("2026-03-29 02:30").sentences.contains(
                "2026-03-29 02:30:00 in Europe/Berlin does not exist: the clocks go from 02:00:00 to 03:00:00, so by the "
                    + "rule gap=after it is due right after, at 2026-03-29 03:00:00 CEST (01:00:00Z)"
            )
        )
        #expect(
            try spring.explain("2026-03-29T01:00:00Z").sentences.contains(
                "it stands for 2026-03-29 02:30:00 in Europe/Berlin, which the clocks jump over (gap=after)"
            )
        )
        let autumn = try daily(from: "2026-10-24", isOver: false)
        #expect(
            try autumn.explain("2026-10-25 02:30").sentences.contains(
                "the clocks show 02:30:00 twice: this is the first, the other is 2026-10-25 02:30:00 CET (01:30:00Z) "
                    + "(repeat=first)"
            )
        )
    }

    @Test func `a time of the double hour that does not match says what does not`() throws {
        let worker = try daily(from: "2026-10-24")
        let told = try worker.explain("2026-10-25 02:31")
        #expect(
            !told.isInstant && told.headline.hasSuffix("the minute is 31, and it allows 30"),
            "\(told.headline)"
        )
    }

    @Test(arguments: ["*/30 * * * *", "*/7 2 * * *"])
    func `what has a star follows the real time over a gap, and what comes after it is an instant of its own`(
        text: String
    ) throws {
        let now = try #require(Instant(rfc3339: "2026-03-28T12:00:00Z"))
        let worker = try whyWorker(
            .cron(text, timezone: "Europe/Berlin", gap: .after, repeat: .first),
            now: now
        )
        worker.advance(by: .seconds(86_400))
        let told = try worker.explain(text.hasPrefix("*/30") ? "2026-03-29 02:30" : "2026-03-29 02:21")
        #expect(!told.isInstant)
        #expect(told.headline.hasSuffix("follows the real time, and has no instant then"), "\(told.headline)")
        if text.hasPrefix("*/30") { #expect(told.after == told.facts.at) }
    }

    @Test func `a time in the gap has no instant by the other rule`() throws {
        let worker = try daily(gap: .skip, from: "2026-03-28")
        #expect(
            try worker.explain("2026-03-29 02:30").headline
                == "2026-03-29 02:30:00 in Europe/Berlin does not exist: the clocks went from 02:00:00 to 03:00:00, and by "
                + "the rule gap=skip it has no instant"
        )
    }

    @Test func `a time in the gap that would not have matched says so`() throws {
        let worker = try daily(from: "2026-03-28")
        #expect(
            try worker.explain("2026-03-29 02:31").headline.hasSuffix(
                "nor would it be an instant: the minute is 31, and it allows 30"
            )
        )
    }

    @Test func `of a time that comes twice the first counts`() throws {
        let worker = try daily(from: "2026-10-24")
        let first = try worker.explain("2026-10-25 02:30")
        #expect(first.isInstant)
        #expect(first.facts.at.description == "2026-10-25T00:30:00.000Z")
        #expect(
            first.sentences.contains(
                "the clocks showed 02:30:00 twice: this is the first, the other is 2026-10-25 02:30:00 CET (01:30:00Z) "
                    + "(repeat=first)"
            )
        )
        let last = try worker.explain("2026-10-25T01:30:00Z")
        #expect(!last.isInstant)
        #expect(
            last.headline
                == "2026-10-25 02:30:00 CET (01:30:00Z) is no instant: the clocks show that time twice, this is the second, "
                + "and by the rule repeat=first only the other counts, at 2026-10-25 02:30:00 CEST (00:30:00Z)"
        )
    }

    @Test func `a time that comes twice names both instants of what has a star`() throws {
        let worker = try whyWorker(
            .cron("*/30 * * * *", timezone: "Europe/Berlin", gap: .after, repeat: .first),
            now: try #require(Instant(rfc3339: "2026-10-24T12:00:00Z"))
        )
        #expect(
            try worker.explain("2026-10-25 02:30").sentences.contains(
                "the clocks show 02:30:00 twice: this is the first, and the other is an instant too, "
                    + "2026-10-25 02:30:00 CET (01:30:00Z)"
            )
        )
    }

    @Test func `of a time that comes twice the last counts by the other rule`() throws {
        let worker = try daily(repeat: .last, from: "2026-10-24")
        let told = try worker.explain("2026-10-25 02:30")
        #expect(told.isInstant && told.decision == .started)
        #expect(told.facts.at.description == "2026-10-25T01:30:00.000Z")
    }
}
