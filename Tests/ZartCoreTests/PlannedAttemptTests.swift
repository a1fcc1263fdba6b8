import Testing
import Timetable
import ZartCore

@Suite(.timeLimit(.minutes(10))) struct PlannedAttemptTests {
    private let next = Instant(milliseconds: 10_000)

    private func at(_ seconds: Int64) -> Instant { Instant(milliseconds: seconds * 1_000) }

    @Test func `what is left after a failure, with the wait before each`() {
        let retry = RetryConfig.exponential(4, initial: .seconds(1), factor: 2, cap: .seconds(5))
        let plan = retry.planned(failures: 2, nextAttempt: 3, at: next)
        #expect(plan.map(\.attempt) == [3, 4, 5])
        #expect(plan.map(\.delay) == [.seconds(2), .seconds(4), .seconds(5)])
        #expect(plan.map(\.notBefore) == [at(10), at(14), at(19)])
        #expect(plan.map(\.isLast) == [false, false, true])
    }

    @Test func `an interrupted attempt has a number, and uses up no retry`() {
        let plan = RetryConfig.fixed(2, delay: .seconds(3)).planned(failures: 1, nextAttempt: 5, at: next)
        #expect(plan.map(\.attempt) == [5, 6])
        #expect(plan.map(\.isLast) == [false, true])
    }

    @Test func `before the first attempt there is no wait`() {
        let plan = RetryConfig.fixed(1, delay: .seconds(3)).planned(failures: 0, nextAttempt: 1, at: next)
        #expect(plan.map(\.delay) == [.zero, .seconds(3)])
        #expect(RetryConfig.none.planned(failures: 0, nextAttempt: 1, at: next).map(\.isLast) == [true])
    }

    @Test func `nothing is planned when every retry is used up`() {
        let retry = RetryConfig.fixed(2, delay: .seconds(3))
        #expect(retry.planned(failures: 3, nextAttempt: 4, at: next).isEmpty)
        #expect(RetryConfig.none.planned(failures: 1, nextAttempt: 2, at: next).isEmpty)
    }

    @Test func `jitter makes the earliest times earlier, not the waits`() {
        let retry = RetryConfig.fixed(2, delay: .seconds(4), jitter: 0.5)
        let plan = retry.planned(failures: 1, nextAttempt: 2, at: next)
        #expect(plan.map(\.delay) == [.seconds(4), .seconds(4)])
        #expect(plan.map(\.notBefore) == [at(10), at(12)])
    }

    @Test func `the total deadline cuts what could only begin after it`() {
        let retry = RetryConfig.fixed(9, delay: .seconds(4))
        let plan = retry.planned(failures: 1, nextAttempt: 2, at: next, totalDeadline: at(18))
        #expect(plan.map(\.attempt) == [2, 3])
        #expect(plan.map(\.isLast) == [false, true])
    }

    @Test func `a long plan is cut, and what is cut is not the last`() {
        let retry = RetryConfig.fixed(.max, delay: .seconds(Int64.max))
        let plan = retry.planned(failures: 1, nextAttempt: 2, at: next, limit: 3)
        #expect(plan.map(\.isLast) == [false, false, false])
        #expect(retry.planned(failures: 1, nextAttempt: 2, at: next, limit: 0).isEmpty)
    }

    @Test(
        arguments: [
            .none, .fixed(3, delay: .milliseconds(1_500), jitter: 0.1), .fixed(1),
            .exponential(5, initial: .seconds(2), factor: 1.5, cap: .seconds(90), jitter: 1),
        ] as [RetryConfig]
    )
    func `the stored text is read back as it was`(retry: RetryConfig) {
        #expect(RetryConfig(storedText: retry.storedText) == retry)
    }

    @Test(
        arguments: [
            "", "every 5s, 2 retries", "fixed", "fixed 1 2", "fixed -1 5 0.0", "fixed 1 -5 0.0",
            "fixed 1 5 2",
            "fixed 1 5 nan", "fixed  1 5", "exponential 1 5 0.5 9 0.0", "exponential 1 5 nan 9 0.0",
            "exponential 1 5 2.0 -9 0.0", "exponential 1 5 2.0 9", "fixed 99999999999999999999 5 0",
        ]
    )
    func `anything else is no stored text`(text: String) {
        #expect(RetryConfig(storedText: text) == nil)
    }
}
