import Testing
import Timetable
import ZartCore

/// Due instants: on time, late, missed, and mixtures of them.
@Suite("ticks", .timeLimit(.minutes(10)))
struct TickTests {
    private static let queue = OverlapPolicy.max(1, atCap: .buffer(keep: .all))

    @Test(arguments: [
        // Ten seconds, two columns, are late and not missed.
        Marble(.alwaysStart, acts: "w..w", out: "0123"),
        Marble(.alwaysStart, acts: "w.w.w", out: "01234"),
        Marble(.skipIfRunning, acts: "w..w", out: "0sss"),
        Marble(.skipIfRunning, acts: "w..w", ends: "..0.", out: "01ss"),
        Marble(queue, acts: "w..w", ends: "..0.", out: "01bb"),
        // Those due in one wake-up coalesce into the newest.
        Marble(.cancelAndRestart, acts: "w..w", out: "0cc1", cancelled: "0"),
        Marble(.cancelAndRestart, acts: "w..w", ends: "..0.", out: "0cc1"),
        Marble(.max(2, atCap: .cancelOldest), acts: "w..w.w", out: "0cc1c2", cancelled: "0"),
    ])
    func `late instants are decided one by one, oldest first`(marble: Marble) throws { try marble.check() }

    @Test(arguments: [
        // The worker is away for the columns 1 to 6; of what it finds, 5 to 7 are late and 1 to 4 missed.
        Marble(.alwaysStart, .latest, acts: "w......w", out: "0ccc1234"),
        Marble(.alwaysStart, .skip, acts: "w......w", out: "0mmmm123"),
        Marble(.alwaysStart, .all(1), acts: "w......w", out: "0lll1234"),
        Marble(.alwaysStart, .all(2), acts: "w......w", out: "0ll12345"),
        Marble(.alwaysStart, .all(4), acts: "w......w", out: "01234567"),
        Marble(.alwaysStart, .all(9), acts: "w......w", out: "01234567"),
        // The window reaches back from column 7; its edge lies within.
        Marble(.alwaysStart, .latest(window: .seconds(20)), acts: "w......w", out: "0mmc1234"),
        Marble(.alwaysStart, .latest(window: .seconds(15)), acts: "w......w", out: "0mmm1234"),
        Marble(.alwaysStart, .latest(window: .seconds(14)), acts: "w......w", out: "0mmmm123"),
        Marble(.alwaysStart, .latest(window: .seconds(1)), acts: "w......w", out: "0mmmm123"),
        Marble(.alwaysStart, .all(3, window: .seconds(20)), acts: "w......w", out: "0mm12345"),
        Marble(.alwaysStart, .all(1, window: .seconds(20)), acts: "w......w", out: "0mml1234"),
        Marble(.alwaysStart, .all(9, window: .seconds(60)), acts: "w......w", out: "01234567"),
        Marble(.alwaysStart, MissedPolicy(.skip, window: .seconds(60)), acts: "w......w", out: "0mmmm123"),
        // The newest missed one meets what runs, as every start does.
        Marble(.skipIfRunning, .latest, acts: "w......w", out: "0cccssss"),
        Marble(.skipIfRunning, .latest, acts: "w......w", ends: "...0....", out: "0ccc1sss"),
        Marble(.skipIfRunning, .skip, acts: "w......w", ends: "...0....", out: "0mmmm1ss"),
        Marble(.skipIfRunning, .all(3), acts: "w......w", ends: "...0....", out: "0l1sssss"),
        Marble(queue, .latest, acts: "w......w", ends: "...0....", out: "0ccc1bbb"),
        Marble(queue, .all(2), acts: "w......w", out: "0llbbbbb"),
        // Only the newest due instant is worth starting when it cancels the others.
        Marble(.cancelAndRestart, .latest, acts: "w......w", out: "0cccccc1", cancelled: "0"),
        Marble(.cancelAndRestart, .skip, acts: "w......w", out: "0mmmmcc1", cancelled: "0"),
        Marble(.cancelAndRestart, .all(2), acts: "w......w", out: "0llcccc1", cancelled: "0"),
        Marble(
            .cancelAndRestart,
            .latest(window: .seconds(20)),
            acts: "w......w",
            out: "0mmcccc1",
            cancelled: "0"
        ),
        // Down from the start.
        Marble(.alwaysStart, .latest, acts: "....w", out: "c0123"),
    ])
    func `beyond the grace the missed rule decides`(marble: Marble) throws { try marble.check() }

    @Test(arguments: [
        Marble(.alwaysStart, .all(9), maxOccurrences: 3, acts: "w......w", out: "012....."),
        Marble(.alwaysStart, .latest, maxOccurrences: 2, acts: "w......w", out: "0ccc1..."),
        Marble(.skipIfRunning, .latest, maxOccurrences: 2, acts: "w......w", out: "0cccssss"),
        Marble(.alwaysStart, .latest, endingAt: 3, acts: "w......w", out: "0cc1...."),
        Marble(.alwaysStart, .latest, endingAt: 6, acts: "w......w", out: "0ccc123."),
        Marble(.cancelAndRestart, .latest, endingAt: 6, acts: "w......w", out: "0ccccc1.", cancelled: "0"),
        Marble(.cancelAndRestart, .latest, endingAt: 3, acts: "w......w", out: "0cc1....", cancelled: "0"),
        Marble(.alwaysStart, .latest, endingAt: 0, acts: "wwww", out: "0..."),
    ])
    func `catching up goes no further than the task does`(marble: Marble) throws { try marble.check() }

    @Test(arguments: [
        Marble(.alwaysStart, .skip, acts: "wp..rw", out: "01ppp2"),
        Marble(.alwaysStart, .latest, acts: "wp..rw", out: "01cc23"),
        Marble(.alwaysStart, .all(2), acts: "wp..rw", out: "01p234"),
        Marble(.alwaysStart, .all(9), acts: "wp..rw", out: "012345"),
        Marble(.skipIfRunning, .latest, acts: "wp..rw", out: "0sccss"),
        Marble(.cancelAndRestart, .latest, acts: "wp..rw", out: "01cc23", cancelled: "012"),
        Marble(.cancelAndRestart, .all(9), acts: "wp..rw", out: "01cc23", cancelled: "012"),
        // Down for a while as well: what passed under a pause is paused, however long ago.
        Marble(.alwaysStart, .skip, acts: "wp.......w", out: "01pppppppp"),
        // A trigger is allowed, and only ever moves the counter.
        Marble(.alwaysStart, .skip, acts: "wpt.rw", out: "01ppp3"),
        // What one resume has left alone no later one starts.
        Marble(.alwaysStart, .all(2), acts: "wp..rwpr", out: "01p23456"),
        // Skipping leaves the paused ones as they are.
        Marble(.alwaysStart, .skip, acts: "wp.rwp..rw", out: "01pp23ppp4"),
    ])
    func `a paused task decides its instants and starts none`(marble: Marble) throws { try marble.check() }

    @Test func `late ends exactly at the grace`() throws {
        var view = try Sample.view(every: .seconds(60), missed: .skip)
        view.lateGrace = .milliseconds(700)
        let last = TickPlanner.plan(view, now: Sample.origin + .milliseconds(700))
        #expect(last.line == "started 1" && last.starts.map(\.isCatchUp) == [false])
        let over = TickPlanner.plan(view, now: Sample.origin + .milliseconds(701))
        #expect(over.line == "missed 1")
        view.lateGrace = .zero
        #expect(TickPlanner.plan(view, now: Sample.origin).line == "started 1")
        #expect(TickPlanner.plan(view, now: Sample.origin + .milliseconds(1)).line == "missed 1")
    }

    @Test func `only starts for missed instants are catch-up`() throws {
        let view = try Sample.view(every: .seconds(5), missed: .all(2))
        let plan = TickPlanner.plan(view, now: Sample.origin + .seconds(25))
        #expect(plan.starts.map(\.isCatchUp) == [true, true, false, false, false])
        #expect(plan.starts.map(\.occurrence) == [0, 1, 2, 3, 4])
        #expect(plan.entries.first == .init(nominal: Sample.origin, decision: .limit))
    }

    @Test func `a tick is never early`() throws {
        let view = try Sample.view(every: .seconds(60))
        let plan = TickPlanner.plan(view, now: Sample.origin - .milliseconds(1))
        #expect(plan.isEmpty && plan.cursor == view.cursor && !plan.hasMore)
        var done = view
        done.cursor = Sample.origin
        #expect(TickPlanner.plan(done, now: Sample.origin + .milliseconds(59_999)).isEmpty)
    }

    @Test func `a clock set back decides nothing again`() throws {
        var model = LedgerModel(try Sample.view(every: .seconds(5)))
        model.tick(at: Sample.origin + .seconds(20))
        let before = model.rows
        for seconds in [10, 0, -3600] { model.tick(at: Sample.origin + .seconds(seconds)) }
        #expect(model.rows == before && model.faults == [])
    }

    @Test func `neighbours with one reason are one row, others are not`() throws {
        let view = try Sample.view(
            every: .seconds(5),
            overlap: .skipIfRunning,
            active: ["r-0"],
            occurrence: 1
        )
        let plan = TickPlanner.plan(view, now: Sample.origin + .seconds(60))
        let into = Sample.origin + .seconds(45)
        #expect(
            plan.entries == [
                .init(
                    nominal: Sample.origin,
                    until: into - .seconds(5),
                    count: 9,
                    decision: .coalesced,
                    into: into
                ),
                .init(
                    nominal: into,
                    until: Sample.origin + .seconds(60),
                    count: 4,
                    decision: .skippedOverlap,
                    heldBy: "r-0"
                ),
            ]
        )
    }

    @Test func `a plain task starts without an id`() throws {
        var view = try Sample.view(every: .seconds(5), overlap: .skipIfRunning)
        view.kind = .scheduled
        view.template = nil
        let plan = TickPlanner.plan(view, now: Sample.origin + .seconds(5))
        #expect(plan.line == "started 1 · skipped-overlap 1")
        #expect(plan.starts.map(\.id) == [""] && plan.entries.map(\.execution) == [nil, nil])
        #expect(plan.occurrence == 1)
    }

    @Test(arguments: [TaskState.stopped, .finished])
    func `a task that is over has no instants`(state: TaskState) throws {
        var view = try Sample.view(every: .seconds(5))
        view.state = state
        #expect(view.nextDue == nil)
        #expect(TickPlanner.plan(view, now: Sample.origin + .seconds(60)).isEmpty)
    }
}
