/// How long a step may take, per attempt and in all.
///
/// An attempt over its limit is recorded as `timed-out` and counts as a failure that may be retried. A step over
/// its total limit, back-off included, fails without a further retry. A Swift step is stopped by cancelling its
/// task; one that ignores cancellation cannot be stopped and is named to the operator.
public struct StepTimeout: Sendable, Hashable {
    /// The limit of one attempt.
    public let perAttempt: Duration?
    /// The limit of the step from its first attempt's start, retries and waits between them included.
    public let total: Duration?

    private init(perAttempt: Duration?, total: Duration?) {
        self.perAttempt = perAttempt
        self.total = total
    }

    /// Limits one attempt, and optionally the step in all.
    public static func perAttempt(_ limit: Duration, total: Duration? = nil) -> StepTimeout {
        StepTimeout(perAttempt: limit, total: total)
    }

    /// Limits the step in all, retries and the waits between them included.
    public static func total(_ limit: Duration) -> StepTimeout {
        StepTimeout(perAttempt: nil, total: limit)
    }
}
