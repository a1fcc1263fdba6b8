import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Pausing after failures in a row.
@Suite(.timeLimit(.minutes(10))) struct FailureStreakTests {
    /// A task that fails as long as it is told to; with a gate, once its executions may pass.
    private func failing(
        _ fails: Box<Bool>,
        after count: Int = 3,
        overlap: OverlapPolicy = .skipIfRunning,
        passing gate: Gate? = nil
    ) throws -> TestWorker {
        try TestWorker {
            $0.registerDurable(
                "t",
                Script { _ in
                    try await gate?.pass(ExecutionContext.current?.id ?? "")
                    if fails.value == true { throw Trouble("broken") }
                    return ""
                }
            )
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(.seconds(10)),
                overlap: overlap,
                payload: "",
                pauseAfterFailures: count
            )
        }
    }

    @Test func `so many failures in a row pause the task, with a note that names them`() throws {
        let fails = Box(true)
        let worker = try failing(fails)
        worker.advance(by: .seconds(60))
        #expect(try worker.task().state == .paused)
        #expect(try worker.task().note == "3 failures in a row: t-0, t-1, t-2")
        #expect(try worker.decisions() == times(3, .started) + times(4, .paused))
        try worker.audit()
        // It waits for somebody: an operator is told, and not also that it fails.
        func attention() throws -> [AttentionRecord] {
            let reader = try SQLiteReader(path: worker.path) { _ in .utc }
            return try reader.attention(tasks: try reader.tasks(), at: worker.now).filter {
                if case .alarm = $0 { false } else { true }
            }
        }
        let reason = "3 failures in a row: t-0, t-1, t-2"
        let paused = AttentionRecord.pausedByFailures(task: "t", since: start + .seconds(20), reason: reason)
        #expect(try attention() == [paused])
        fails.value = false
        try worker.perform(.pause(task: "t", until: nil, note: "known"))
        #expect(try !attention().contains(paused))
        try worker.perform(.resume(task: "t", missed: nil))
        worker.advance(by: .seconds(20))
        #expect(try worker.task().state == .active)
        try worker.audit()
    }

    @Test func `a pause that ends by itself becomes one that does not when they have failed so often`() throws
    {
        let gate = Gate()
        let worker = try failing(Box(true), after: 1, passing: gate)
        worker.advance(by: .seconds(5))
        try worker.perform(.pause(task: "t", until: worker.now + .seconds(7), note: "short"), actor: "anna")
        gate.open("t-0")
        worker.settle()
        worker.advance(by: .seconds(60))
        #expect(try worker.task().state == .paused && worker.task().note == "1 failure: t-0")
        try worker.audit()
    }

    @Test func `a pause that an operator sets after the failures is left as it is by a further one`() throws {
        let gate = Gate()
        let worker = try failing(Box(true), after: 1, overlap: .alwaysStart, passing: gate)
        worker.advance(by: .seconds(15))
        gate.open("t-0")
        worker.settle()
        #expect(try worker.task().note == "1 failure: t-0")
        let until = worker.now + .seconds(100)
        try worker.perform(.pause(task: "t", until: until, note: "known"), actor: "anna")
        gate.open("t-1")
        worker.settle()
        #expect(try worker.task().note == "known" && worker.task().pausedUntil == until)
        worker.advance(by: .seconds(100))
        #expect(try worker.task().state == .active)
        try worker.audit()
    }

    @Test func `a success begins the count anew, a death does not`() throws {
        let fails = Box(true)
        let worker = try failing(fails)
        worker.advance(by: .seconds(15))
        fails.value = false
        worker.advance(by: .seconds(10))
        fails.value = true
        worker.advance(by: .seconds(20))
        #expect(try worker.task().state == .active)
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(10))
        #expect(try worker.task().state == .paused)
        #expect(try worker.task().note == "3 failures in a row: t-3, t-4, t-5")
        try worker.audit()
    }

    @Test func `a resume begins the count anew`() throws {
        let fails = Box(true)
        let worker = try failing(fails, after: 2)
        worker.advance(by: .seconds(15))
        #expect(try worker.task().state == .paused)
        try worker.perform(.resume(task: "t", missed: .skip))
        worker.advance(by: .seconds(10))
        #expect(try worker.task().state == .active)
        worker.advance(by: .seconds(10))
        #expect(try worker.task().state == .paused)
        try worker.audit()
    }

    @Test func `a plain task pauses as well`() throws {
        let worker = try TestWorker {
            $0.registerScheduledTask("t", recurrence: .fixedDelay(.seconds(10)), pauseAfterFailures: 2) { _ in
                throw Trouble("broken")
            }
        }
        worker.advance(by: .seconds(30))
        #expect(try worker.task().state == .paused)
        #expect(
            try worker.task().note == "2 failures in a row: 2026-01-01T00:00:00Z, 2026-01-01T00:00:10Z"
        )
        try worker.audit()
    }
}
