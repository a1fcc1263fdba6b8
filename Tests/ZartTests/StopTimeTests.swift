import Testing
import Timetable
import ZartCore
import ZartTesting

@testable import Zart

/// Steps that are known to take their time to stop, as commands do that have a grace.
@Suite(.timeLimit(.minutes(10)))
struct StopTimeTests {
    private let gate = Gate()
    private let log = Log()

    /// A handler that has 30 s to stop, of an execution that may take 5 s.
    private func worker(said: Counter = Counter()) throws -> TestWorker {
        let (gate, log) = (gate, log)
        let script = Rescued(timeout: .seconds(5)) { _ in
            try await Durable.step("hold") {
                try await gate.pass("hold", isStubborn: true)
                return "done"
            }
        } rescue: { failure in
            said.add(failure.message)
            return nil
        }
        let handler = Handler("t", script) { _ in
            .seconds(5)
        } stopTime: { _ in
            .seconds(30)
        }
        return try TestWorker(settings: { $0.log = log.add }) { builder in
            var builder = builder
            builder.handlers.append(handler)
            return builder
        }
    }

    @Test func `a step that needs its time to stop is not named as stubborn within it`() throws {
        let worker = try worker()
        try worker.start("t", id: "t-0", payload: "hi")
        try worker.cancel("t-0")
        worker.advance(by: .seconds(39))
        #expect(log["step-ignores-cancellation"].isEmpty)
        worker.advance(by: .seconds(2))
        #expect(log["step-ignores-cancellation"].count == 1)
        gate.open("hold")
        worker.settle()
        #expect(try worker.faults() == [])
    }

    @Test func `what is done after a failure waits for a step that takes its time to stop`() throws {
        let said = Counter()
        let worker = try worker(said: said)
        try worker.start("t", id: "t-0", payload: "hi")
        worker.advance(by: .seconds(30))
        #expect(try worker.status("t-0") == .running)
        gate.open("hold")
        worker.advance(by: .seconds(1))
        #expect(try worker.status("t-0") == .failed)
        #expect(said["timed out after 5s"] == 1)
        #expect(try worker.faults() == [])
    }
}
