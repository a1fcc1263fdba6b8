public import ZartCore

/// A step with its own name, input, result, retries and time limits; its stored properties are its typed input.
public protocol DurableStep: Sendable {
    /// What it returns.
    ///
    /// At most 1 MiB as JSON.
    associatedtype Result: Codable & Sendable

    /// Its identity within a run: 1 to 128 bytes of `[A-Za-z0-9._-]`.
    ///
    /// In a loop, put the index in the name.
    var name: String { get }

    /// How a failed attempt is tried again.
    ///
    /// The default is not at all.
    var retry: RetryConfig { get }

    /// How long an attempt, or the step in all, may take.
    ///
    /// The default is no limit.
    var timeout: StepTimeout? { get }

    /// Does one attempt.
    ///
    /// It may be repeated, with the same ``ExecutionContext/idempotencyKey``.
    func run() async throws -> Result
}

extension DurableStep {
    public var retry: RetryConfig { .none }
    public var timeout: StepTimeout? { nil }
}
