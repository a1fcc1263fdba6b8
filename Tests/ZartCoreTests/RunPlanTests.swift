import Testing
import Timetable
import ZartCore

@Suite(.timeLimit(.minutes(10))) struct RunPlanTests {
    private static func step(_ name: String, _ status: StepStatus, _ kind: StepKind = .step) -> RecordedStep {
        let time = Instant(milliseconds: 0)
        return RecordedStep(
            name: name,
            kind: kind,
            status: status,
            startedAt: time,
            endedAt: nil,
            wakeAt: nil,
            totalDeadline: nil,
            attempt: 1,
            attemptStatus: .completed,
            attemptStartedAt: time,
            failures: 0,
            result: nil,
            error: nil,
            keyRun: 0
        )
    }

    private let ended = EndedExecution(
        sequence: 1,
        id: "x",
        task: nil,
        handler: "h",
        occurrence: nil,
        nominalAt: nil,
        scheduledAt: Instant(milliseconds: 0),
        status: .failed,
        run: 0,
        epoch: 1,
        steps: [
            step("fetch", .completed), step("nap", .completed, .sleep), step("left", .failed),
            step("right", .completed), step("idle", .skipped), step("on-failure", .completed, .onFailure),
        ]
    )

    @Test(arguments: ["left", "idle"]) func `a retry keeps everything that completed`(name: String) throws {
        #expect(try RunPlan.retry(name, of: ended) == ["fetch", "nap", "right"])
    }

    @Test(
        arguments: [
            ("fetch", []), ("nap", ["fetch"]), ("left", ["fetch", "nap"]), ("right", ["fetch", "nap"]),
            ("idle", ["fetch", "nap", "right"]),
        ] as [(String, [String])]
    )
    func `a rerun keeps what completed of the steps begun before`(name: String, kept: [String]) throws {
        #expect(try RunPlan.rerun(from: name, of: ended) == kept)
    }

    @Test(arguments: ["on-failure", "none"])
    func `what is no step of the run's own is not found`(name: String) {
        let error = #expect(throws: ZartError.self) { try RunPlan.rerun(from: name, of: ended) }
        #expect(error?.code == .notFound)
        #expect(
            error?.message == "run 0 of 'x' has no step '\(name)': it has fetch, nap, left, right, idle"
        )
    }

    @Test func `a completed step is not retried`() {
        #expect(throws: ZartError.self) { try RunPlan.retry("fetch", of: ended) }
    }
}
