import Testing
import Timetable
import Zart
import ZartCore
import ZartTesting

/// What a pass asks for of parallel steps that an earlier one had begun.
@Suite(.timeLimit(.minutes(10))) struct ParallelReplayTests {
    private func replay(_ steps: [(StepStatus, attempt: Int, end: Int64?)?]) -> ParallelReplay {
        let names = steps.indices.map { "s\($0)" }
        var recorded: [String: RecordedStep] = [:]
        for (name, step) in zip(names, steps) {
            guard let step else { continue }
            recorded[name] = RecordedStep(
                name: name,
                kind: .step,
                status: step.0,
                startedAt: start,
                endedAt: step.end.map { start + .milliseconds($0) },
                wakeAt: nil,
                totalDeadline: nil,
                attempt: step.attempt,
                attemptStatus: .completed,
                attemptStartedAt: start,
                failures: 0,
                result: nil,
                error: nil,
                keyRun: 0
            )
        }
        return ParallelReplay(names, recorded: recorded)
    }

    @Test func `without a failure all are asked for, but those that were skipped`() {
        let replay = replay([(.completed, 1, 5), (.waiting, 0, nil), (.skipped, 0, 7), nil])
        #expect(!replay.isOver && replay.wanted == [0, 1, 3] && replay.left == [] && replay.skipped == [2])
    }

    @Test func `after a failure what had begun is asked for, and what had not is skipped`() {
        // The one without a record had begun to wait for a slot when the one after it began.
        let replay = replay([
            (.running, 1, nil), nil, (.failed, 1, 9), (.waiting, 0, nil), (.skipped, 0, 9), nil,
        ])
        #expect(
            replay.isOver && replay.wanted == [0, 1, 2] && replay.left == [3, 5] && replay.skipped == [4]
        )
    }

    @Test func `the failure that came first is the one that counts`() {
        let replay = replay([(.failed, 1, 9), (.cancelled, 1, 4), (.failed, 2, 4), nil])
        #expect(replay.first(of: [0, 2, 1]) == 1)
        #expect(replay.first(of: [0]) == 0)
        #expect(replay.first(of: [3, 0]) == 1)
        #expect(replay.first(of: []) == nil)
    }

    @Test func `what cannot even be asked for fails the same way on a replay`() throws {
        let worker = try durable(
            Script { input in
                do {
                    _ = try await Durable.parallel(["a", "b", "c"], maxInFlight: 1) { index in
                        switch index {
                        case 0: try await Durable.step("a") {}
                        case 1: try await Durable.step("b", timeout: .total(.seconds(-1))) {}
                        default: try await Durable.step("c") {}
                        }
                    }
                } catch {
                    try await Durable.sleep("nap", for: .seconds(10))
                    return "\(error)"
                }
                return "all"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.settle()
        #expect(try worker.step("c", of: "x").status == .skipped)
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(10))
        let result = try worker.execution("x").result
        #expect(result?.contains("use more than 0s") == true, "\(result ?? "none")")
        try worker.audit()
    }

    @Test func `of two failures a replay gives the one that came first`() throws {
        let gate = Gate()
        let worker = try durable(
            Script { input in
                _ = try await Durable.parallel(["a", "b", "nap"], maxInFlight: 3) { index in
                    switch index {
                    case 2: try await Durable.sleep("nap", for: .seconds(60))
                    default:
                        let name = index == 0 ? "a" : "b"
                        try await Durable.step(name) {
                            try await gate.pass(name)
                            throw NonRetryable(Trouble("trouble in \(name)"))
                        }
                    }
                }
                return input
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(1))
        gate.open("b")
        worker.advance(by: .seconds(1))
        gate.open("a")
        worker.advance(by: .seconds(1))
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(60))
        #expect(try worker.execution("x").error?.contains("trouble in b") == true)
        try worker.audit()
    }
}
