/// How long a task's executions usually take, from its newest completed ones.
package struct TaskStatistics: Sendable, Hashable {
    /// How many were measured: at most ``most``, found among the newest 200 executions of the task.
    package let samples: Int
    /// Half of them took no longer; nil below ``fewest`` samples, as are the others.
    package let median: Duration?
    /// Nineteen of twenty took no longer.
    package let p95: Duration?
    /// The longest of them.
    package let longest: Duration?

    /// The fewest samples that say anything.
    package static let fewest = 5
    /// The most samples that are taken.
    package static let most = 100

    /// Measures these durations, in any order.
    package init(of durations: [Duration]) {
        let sorted = durations.sorted()
        samples = sorted.count
        guard sorted.count >= Self.fewest else {
            (median, p95, longest) = (nil, nil, nil)
            return
        }
        median = sorted.percentile(50)
        p95 = sorted.percentile(95)
        longest = sorted.last
    }
}

/// What became of the executions a task dispatched within a time.
package struct SuccessCount: Sendable, Hashable {
    package let completed: Int
    package let failed: Int
    package let cancelled: Int
    /// Whether there were more than could be counted; the newest ones were.
    package let isPartial: Bool

    package init(completed: Int, failed: Int, cancelled: Int, isPartial: Bool) {
        self.completed = completed
        self.failed = failed
        self.cancelled = cancelled
        self.isPartial = isPartial
    }

    /// How many have ended.
    package var ended: Int { completed + failed + cancelled }
}

extension Array<Duration> {
    /// The least value that so many of a hundred do not exceed, by nearest rank; the array is sorted.
    package func percentile(_ percent: Int) -> Duration? {
        guard !isEmpty else { return nil }
        let rank = (count * percent + 99) / 100
        return self[Swift.min(Swift.max(rank, 1), count) - 1]
    }
}
