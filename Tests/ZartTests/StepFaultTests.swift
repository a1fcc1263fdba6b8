import FoundationEssentials
import Testing
import Timetable
import Zart
import ZartCore
import ZartTesting

/// What a handler's own mistakes come to: one sentence, and no further attempt where none could help.
@Suite(.timeLimit(.minutes(10)))
struct StepFaultTests {
    private struct Refusal: LocalizedError {
        var errorDescription: String? { "disk quota exceeded" }
    }

    private struct Approval: Codable, Sendable {
        let by: String
    }

    /// What a handler of one line ends with.
    private func error(_ body: @escaping @Sendable () async throws -> Void) throws -> String {
        let worker = try durable(
            Script { _ in
                try await body()
                return ""
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(3_600))
        try worker.audit()
        return try worker.execution("x").error ?? ""
    }

    @Test func `the name of onFailure is no name for a step`() throws {
        #expect(
            try error { try await Durable.step("on-failure") {} }
                == "step name 'on-failure' is the name of onFailure: choose another"
        )
    }

    @Test func `a time limit that has passed before it begins is refused`() throws {
        for limit in [StepTimeout.total(.seconds(-5)), .perAttempt(.zero)] {
            let said = try error { try await Durable.step("a", timeout: limit) {} }
            #expect(said.hasPrefix("the time limit of step 'a' is ") && said.hasSuffix(": use more than 0s"))
        }
    }

    @Test(
        arguments: [
            (10, 3, ["timed out after 3s"]),
            (3, 7, ["timed out after 3s", "timed out after 3s", "timed out after 7s"]),
            (10, 10, ["timed out after 10s"]),
        ] as [(Int64, Int64, [String])]
    )
    func `an attempt is cut off by the limit that it comes to first`(
        each: Int64,
        total: Int64,
        said: [String]
    )
        throws
    {
        let gate = Gate()
        let limit = StepTimeout.perAttempt(.seconds(each), total: .seconds(total))
        let worker = try durable(
            Script { _ in
                try await Durable.step("a", retry: .fixed(9, delay: .zero), timeout: limit) {
                    try await gate.pass("never")
                }
                return ""
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(60))
        #expect(try worker.step("a", of: "x").attempts.map(\.error) == said)
        try worker.audit()
    }

    @Test func `what cannot be written is not tried again`() throws {
        let counter = Counter()
        let said = try error {
            _ = try await Durable.step("a", retry: .fixed(3, delay: .zero)) {
                counter.add("a")
                return Double.nan
            }
        }
        #expect(said.contains("the result of step 'a' cannot be written as JSON"), "\(said)")
        #expect(counter["a"] == 1)
    }

    @Test func `an error with a description for people is told in its words`() throws {
        #expect(
            try error { try await Durable.step("a") { throw Refusal() } }
                == "step 'a' failed: disk quota exceeded"
        )
    }

    @Test func `an event whose data do not fit can be caught, and is so on every replay`() throws {
        let worker = try durable(
            Script { _ in
                do {
                    let approval: Approval = try await Durable.waitForEvent("approval")
                    return approval.by
                } catch let error as StepError {
                    try await Durable.sleep("rest", for: .seconds(10))
                    return error.message
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        try worker.offerEvent("approval", to: "x", payload: ["from": "anna"])
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(10))
        let result = try worker.execution("x").result
        #expect(
            result?.contains("the event's data are no Approval ('by' is missing)") == true,
            "\(result ?? "")"
        )
        try worker.audit()
    }

    @Test func `a payload that does not fit any more fails the execution with one sentence`() throws {
        let worker = try durable(
            Script { input in
                try await Durable.sleep("rest", for: .seconds(10))
                return input
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.crash()
        let rescued = Counter()
        try worker.restart { $0.registerDurable("h", Numbers(rescued: rescued)) }
        worker.advance(by: .seconds(20))
        #expect(try worker.execution("x").error == "the payload is no Int")
        #expect(rescued["called"] == 0)
        do {
            try worker.start("h", id: "y", payload: "seven")
            Issue.record("a text is no number")
        } catch let error as ZartError {
            #expect(error.message == "the payload is not for handler 'h': it is no Int")
        }
        try worker.audit()
    }

    private struct Numbers: DurableExecution {
        let rescued: Counter

        func run(_ input: Int) async throws -> Int { input }

        func onFailure(_ input: Int, _ failure: ExecutionFailure) async throws -> Int? {
            rescued.add("called")
            return nil
        }
    }
}
