internal import Synchronization
internal import Timetable
internal import Zart
internal import ZartCore

/// What a step of the bench returns: about as much as a step of a small job does.
struct Receipt: Codable, Sendable {
    var items: Int
    var warehouse: String
}

/// Step bodies that have really run, so that nothing is fast by not happening.
final class BodyCount: Sendable {
    private let bodies = Atomic<Int>(0)
    private let handlers = Atomic<Int>(0)

    var ran: Int { bodies.load(ordering: .relaxed) }
    /// Handlers that are about to return.
    var returning: Int { handlers.load(ordering: .relaxed) }

    func body() { bodies.add(1, ordering: .relaxed) }

    func handler() { handlers.add(1, ordering: .relaxed) }
}

/// A number of no-op steps, one after the other.
struct NoOps: DurableExecution {
    let count: BodyCount
    let names: [String]

    init(_ steps: Int, _ count: BodyCount) {
        self.count = count
        names = (0..<steps).map { "step-\($0)" }
    }

    func run(_ input: Int) async throws -> Int {
        for name in names {
            _ = try await step(name) {
                count.body()
                return Receipt(items: 1234, warehouse: "EU-1")
            }
        }
        count.handler()
        return input
    }
}

/// What an engine commits of an execution in its first pass.
struct BenchCommits {
    let execution: Int64
    let task: Int64?

    /// A step that has completed, with its ``Receipt``.
    func step(_ number: Int, _ session: Int, at now: Instant) -> Transition {
        .step(
            StepWrite(
                ref: PassRef(execution: execution, run: 0, epoch: 1),
                name: "step-\(number)",
                kind: .step,
                status: .completed,
                startedAt: now,
                endedAt: now,
                attemptStatus: .completed,
                attemptStartedAt: now,
                attemptEndedAt: now,
                result: #"{"items":1234,"warehouse":"EU-1"}"#,
                keyRun: 0,
                session: session
            )
        )
    }

    func end(at now: Instant) -> Transition {
        .endExecution(
            ExecutionEnd(
                execution: execution,
                epoch: 1,
                status: .completed,
                result: "null",
                task: task,
                hasNoOpenSteps: true,
                at: now
            )
        )
    }
}
