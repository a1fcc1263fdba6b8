import Testing
import Timetable
import ZartCore

/// Jitter, single instants, calendars: what a schedule does to the planning of its ticks.
@Suite("ticks of other schedules", .timeLimit(.minutes(10)))
struct ScheduleEdgeTests {
    @Test func `jitter delays the start and never the order`() throws {
        var view = try Sample.view(every: .seconds(60))
        view.jitter = .seconds(60)
        var offsets: Set<Duration> = []
        for minute in 0..<50 {
            let nominal = Sample.origin + .seconds(60 * minute)
            let due = try #require(view.nextDue)
            #expect(due.nominal == nominal)
            #expect(due.effective >= nominal && due.effective < nominal + .seconds(60))
            offsets.insert(due.effective - nominal)
            #expect(TickPlanner.plan(view, now: due.effective - .milliseconds(1)).isEmpty)
            let plan = TickPlanner.plan(view, now: due.effective)
            #expect(plan.starts.map(\.nominal) == [nominal] && plan.cursor == nominal)
            view.cursor = plan.cursor
        }
        #expect(offsets.count > 40)
    }

    @Test func `lateness counts from the jittered time`() throws {
        var view = try Sample.view(every: .seconds(3600), missed: .skip)
        view.jitter = .seconds(3600)
        let effective = view.effective(Sample.origin)
        // The sample is of use only while its delay is longer than the grace.
        try #require(effective > Sample.origin + .seconds(60))
        #expect(TickPlanner.plan(view, now: effective + .seconds(10)).line == "started 1")
        #expect(TickPlanner.plan(view, now: effective + .milliseconds(10_001)).line == "missed 1")
    }

    @Test(arguments: [
        MissedPolicy.latest, .all(3), .all(3, window: .seconds(7200)), .latest(window: .seconds(1800)),
    ])
    func `missed instants are chosen among those whose jittered time is past`(missed: MissedPolicy) throws {
        var view = try Sample.view(every: .seconds(60), missed: missed)
        view.jitter = .seconds(60)
        for second in stride(from: 3600, to: 3720, by: 7) {
            let now = Sample.origin + .seconds(second)
            let plan = TickPlanner.plan(view, now: now)
            let due = (0...61).map { Sample.origin + .seconds(60 * $0) }.filter { view.effective($0) <= now }
            let late = due.filter { view.effective($0) >= now - .seconds(10) }
            let chosen = missed.rule == .latest ? 1 : 3
            #expect(plan.cursor == due.last)
            #expect(plan.starts.map(\.nominal) == Array(due.suffix(late.count + chosen)))
            #expect(plan.starts.filter { !$0.isCatchUp }.map(\.nominal) == late)
        }
    }

    @Test func `one instant is due once`() throws {
        let schedule = try Schedule(
            .at(Sample.origin),
            zone: nil,
            anchor: Sample.origin - .seconds(60),
            includesAnchor: true
        )
        var model = LedgerModel(try Sample.view(schedule))
        for seconds in [-1, 0, 1, 3600] { model.tick(at: Sample.origin + .seconds(seconds)) }
        model.audit()
        #expect(model.rows.map(\.decision) == [.started] && model.faults == [])
        #expect(model.view.isExhausted && model.view.state == .finished)
    }

    @Test(arguments: [(MissedPolicy.latest, "started 1"), (.all(2), "started 1"), (.skip, "missed 1")])
    func `a missed single instant follows the rule`(missed: MissedPolicy, line: String) throws {
        let schedule = try Schedule(
            .at(Sample.origin),
            zone: nil,
            anchor: Sample.origin - .seconds(60),
            includesAnchor: true
        )
        let view = try Sample.view(schedule, missed: missed)
        #expect(TickPlanner.plan(view, now: Sample.origin + .seconds(86_400)).line == line)
    }

    @Test func `a schedule that is over leaves nothing to come`() throws {
        var view = try Sample.view(every: .seconds(60))
        #expect(!view.isExhausted)
        view.endingAt = Sample.origin
        #expect(!view.isExhausted && view.next(after: view.cursor) == Sample.origin)
        view.cursor = Sample.origin
        #expect(view.isExhausted && view.nextDue == nil)
        view.endingAt = nil
        view.maxOccurrences = 3
        view.occurrence = 2
        #expect(!view.isExhausted)
        view.occurrence = 3
        #expect(view.isExhausted && view.nextDue == nil)
    }

    @Test func `where the zone of a schedule is not known here nothing says that it is over`() throws {
        var view = try Sample.view(Sample.cron("0 2 * * *"))
        view.schedule = nil
        #expect(!view.isExhausted && view.nextDue == nil)
    }

    @Test func `the last one of a calendar is found across years`() throws {
        let view = try Sample.view(Sample.cron("0 0 29 2 *"), missed: .latest)
        let plan = TickPlanner.plan(view, now: try #require(Instant(rfc3339: "2041-05-01T00:00:00Z")))
        #expect(plan.line == "coalesced 3 · started 1")
        #expect(plan.starts.first?.nominal == Instant(rfc3339: "2040-02-29T00:00:00Z"))
    }

    @Test func `the newest instants are the end of the whole list`() throws {
        let schedules = [
            try Sample.cron("*/7 * * * *"), try Sample.cron("0 3 * * 1"),
            try Schedule(
                .fixedDelay(.milliseconds(970)),
                zone: nil,
                anchor: Sample.origin,
                includesAnchor: true
            ),
            try Schedule(.at(Sample.origin), zone: nil, anchor: Sample.origin, includesAnchor: true),
        ]
        var numbers = SeededGenerator(seed: 7)
        for schedule in schedules {
            for _ in 0..<60 {
                let after = Sample.origin + .milliseconds(Int.random(in: -5000...5_000_000, using: &numbers))
                let through = after + .milliseconds(Int.random(in: -5000...5_000_000, using: &numbers))
                let all = schedule.instants(after: after, through: through, limit: .max)
                for limit in [1, 2, 10] {
                    #expect(schedule.newest(limit, after: after, through: through) == all.suffix(limit))
                }
            }
        }
    }
}
