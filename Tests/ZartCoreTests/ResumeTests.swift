import Testing
import Timetable
import ZartCore

/// What a resume makes of the instants that passed under a pause.
@Suite("resume", .timeLimit(.minutes(10)))
struct ResumeTests {
    private typealias Span = ResumePlanner.Span

    /// A minute's grid, sixteen instants paused in two rows around one that is decided otherwise.
    private static func task(_ overlap: OverlapPolicy = .alwaysStart) throws -> (TaskView, [Span]) {
        var view = try Sample.view(every: .seconds(60), overlap: overlap)
        view.cursor = at(16)
        return (view, [span(0, 9, count: 10), span(11, 16, count: 6)])
    }

    private static func at(_ minute: Int) -> Instant { Sample.origin + .seconds(60 * minute) }

    private static func span(_ first: Int, _ last: Int, count: Int) -> Span {
        Span(nominal: at(first), until: at(last), count: count)
    }

    /// The new rows as text: `0-9 coalesced 10`.
    private func lines(_ plan: TickPlan) -> [String] {
        plan.entries.map { entry in
            let (first, last) = (minute(entry.nominal), minute(entry.until))
            return "\(first)-\(last) \(entry.decision.rawValue) \(entry.count)"
        }
    }

    private func minute(_ instant: Instant) -> Int { Int((instant - Sample.origin) / .seconds(60)) }

    struct Case: Sendable, CustomTestStringConvertible {
        let missed: MissedPolicy
        var overlap = OverlapPolicy.alwaysStart
        let lines: [String]
        let replaced: [Int]
        var testDescription: String { "\(missed) · \(overlap) · \(lines)" }

        init(
            _ missed: MissedPolicy,
            _ overlap: OverlapPolicy = .alwaysStart,
            replaced: [Int],
            _ lines: [String]
        ) {
            self.missed = missed
            self.overlap = overlap
            self.lines = lines
            self.replaced = replaced
        }
    }

    /// Resumed at minute 20; a window of 600 s begins at minute 10.
    static let cases: [Case] = [
        Case(.skip, replaced: [], []),
        Case(.latest, replaced: [0, 11], ["0-9 coalesced 10", "11-15 coalesced 5", "16-16 started 1"]),
        Case(.all(1), replaced: [11], ["11-15 paused 5", "16-16 started 1"]),
        Case(.all(2), replaced: [11], ["11-14 paused 4", "15-15 started 1", "16-16 started 1"]),
        Case(.all(6), replaced: [11], (11...16).map { "\($0)-\($0) started 1" }),
        Case(
            .all(8),
            replaced: [0, 11],
            ["0-7 paused 8"] + ([8, 9] + Array(11...16)).map { "\($0)-\($0) started 1" }
        ),
        Case(.all(99), replaced: [0, 11], (Array(0...9) + Array(11...16)).map { "\($0)-\($0) started 1" }),
        // A window that begins between the rows, on the edge of one, within one, and after them all.
        Case(.latest(window: .seconds(600)), replaced: [11], ["11-15 coalesced 5", "16-16 started 1"]),
        Case(.latest(window: .seconds(540)), replaced: [11], ["11-15 coalesced 5", "16-16 started 1"]),
        Case(
            .latest(window: .seconds(539)),
            replaced: [11],
            ["11-11 paused 1", "12-15 coalesced 4", "16-16 started 1"]
        ),
        Case(
            .latest(window: .seconds(720)),
            replaced: [0, 11],
            ["0-7 paused 8", "8-9 coalesced 2", "11-15 coalesced 5", "16-16 started 1"]
        ),
        Case(.latest(window: .seconds(240)), replaced: [11], ["11-15 paused 5", "16-16 started 1"]),
        Case(.latest(window: .seconds(239)), replaced: [], []),
        Case(
            .all(99, window: .seconds(300)),
            replaced: [11],
            ["11-14 paused 4", "15-15 started 1", "16-16 started 1"]
        ),
        Case(.all(1, window: .seconds(300)), replaced: [11], ["11-15 paused 5", "16-16 started 1"]),
        Case(MissedPolicy(.skip, window: .seconds(300)), replaced: [], []),
        // The policy decides about each start.
        Case(
            .all(3),
            .skipIfRunning,
            replaced: [11],
            ["11-13 paused 3", "14-14 started 1", "15-16 skipped-overlap 2"]
        ),
        Case(
            .all(3),
            .cancelAndRestart,
            replaced: [11],
            ["11-13 paused 3", "14-15 coalesced 2", "16-16 started 1"]
        ),
        Case(
            .latest,
            .cancelAndRestart,
            replaced: [0, 11],
            ["0-9 coalesced 10", "11-15 coalesced 5", "16-16 started 1"]
        ),
        Case(
            .all(3),
            .max(1, atCap: .buffer(limit: 1, keep: .latest)),
            replaced: [11],
            ["11-13 paused 3", "14-14 started 1", "15-15 skipped-overlap 1", "16-16 buffered 1"]
        ),
    ]

    @Test func `of what followed from completions the last but one came the delay before the last`() throws {
        let view = try Sample.afterCompletion(.seconds(120))
        let plan = ResumePlanner.plan(
            view,
            spans: [Self.span(0, 16, count: 3)],
            missed: .latest,
            now: Self.at(20)
        )
        #expect(lines(plan) == ["0-14 coalesced 2", "16-16 started 1"])
    }

    @Test(arguments: cases)
    func `the rule decides about what was paused`(one: Case) throws {
        let (view, spans) = try Self.task(one.overlap)
        let plan = ResumePlanner.plan(view, spans: spans, missed: one.missed, now: Self.at(20))
        #expect(lines(plan) == one.lines)
        #expect(plan.replaced.map(minute) == one.replaced)
        // Nothing is lost: what is replaced is written again, to the instant.
        let replaced = spans.filter { plan.replaced.contains($0.nominal) }.reduce(0) { $0 + $1.count }
        #expect(plan.entries.reduce(0) { $0 + $1.count } == replaced)
        #expect(plan.cursor == view.cursor && plan.occurrence == plan.starts.count)
        #expect(plan.starts.allSatisfy { $0.isCatchUp })
        for entry in plan.entries {
            #expect(entry.into == (entry.decision == .coalesced ? Self.at(16) : nil))
        }
    }

    @Test func `nothing paused is nothing to do`() throws {
        let (view, _) = try Self.task()
        #expect(ResumePlanner.plan(view, spans: [], missed: .latest, now: Self.at(20)).isEmpty)
    }

    @Test(arguments: [(0, 0), (1, 1), (2, 2), (3, 3), (9, 3)])
    func `a resume starts no more occurrences than the task may have`(left: Int, started: Int) throws {
        var (view, spans) = try Self.task()
        view.occurrence = 5
        view.maxOccurrences = 5 + left
        let plan = ResumePlanner.plan(view, spans: spans, missed: .all(3), now: Self.at(20))
        #expect(plan.starts.count == started && plan.occurrence == 5 + started)
        let latest = ResumePlanner.plan(view, spans: spans, missed: .latest, now: Self.at(20))
        #expect(latest.starts.count == min(left, 1))
        #expect(left > 0 || latest.isEmpty)
    }

    @Test func `what waited before the pause starts before what was paused`() throws {
        var (view, spans) = try Self.task(.max(1, atCap: .buffer(limit: 1, keep: .first)))
        view.buffered = [.init(nominal: Self.at(-1), since: Self.at(-1))]
        let plan = ResumePlanner.plan(view, spans: spans, missed: .latest, now: Self.at(20))
        #expect(plan.resolutions == [.init(nominal: Self.at(-1), decision: .started, execution: "r-0")])
        #expect(lines(plan) == ["0-9 coalesced 10", "11-15 coalesced 5", "16-16 buffered 1"])
    }

    @Test func `what expired under the pause makes room`() throws {
        var (view, spans) = try Self.task(.max(1, atCap: .buffer(limit: 1, keep: .first, ttl: .seconds(60))))
        view.active = [.init(id: "r-0", isRunning: true)]
        view.occurrence = 1
        view.buffered = [.init(nominal: Self.at(-1), since: Self.at(-1))]
        let plan = ResumePlanner.plan(view, spans: spans, missed: .latest, now: Self.at(20))
        #expect(plan.resolutions.map(\.decision) == [.expired])
        #expect(plan.entries.last?.decision == .buffered)
    }
}
