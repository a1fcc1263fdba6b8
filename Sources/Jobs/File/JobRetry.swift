internal import Timetable
package import ZartCore

/// How often and when a failed command is tried again.
package struct JobRetry: Sendable, Hashable, Codable {
    /// How the wait before a retry grows.
    package enum Backoff: String, Sendable, Hashable, Codable, CaseIterable {
        case fixed, exponential
    }

    /// Retries after the first try.
    package var times: Int
    package var backoff = Backoff.exponential
    /// The wait before the first retry.
    package var first = Span(.seconds(1))
    package var factor = 2.0
    package var cap = Span(.seconds(300))
    /// The greatest share of a wait that is taken off at random.
    package var jitter = 0.0
    /// Exit statuses after which it is not tried again.
    package var unlessExit: [Int] = []

    /// No retry.
    package static let none = JobRetry(times: 0)

    /// The same in the engine's words; which exit statuses end the retries is for whoever runs the command.
    package var config: RetryConfig {
        switch backoff {
        case .fixed: .fixed(times, delay: first.duration, jitter: jitter)
        case .exponential:
            .exponential(times, initial: first.duration, factor: factor, cap: cap.duration, jitter: jitter)
        }
    }
}
