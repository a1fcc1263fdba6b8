import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// The bites of pruning, as a disk sees them that takes its time over each.
private final class Bites: Sendable {
    private let length: Duration
    private let state = Mutex((isUnderWay: false, begins: [Instant]()))

    init(taking length: Duration) { self.length = length }

    /// When each began.
    var begins: [Instant] { state.withLock { $0.begins } }

    /// Has the worker go on over this disk, after a restart.
    func slow(_ worker: TestWorker) throws {
        worker.crash()
        let timeline = worker.timeline
        worker.storeFaults = { sql in self.see(sql, at: timeline) }
        try worker.restart()
    }

    private func see(_ sql: String, at timeline: VirtualTimeline) {
        let isWritten = state.withLock { state -> Bool in
            if sql.hasPrefix("DELETE FROM zart_executions") || sql.hasPrefix("DELETE FROM zart_ledger") {
                state.isUnderWay = true
            }
            guard sql == "COMMIT", state.isUnderWay else { return false }
            state.isUnderWay = false
            state.begins.append(timeline.wall())
            return true
        }
        guard isWritten else { return }
        let end = timeline.boot() + length
        while timeline.pass(until: end) {}
    }
}

/// Removing what is past keeping makes way for what is due.
@Suite(.timeLimit(.minutes(10))) struct PruneTurnTests {
    /// A worker whose task `t` comes every second, and whatever else is said.
    private func worker(
        _ more: @escaping (Worker.Builder) -> Worker.Builder = { $0 }
    ) throws -> TestWorker {
        try TestWorker { builder in
            more(
                builder.registerDurable("t", Script.quick())
                    .registerRecurringDurable(
                        "t",
                        idTemplate: "t-{occurrence}",
                        recurrence: .fixedDelay(.seconds(1)),
                        payload: "x"
                    )
            )
        }
    }

    @Test func `a bite that would begin just before a tick begins after it, and makes none late`() throws {
        // A bite of 9 ms is followed by the next 81 ms later: where the first begins 5 ms after a tick, the twelfth
        // would begin 5 ms before the next tick and be over 4 ms after it.
        let bites = Bites(taking: .milliseconds(9))
        let worker = try worker()
        worker.advance(by: .seconds(2_000))
        try bites.slow(worker)
        worker.advance(by: .milliseconds(5))
        let asked = worker.now
        try worker.perform(.prune(task: nil, olderThan: .zero))
        // To a moment between two bites: in the midst of one its clocks would be set back.
        worker.advance(by: asked + .milliseconds(8_045) - worker.now)

        #expect(try worker.sql("SELECT ended_at IS NOT NULL FROM zart_prunings") == [["1"]])
        let phases = bites.begins.map { $0.milliseconds % 1_000 }
        #expect(phases.count > 40 && phases.first == 5, "\(phases)")
        #expect(phases.allSatisfy { (1...990).contains($0) }, "\(phases)")
        #expect(phases.count { $0 == 1 } > 2, "what made way begins a millisecond after the tick: \(phases)")
        let ticks = try worker.ledger().filter { $0.nominalAt > asked }
        #expect(ticks.count == 8)
        #expect(ticks.allSatisfy { $0.decidedAt == $0.nominalAt }, "\(ticks)")
        try worker.audit()
    }

    @Test func `where ticks leave no room pruning goes on once it has made way often enough`() throws {
        let bites = Bites(taking: .zero)
        let resting = Script { input in
            try await Durable.sleep("rest", for: .seconds(86_400))
            return input
        }
        let worker = try worker {
            $0.registerDurable("dense", resting)
                .registerRecurringDurable(
                    "dense",
                    idTemplate: "dense-{occurrence}",
                    recurrence: .fixedDelay(Schedule.shortestDelay),
                    payload: "x",
                    startingAt: start + .seconds(305),
                    alarms: AlarmRules(longerThan: .off, starved: .off)
                )
        }
        worker.advance(by: .seconds(300))
        try bites.slow(worker)
        worker.advance(by: .milliseconds(6_005))
        #expect(try worker.decisions("dense").count == 101)
        // Ten milliseconds from tick to tick, of which a bite wants more: it makes way at each of a hundred.
        try worker.perform(.prune(task: "t", olderThan: .zero))
        worker.advance(by: .milliseconds(900))
        #expect(bites.begins.isEmpty)
        worker.advance(by: .milliseconds(200))
        #expect(bites.begins.count == 1)
        worker.advance(by: .seconds(20))
        #expect(bites.begins.count > 5)
        #expect(try worker.sql("SELECT ended_at IS NOT NULL FROM zart_prunings") == [["1"]])
        #expect(try worker.scheduler.executions(of: "t", limit: 1_000).count < 30)
        try worker.audit()
    }
}
