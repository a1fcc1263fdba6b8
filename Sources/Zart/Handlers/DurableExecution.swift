public import ZartCore

/// A durable piece of work: a function whose steps are checkpointed, retried and survive crashes.
///
/// After a crash `run` is called again with the same input, and the steps that had completed give their recorded
/// results without running again. Everything with an effect or an outcome that may differ belongs in a step; the
/// code between steps must ask for the same steps each time. It should only decide there: work that takes longer than a
/// second outside of every step, while a sleep or a wait goes on beside it, may be cancelled and begun anew once that is
/// over, where more than a thousand executions rest.
///
/// Steps, sleeps and waits may go on side by side, by `async let` or in a task group. Which of them ended first is not
/// on record, and on a replay those that have ended end at once: a handler that goes on by who was first records that
/// before it acts on it, as in `let winner = try await step("winner") { first }`.
///
/// ```swift
/// struct NightlyReport: DurableExecution {
///     func run(_ input: ReportInput) async throws -> ReportOutput {
///         let stock = try await require(FetchInventory(warehouse: input.warehouse))
///         try await step("write-report") { try write(stock) }
///         return ReportOutput(status: "ok")
///     }
/// }
/// ```
public protocol DurableExecution<Input, Output>: Sendable {
    /// The payload it is started with.
    ///
    /// At most 256 KiB as JSON.
    associatedtype Input: Codable & Sendable
    /// What it returns.
    ///
    /// At most 1 MiB as JSON.
    associatedtype Output: Codable & Sendable

    /// Does the work.
    ///
    /// - Throws: whatever makes the execution fail; the error's description is what the operator reads.
    func run(_ input: Input) async throws -> Output

    /// How long a run may take, from its start; sleep and time without a worker count.
    ///
    /// Nil, the default, is no limit.
    var timeout: Duration? { get }

    /// Called as a checkpointed step when the execution has failed, run out of time, or brought workers down; not when
    /// it was cancelled.
    ///
    /// Once it has returned it is not called again; a crash before that calls it again. It has no steps of its own. A
    /// payload that does not decode to `Input` fails the execution without it.
    /// A returned value completes the execution with it; nil, the default, lets it fail.
    func onFailure(_ input: Input, _ failure: ExecutionFailure) async throws -> Output?
}

extension DurableExecution {
    public var timeout: Duration? { nil }

    public func onFailure(_ input: Input, _ failure: ExecutionFailure) async throws -> Output? {
        throw NoFailureHandler()
    }

    /// Runs a step with a name, retries and limits of its own, or gives its recorded result.
    ///
    /// - Throws: a ``StepError`` when the step has failed for good.
    public func require<Step: DurableStep>(_ step: Step) async throws -> Step.Result {
        try await Durable.require(step)
    }

    /// Runs a closure as a step, or gives its recorded result.
    ///
    /// The name is the step's identity within the run. What the closure returns is durable when this returns.
    ///
    /// - Throws: a ``StepError`` when the step has failed for good.
    public func step<Value: Codable & Sendable>(
        _ name: String,
        retry: RetryConfig = .none,
        timeout: StepTimeout? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await Durable.step(name, retry: retry, timeout: timeout, body)
    }

    /// Runs a closure without a result as a step, unless it is recorded as completed.
    ///
    /// - Throws: a ``StepError`` when the step has failed for good.
    public func step(
        _ name: String,
        retry: RetryConfig = .none,
        timeout: StepTimeout? = nil,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await Durable.step(name, retry: retry, timeout: timeout, body)
    }
}

/// An execution whose steps, and `onFailure`, begin what may outlive its worker.
package protocol OutlivingExecution: Sendable {
    /// What `onFailure` finds of an attempt that its worker's end has cut off.
    func failureLeft(of interrupted: RecordedStep) async -> LeftBehind
}

/// Thrown by a step's body of such an execution when what it has begun goes on, for the next worker to see to.
package struct LeftToNextWorker: Error {
    package init() {}
}

/// Thrown by a step's body when what did its work was lost, and not by a fault of the step's: the attempt counts as
/// interrupted, and another one begins at once.
package struct Interruption: Error {
    let message: String

    package init(message: String) {
        self.message = message
    }
}

/// What a step's body finds of an attempt that its worker's end has cut off.
package enum LeftBehind: Sendable {
    /// Nothing it could go on with: there is to be another attempt.
    case nothing
    /// It runs: the attempt has not ended.
    case running
    /// It has ended then while nobody saw it; the body gives its result.
    case ended(at: Instant?)
}

/// Thrown by the `onFailure` that nobody wrote: it leaves no trace.
package struct NoFailureHandler: Error {
    package init() {}
}
