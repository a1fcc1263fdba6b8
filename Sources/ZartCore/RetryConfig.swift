internal import Timetable

/// How often and when a failed step is tried again.
///
/// The number counts retries *after* the first try, so `.fixed(2, …)` makes at most three attempts. An attempt
/// that was interrupted by the death of its worker uses up no retry.
public struct RetryConfig: Sendable, Hashable {
    /// How the wait before a retry grows.
    public enum Backoff: Sendable, Hashable {
        case fixed(Duration)
        case exponential(initial: Duration, factor: Double, cap: Duration)
    }

    /// The greatest number of retries after the first try.
    public let retries: Int
    /// How the wait before a retry grows.
    public let backoff: Backoff
    /// The greatest share of a wait that is taken off at random, from 0 (none) to 1.
    public let jitter: Double

    private init(retries: Int, backoff: Backoff, jitter: Double) {
        self.retries = Swift.max(0, retries)
        self.backoff = backoff
        self.jitter = Swift.min(1, Swift.max(0, jitter))
    }

    /// No retry: the first failure is the last.
    public static let none = RetryConfig(retries: 0, backoff: .fixed(.zero), jitter: 0)

    /// Retries after the same wait each time.
    public static func fixed(
        _ retries: Int,
        delay: Duration = .seconds(1),
        jitter: Double = 0
    ) -> RetryConfig {
        RetryConfig(retries: retries, backoff: .fixed(delay), jitter: jitter)
    }

    /// Retries after a wait that grows by `factor` each time, up to `cap`.
    public static func exponential(
        _ retries: Int,
        initial: Duration = .seconds(1),
        factor: Double = 2,
        cap: Duration = .seconds(300),
        jitter: Double = 0
    ) -> RetryConfig {
        let growing = Backoff.exponential(initial: initial, factor: Swift.max(1, factor), cap: cap)
        return RetryConfig(retries: retries, backoff: growing, jitter: jitter)
    }

    /// The wait before that retry (1 is the first), with `roll` in 0..<1 choosing the jitter.
    package func delay(beforeRetry retry: Int, roll: Double) -> Duration {
        let full: Double
        switch backoff {
        case .fixed(let delay): full = Double(delay.inMilliseconds)
        case .exponential(let initial, let factor, let cap):
            let ceiling = Double(cap.inMilliseconds)
            full = Swift.min(
                ceiling,
                Self.grown(Double(initial.inMilliseconds), by: factor, times: retry - 1, to: ceiling)
            )
        }
        // A delay that is meant to be endless is longer than the clock can count.
        return .milliseconds(Int64(exactly: (full * (1 - jitter * roll)).rounded(.down)) ?? .max)
    }

    /// Multiplies step by step and stops at the ceiling, so that a thousandth retry cannot overflow.
    private static func grown(_ start: Double, by factor: Double, times: Int, to ceiling: Double) -> Double {
        var value = start
        var left = times
        while left > 0, value < ceiling, factor > 1 {
            value *= factor
            left -= 1
        }
        return value
    }
}

extension RetryConfig: CustomStringConvertible {
    /// What an operator reads, as in `exponential 1s ×2 cap 5m, 3 retries`.
    public var description: String {
        guard retries > 0 else { return "no retry" }
        let shape =
            switch backoff {
            case .fixed(let delay): "every \(delay.operatorText)"
            case .exponential(let initial, let factor, let cap):
                "exponential \(initial.operatorText) ×\(Int(exactly: factor).map(String.init) ?? "\(factor)")"
                    + " cap \(cap.operatorText)"
            }
        return "\(shape), \(retries) \(retries == 1 ? "retry" : "retries")"
    }
}
