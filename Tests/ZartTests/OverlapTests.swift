import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

private func held(
    _ overlap: OverlapPolicy,
    _ gate: Gate,
    isStubborn: Bool = false,
    log: Log = Log()
) throws -> TestWorker {
    try TestWorker(settings: { $0.log = log.add }) {
        $0.registerDurable("t", Script.held(gate, isStubborn: isStubborn))
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(.seconds(10)),
                overlap: overlap,
                payload: "hi"
            )
    }
}

@Suite(.timeLimit(.minutes(10))) struct OverlapTests {
    @Test func `skipIfRunning skips a tick while an execution is alive, and names it`() throws {
        let gate = Gate()
        let worker = try held(.skipIfRunning, gate)
        worker.advance(by: .seconds(25))
        #expect(try worker.decisions() == [.started, .skippedOverlap, .skippedOverlap])
        #expect(try worker.ledger().last?.heldBy == "t-0")
        #expect(try worker.ledger().count == 2)
        gate.open("t-0")
        worker.advance(by: .seconds(5))
        #expect(try worker.status("t-1") == .running)
        try worker.audit()
    }

    @Test func `cancelAndRestart ends the running execution and starts the next in one commit`() throws {
        let gate = Gate()
        let worker = try held(.cancelAndRestart, gate)
        worker.advance(by: .seconds(10))
        #expect(try worker.statuses() == [.cancelled, .running])
        #expect(try worker.execution("t-0").endedAt == start + .seconds(10))
        #expect(try worker.step("hold", of: "t-0").attempts.map(\.status) == [.cancelled])
        try worker.audit()
    }

    @Test func `a successor waits for a step that is still stopping, and further ticks cancel it in turn`()
        throws
    {
        let gate = Gate()
        let log = Log()
        let worker = try held(.cancelAndRestart, gate, isStubborn: true, log: log)
        worker.advance(by: .seconds(10))
        #expect(try worker.statuses() == [.cancelled, .scheduled])
        #expect(try worker.execution("t-1").waitsFor == "t-0/hold")
        let step = try worker.step("hold", of: "t-0")
        #expect(step.isStopping)
        #expect(step.attempts.map(\.status) == [.running])
        worker.advance(by: .seconds(10))
        #expect(try worker.statuses() == [.cancelled, .cancelled, .scheduled])
        #expect(log["step-ignores-cancellation"].count == 1)
        try worker.audit()
        gate.open("t-0")
        worker.settle()
        #expect(try worker.statuses() == [.cancelled, .cancelled, .running])
        #expect(try worker.step("hold", of: "t-0").attempts.map(\.status) == [.cancelled])
        #expect(try worker.step("hold", of: "t-0").result == nil)
        #expect(try worker.execution("t-2").startedAt == start + .seconds(20))
        try worker.audit()
    }

    @Test func `a successor starts after the worker that kept it waiting has died`() throws {
        let gate = Gate()
        let worker = try held(.cancelAndRestart, gate, isStubborn: true)
        worker.advance(by: .seconds(10))
        worker.crash()
        try worker.restart()
        #expect(try worker.statuses() == [.cancelled, .running])
        try worker.audit()
        gate.open("t-0")
        worker.settle()
    }

    @Test func `alwaysStart starts whatever else runs`() throws {
        let gate = Gate()
        let worker = try held(.alwaysStart, gate)
        worker.advance(by: .seconds(30))
        #expect(try worker.statuses() == Array(repeating: .running, count: 4))
        #expect(try worker.task().running == 4)
        gate.open("t-2")
        worker.settle()
        #expect(try worker.statuses() == [.running, .running, .completed, .running])
        try worker.audit()
    }

    @Test func `a maximum of two lets two run and skips the third`() throws {
        let gate = Gate()
        let worker = try held(.max(2, atCap: .skip), gate)
        worker.advance(by: .seconds(20))
        #expect(try worker.decisions() == [.started, .started, .skippedOverlap])
        try worker.audit()
    }

    @Test func `a buffer that keeps the latest displaces the oldest waiting instant`() throws {
        let gate = Gate()
        let worker = try held(.max(1, atCap: .buffer(limit: 2, keep: .latest)), gate)
        worker.advance(by: .seconds(40))
        #expect(try worker.decisions() == [.started, .skippedOverlap, .skippedOverlap, .buffered, .buffered])
        try worker.audit()
        gate.open("t-0")
        worker.settle()
        #expect(try worker.execution("t-1").nominalAt == start + .seconds(30))
        #expect(try worker.decisions().last == .buffered)
        try worker.audit()
    }

    @Test(arguments: [true, false])
    func `an order that replaces what runs takes its place before what waits`(isTrigger: Bool) throws {
        let gate = Gate()
        let worker = try held(.max(1, atCap: .buffer(limit: 1, keep: .latest)), gate)
        worker.advance(by: .seconds(1))
        try worker.cancel("t-0")
        worker.advance(by: .seconds(120))
        #expect(try worker.statuses() == [.cancelled, .running])
        #expect(try worker.decisions().last == .buffered)
        let cancelAndRestart = OverlapPolicy.cancelAndRestart
        try worker.perform(
            isTrigger
                ? .trigger(task: "t", overlap: cancelAndRestart)
                : .restart(id: "t-0", payload: nil, overlap: cancelAndRestart)
        )
        let open = try worker.scheduler.executions(of: "t", limit: 10).filter { !$0.status.isEnded }.map(\.id)
        #expect(open == [isTrigger ? "t-2" : "t-0"])
        #expect(try worker.status("t-1") == .cancelled)
        #expect(try worker.decisions().last == .buffered)
        gate.open(open.first ?? "")
        worker.settle()
        // Now what has waited has its turn.
        #expect(try worker.decisions().last == .started)
        try worker.audit()
    }

    @Test func `a buffer that keeps the first refuses what comes when it is full`() throws {
        let gate = Gate()
        let worker = try held(.max(1, atCap: .buffer(limit: 2, keep: .first)), gate)
        worker.advance(by: .seconds(40))
        #expect(try worker.decisions() == [.started, .buffered, .buffered, .limit, .limit])
        worker.crash()
        try worker.restart()
        gate.open("t-0")
        worker.settle()
        #expect(try worker.execution("t-1").nominalAt == start + .seconds(10))
        try worker.audit()
    }

    @Test func `a buffer that keeps all starts everything in order`() throws {
        let gate = Gate()
        let worker = try held(.max(1, atCap: .buffer(limit: 1, keep: .all)), gate)
        worker.advance(by: .seconds(35))
        for id in ["t-0", "t-1", "t-2", "t-3"] { gate.open(id) }
        worker.settle()
        #expect(try worker.statuses() == Array(repeating: .completed, count: 4))
        #expect(try worker.decisions() == times(4, .started))
        try worker.audit()
    }

    @Test func `a buffered instant expires when it has waited too long`() throws {
        let gate = Gate()
        let worker = try held(.max(1, atCap: .buffer(limit: 1, keep: .first, ttl: .seconds(15))), gate)
        // It has its decision when its time is over, and not only with the next tick.
        worker.advance(by: .milliseconds(25_001))
        #expect(try worker.decisions() == [.started, .expired, .limit])
        worker.crash()
        worker.advance(by: .milliseconds(4_999))
        try worker.restart()
        worker.settle()
        #expect(try worker.decisions() == [.started, .expired, .limit, .buffered])
        worker.crash()
        worker.advance(by: .seconds(16))
        try worker.restart()
        worker.settle()
        #expect(try worker.decisions().prefix(4) == [.started, .expired, .limit, .expired])
        try worker.audit()
    }

    @Test func `a stop lets executions finish and expires the buffer`() throws {
        let gate = Gate()
        let worker = try held(.max(1, atCap: .buffer(limit: 2, keep: .first)), gate)
        worker.advance(by: .seconds(20))
        try worker.perform(.stop(task: "t"))
        #expect(try worker.decisions() == [.started, .expired, .expired])
        #expect(try worker.status("t-0") == .running)
        gate.open("t-0")
        worker.advance(by: .seconds(60))
        #expect(try worker.status("t-0") == .completed)
        #expect(try worker.task().occurrence == 1)
        try worker.audit()
    }

    @Test func `the page's query gives the counter`() throws {
        let gate = Gate()
        let worker = try held(.alwaysStart, gate)
        worker.advance(by: .seconds(25))
        let rows = try worker.sql(
            """
            SELECT metadata->>'occurrence' AS occurrence
            FROM zart_tasks
            WHERE task_id = '__zart_recurring__:t';
            """
        )
        #expect(rows == [["3"]])
        #expect(try worker.scheduler.executions().map(\.id) == ["t-2", "t-1", "t-0"])
    }

    @Test func `a tick and a stop at the same instant leave one decision`() throws {
        let gate = Gate()
        let worker = try held(.alwaysStart, gate)
        worker.crash()
        worker.advance(by: .seconds(10))
        try worker.restart()
        try worker.perform(.stop(task: "t"))
        worker.advance(by: .seconds(60))
        #expect(try worker.decisions() == [.started, .started])
        #expect(try worker.status("t-1") == .running)
        try worker.audit()
    }
}
