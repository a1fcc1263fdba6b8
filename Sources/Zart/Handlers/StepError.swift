/// A step that has failed for good: its last attempt's error, after all its retries.
///
/// A handler may catch it and go on; on replay it is thrown again, just so.
public struct StepError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name of the step.
    public let step: String
    /// How many attempts were made.
    public let attempts: Int
    /// The description of the last attempt's error.
    public let message: String

    /// Creates one, for the tests of what catches it.
    public init(step: String, attempts: Int = 1, message: String) {
        self.step = step
        self.attempts = attempts
        self.message = message
    }

    public var description: String {
        "step '\(step)' failed\(attempts > 1 ? " after \(attempts) attempts" : ""): \(message)"
    }
}

/// Wraps an error that no retry can mend: the step fails at once.
public struct NonRetryable: Error, CustomStringConvertible {
    /// What went wrong.
    public let error: any Error

    /// Wraps an error so that it is not retried.
    public init(_ error: any Error) {
        self.error = error
    }

    public var description: String { String(describing: error) }
}

/// Why an execution has failed, as `onFailure` is told.
public struct ExecutionFailure: Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it was.
    public let reason: Reason
    /// What the operator reads.
    public let message: String

    /// Creates one, for the tests of `onFailure`.
    public init(reason: Reason, message: String) {
        self.reason = reason
        self.message = message
    }

    /// What kind of failure it was.
    public enum Reason: String, Sendable, Hashable {
        /// The handler threw.
        case error
        /// The execution's time limit passed.
        case timedOut = "timed-out"
        /// Workers died three times with one of its steps in flight.
        case poison
    }

    public var description: String { message }
}
