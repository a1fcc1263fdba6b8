package import Timetable

/// What follows a failed attempt.
package enum RetryDecision: Sendable, Hashable {
    /// Try again then.
    case retry(at: Instant)
    /// The step has failed for good.
    case fail
    /// It has failed for good, since another attempt would begin after the step's total limit.
    case tooLate

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
        if let totalDeadline, next >= totalDeadline { return .tooLate }
        return .retry(at: next)
    }
}
