import Testing
import Timetable
import ZartCore

/// Instants that wait for a slot.
@Suite("buffers", .timeLimit(.minutes(10)))
struct BufferTests {
    private static func one(_ limit: Int, _ keep: OverlapPolicy.Keep, ttl: Duration? = nil) -> OverlapPolicy {
        .max(1, atCap: .buffer(limit: limit, keep: keep, ttl: ttl))
    }

    static let marbles: [Marble] = [
        // The newest waits; the one it displaces was skipped.
        Marble(one(1, .latest), ends: "......", out: "0ssssb"),
        Marble(one(1, .latest), ends: "....0.", out: "0ss1sb"),
        Marble(one(2, .latest), ends: "....0.", out: "0s1sbb"),
        // The first that waits stays; the ones that find the buffer full are over the limit.
        Marble(one(1, .first), ends: "....0.", out: "01llbl"),
        Marble(one(2, .first), ends: "....0.", out: "01blbl"),
        // All wait, whatever the limit says.
        Marble(one(1, .all), ends: "....0.", out: "01bbbb"),
        Marble(one(1, .all), ends: "...0123", out: "01234bb"),
        // Ten seconds are two columns: waiting that long is still in time.
        Marble(one(9, .all, ttl: .seconds(10)), ends: "....", out: "0bbb"),
        Marble(one(9, .all, ttl: .seconds(9)), ends: "....", out: "0ebb"),
        Marble(one(9, .all, ttl: .seconds(10)), ends: "...0..", out: "01ebbb"),
        Marble(one(9, .all, ttl: .seconds(9)), ends: "...0", out: "0e1b"),
        // What has expired makes room: the buffer of one takes the next.
        Marble(one(1, .first, ttl: .seconds(9)), ends: ".....", out: "0elbl"),
        Marble(one(1, .latest, ttl: .seconds(9)), ends: ".....", out: "0sssb"),
        // Two slots, one of which frees.
        Marble(.max(2, atCap: .buffer(limit: 1, keep: .latest)), ends: "....1.", out: "01s2sb"),
        Marble(.max(2, atCap: .buffer(limit: 1, keep: .latest)), ends: "....1..0", out: "01s2ss3b"),
    ]

    @Test(arguments: marbles)
    func `a full task lets instants wait`(marble: Marble) throws { try marble.check() }

    @Test(arguments: [
        // The third is the last: what waits when it starts is over the limit.
        Marble(one(9, .all), maxOccurrences: 3, ends: "...0.1..", out: "012ll..."),
        Marble(one(9, .first), maxOccurrences: 1, ends: "......", out: "0....."),
        Marble(one(1, .latest), maxOccurrences: 2, ends: "...0...", out: "0s1...."),
        Marble(.alwaysStart, maxOccurrences: 4, out: "0123.."),
        Marble(.skipIfRunning, maxOccurrences: 2, ends: "...0..", out: "0ss1.."),
    ])
    func `no more occurrences than asked for are ever dispatched`(marble: Marble) throws {
        try marble.check()
    }

    @Test(arguments: [
        Marble(one(9, .all), endingAt: 2, ends: "....0.12", out: "012..."),
        Marble(one(1, .latest), endingAt: 3, ends: "......0.", out: "0ss1...."),
    ])
    func `what waits when the task ends still starts`(marble: Marble) throws { try marble.check() }

    @Test(arguments: [
        // Nothing starts while paused, though the slot is free; the oldest starts first on resume.
        Marble(one(9, .all), .skip, acts: "www.p...r", ends: "......0..", out: "01bbbpppp"),
        Marble(one(9, .all), .latest, acts: "wwp....r..", ends: "....0....1", out: "012ccccb.."),
    ])
    func `a pause holds what waits`(marble: Marble) throws { try marble.check() }

    @Test func `a displaced run of instants is one row`() throws {
        let view = try Sample.view(
            every: .seconds(1),
            overlap: Self.one(1, .latest),
            active: ["r-0"],
            occurrence: 1
        )
        let plan = TickPlanner.plan(view, now: Sample.origin + .seconds(9))
        #expect(plan.entries.map(\.decision) == [.skippedOverlap, .buffered])
        #expect(plan.entries.map(\.count) == [9, 1])
        #expect(plan.entries.map(\.until) == [Sample.origin + .seconds(8), Sample.origin + .seconds(9)])
    }

    @Test func `an instant that waited starts on time and not as catch-up`() throws {
        var view = try Sample.view(every: .seconds(5), overlap: Self.one(1, .latest))
        view.buffered = [.init(nominal: Sample.origin, since: Sample.origin)]
        view.cursor = Sample.origin
        let plan = TickPlanner.slotFreed(view, now: Sample.origin + .seconds(600))
        #expect(plan.starts.map(\.isCatchUp) == [false])
        #expect(plan.resolutions == [.init(nominal: Sample.origin, decision: .started, execution: "r-0")])
        #expect(plan.cursor == Sample.origin && plan.entries.isEmpty)
    }

    @Test(arguments: [["r-0"], []], [1, 3])
    func `what waited before the policy became cancel-oldest is skipped, never started and cancelled`(
        active: [String],
        maximum: Int
    ) throws {
        var view = try Sample.view(
            every: .seconds(5),
            overlap: .max(maximum, atCap: .cancelOldest),
            active: active,
            occurrence: 1
        )
        let waiting = [0, 5].map { Sample.origin + .seconds($0) }
        view.buffered = waiting.map { .init(nominal: $0, since: $0) }
        view.cursor = waiting[1]
        let plan = TickPlanner.plan(view, now: Sample.origin + .seconds(20))
        #expect(
            plan.resolutions
                == waiting.map { .init(nominal: $0, decision: .skippedOverlap, heldBy: active.first) }
        )
        #expect(plan.starts.map(\.nominal) == [Sample.origin + .seconds(20)])
        #expect(plan.cancels == (maximum == 1 ? active : []))
        #expect(Set(plan.starts.map(\.id)).isDisjoint(with: plan.cancels))
    }

    @Test(arguments: [TaskState.active, .paused, .finished, .stopped])
    func `what waits too long expires in every state`(state: TaskState) throws {
        var view = try Sample.view(every: .seconds(5), overlap: Self.one(1, .latest, ttl: .seconds(60)))
        view.state = state
        view.buffered = [.init(nominal: Sample.origin, since: Sample.origin)]
        view.cursor = Sample.origin
        let plan = TickPlanner.slotFreed(view, now: Sample.origin + .milliseconds(60_001))
        #expect(plan.resolutions == [.init(nominal: Sample.origin, decision: .expired)])
        #expect(plan.starts.isEmpty)
    }
}
