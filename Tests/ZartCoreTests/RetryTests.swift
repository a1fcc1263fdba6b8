import Testing
import Timetable
import ZartCore

/// When a failed step is tried again.
@Suite("retry", .timeLimit(.minutes(10)))
struct RetryTests {
    private static let doubling = RetryConfig.exponential(
        9,
        initial: .seconds(1),
        factor: 2,
        cap: .seconds(10)
    )

    static let delays: [(RetryConfig, [Int64])] = [
        (.fixed(3, delay: .milliseconds(250)), [250, 250, 250]),
        (.fixed(2), [1000, 1000]),
        (doubling, [1000, 2000, 4000, 8000, 10_000, 10_000]),
        (
            .exponential(9),
            [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]
        ),
        (.exponential(9, initial: .milliseconds(100), factor: 1.5, cap: .seconds(9)), [100, 150, 225, 337]),
        (.exponential(9, initial: .seconds(20), factor: 2, cap: .seconds(10)), [10_000, 10_000]),
        // A factor below one would shrink the wait; it stays.
        (.exponential(9, initial: .seconds(3), factor: 0.1), [3000, 3000, 3000]),
    ]

    @Test(arguments: delays)
    func `each retry waits its time`(retry: RetryConfig, milliseconds: [Int64]) {
        for (index, expected) in milliseconds.enumerated() {
            #expect(retry.delay(beforeRetry: index + 1, roll: 0.7) == .milliseconds(expected))
        }
    }

    @Test(arguments: [0, 0.25, 1, 7, -1], [0, 0.1, 0.5, 0.999_999])
    func `jitter takes off its share at most`(jitter: Double, roll: Double) {
        for retry in 1...8 {
            let full = Self.doubling.delay(beforeRetry: retry, roll: 0)
            let config = RetryConfig.exponential(
                9,
                initial: .seconds(1),
                factor: 2,
                cap: .seconds(10),
                jitter: jitter
            )
            let delay = config.delay(beforeRetry: retry, roll: roll)
            let share = min(1, max(0, jitter))
            #expect(delay <= full && delay >= full * (1 - share) - .milliseconds(1))
            #expect(delay >= .zero)
            if roll == 0 || share == 0 { #expect(delay == full) }
        }
        #expect(
            RetryConfig.fixed(1, delay: .seconds(8), jitter: 0.5).delay(beforeRetry: 1, roll: 0.5)
                == .seconds(6)
        )
    }

    @Test func `a late retry of a steep back-off waits as long as the cap`() {
        let steep = RetryConfig.exponential(.max, factor: 1e300, cap: .seconds(60))
        #expect(steep.delay(beforeRetry: 1_000_000, roll: 0) == .seconds(60))
        let endless = RetryConfig.exponential(.max, cap: .seconds(Int64.max))
        #expect(endless.delay(beforeRetry: 1000, roll: 0) == .milliseconds(Int64.max))
        let far = RetryDecision.after(
            failures: 1000,
            retry: endless,
            isRetryable: true,
            now: Sample.origin,
            totalDeadline: nil,
            roll: 0
        )
        #expect(far == .retry(at: Instant(milliseconds: .max)))
    }

    struct Case: Sendable {
        var failures = 1
        var retry = RetryConfig.fixed(2, delay: .seconds(5))
        var isRetryable = true
        var deadline: Int64?
        let expected: Int64?
    }

    static let cases: [Case] = [
        // The number counts retries after the first try.
        Case(failures: 1, expected: 5000), Case(failures: 2, expected: 5000),
        Case(failures: 3, expected: nil),
        Case(retry: .none, expected: nil), Case(retry: .fixed(0), expected: nil),
        Case(retry: .fixed(-4), expected: nil),
        Case(isRetryable: false, expected: nil),
        Case(failures: 4, retry: .exponential(4), expected: 8000),
        Case(failures: 5, retry: .exponential(4), expected: nil),
        // A retry that could only begin at the total limit or later is none.
        Case(deadline: 5001, expected: 5000), Case(deadline: 5000, expected: nil),
        Case(deadline: 4999, expected: nil), Case(deadline: -1, expected: nil),
    ]

    @Test(arguments: cases)
    func `a failure is followed by a retry or is the last`(one: Case) {
        let decision = RetryDecision.after(
            failures: one.failures,
            retry: one.retry,
            isRetryable: one.isRetryable,
            now: Sample.origin,
            totalDeadline: one.deadline.map { Sample.origin + .milliseconds($0) },
            roll: 0
        )
        let last: RetryDecision = one.deadline == nil ? .fail : .tooLate
        #expect(decision == (one.expected.map { .retry(at: Sample.origin + .milliseconds($0)) } ?? last))
    }

    @Test(arguments: [
        (RetryConfig.none, "no retry"), (.fixed(1, delay: .seconds(3)), "every 3s, 1 retry"),
        (.exponential(3), "exponential 1s ×2 cap 5m, 3 retries"),
        (.exponential(2, factor: 1.5), "exponential 1s ×1.5 cap 5m, 2 retries"),
        (.exponential(2, factor: 1e30), "exponential 1s ×1e+30 cap 5m, 2 retries"),
        (.exponential(2, factor: .infinity), "exponential 1s ×inf cap 5m, 2 retries"),
    ])
    func `an operator reads how it is tried again`(retry: RetryConfig, text: String) {
        #expect(retry.description == text)
    }
}
