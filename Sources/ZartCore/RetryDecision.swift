package import Timetable

/// What follows a failed attempt.
package enum RetryDecision: Sendable, Hashable {
    /// Try again then.
    case retry(at: Instant)
    /// The step has failed for good.
    case fail

    /// Decides after an attempt that failed or timed out.
    ///
    /// `failures` counts the attempts that failed so far, this one included but interrupted ones not. The total
    /// deadline is when the step must be done, retries included. `roll`, in 0..<1, chooses the jitter.
    package static func after(
        failures: Int,
        retry: RetryConfig,
        isRetryable: Bool,
        now: Instant,
        totalDeadline: Instant?,
        roll: Double
    ) -> RetryDecision {
        guard isRetryable, failures <= retry.retries else { return .fail }
        let next = now + retry.delay(beforeRetry: failures, roll: roll)
        // A retry that could only begin after the step's total limit would be over before it starts.
        if let totalDeadline, next >= totalDeadline { return .fail }
        return .retry(at: next)
    }
}
