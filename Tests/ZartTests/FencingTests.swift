import Dispatch
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// The store's own guard, which holds whatever an engine believes.
@Suite(.timeLimit(.minutes(10))) struct FencingTests {
    /// Commits a checkpoint of the step `hold`; whether the store took it.
    private func checkpoint(_ worker: TestWorker, epoch: Int, run: Int = 0) throws -> Bool {
        let step = StepWrite(
            ref: PassRef(execution: try worker.execution("x").sequence, run: run, epoch: epoch),
            name: "hold",
            kind: .step,
            status: .completed,
            startedAt: worker.now,
            endedAt: worker.now,
            attemptStatus: .completed,
            attemptStartedAt: worker.now,
            attemptEndedAt: worker.now,
            result: "\"late\"",
            keyRun: 0,
            session: 1
        )
        let outcomes = try worker.engine.queue.sync { try worker.store.commit([.step(step)]) }
        guard case .done = outcomes.first else { return false }
        return true
    }

    @Test func `the store takes a checkpoint from the pass at work only`() throws {
        let gate = Gate()
        let worker = try durable(Script.held(gate))
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .milliseconds(20))
        #expect(try !checkpoint(worker, epoch: 0))
        #expect(try !checkpoint(worker, epoch: 2))
        #expect(try !checkpoint(worker, epoch: 1, run: 1))
        #expect(try worker.step("hold", of: "x").status == .running)
        #expect(try checkpoint(worker, epoch: 1))
        #expect(try worker.step("hold", of: "x").status == .completed)
    }

    @Test func `the store takes no checkpoint once the execution has ended`() throws {
        let gate = Gate()
        let worker = try durable(Script.held(gate, isStubborn: true))
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .milliseconds(20))
        try worker.cancel("x")
        #expect(try !checkpoint(worker, epoch: 1))
        #expect(try worker.execution("x").status == .cancelled)
        #expect(try worker.step("hold", of: "x").result == nil)
        gate.open("x")
        worker.settle()
        try worker.audit()
    }
}
