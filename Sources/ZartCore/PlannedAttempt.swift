package import Timetable

/// One attempt that is to come if every one before it fails.
package struct PlannedAttempt: Sendable, Hashable {
    package let attempt: Int
    /// The wait before it, without jitter; zero before the first attempt of all.
    package let delay: Duration
    /// When it may begin at the earliest; exact for the next one, later ones also wait for those before to end.
    package let notBefore: Instant
    /// Whether its failure fails the step.
    package let isLast: Bool

    package init(attempt: Int, delay: Duration, notBefore: Instant, isLast: Bool) {
        self.attempt = attempt
        self.delay = delay
        self.notBefore = notBefore
        self.isLast = isLast
    }
}

extension RetryConfig {
    /// The attempts a step still has, beginning with the next one, at most `limit` of them.
    ///
    /// `failures` counts the attempts that failed so far, `attempt` is the number of the next one, and `time` is when
    /// that one begins. What could only begin after the total deadline is not planned. Empty when none is left.
    package func planned(
        failures: Int,
        nextAttempt attempt: Int,
        at time: Instant,
        totalDeadline: Instant? = nil,
        limit: Int = 20
    ) -> [PlannedAttempt] {
        let left = retries - max(0, failures)
        guard left >= 0 else { return [] }
        var plan: [PlannedAttempt] = []
        var notBefore = time
        for index in 0..<(left < limit ? left + 1 : max(0, limit)) {
            let failed = max(0, failures) + index
            let delay = failed == 0 ? .zero : self.delay(beforeRetry: failed, roll: 0)
            // Jitter only takes off, at most all of its share.
            if index > 0 { notBefore += self.delay(beforeRetry: failed, roll: 1) }
            if index > 0, let totalDeadline, notBefore >= totalDeadline {
                plan[index - 1] = plan[index - 1].asLast
                break
            }
            plan.append(
                PlannedAttempt(
                    attempt: attempt + index,
                    delay: delay,
                    notBefore: notBefore,
                    isLast: index == left
                )
            )
        }
        return plan
    }
}

extension PlannedAttempt {
    fileprivate var asLast: PlannedAttempt {
        PlannedAttempt(attempt: attempt, delay: delay, notBefore: notBefore, isLast: true)
    }
}
