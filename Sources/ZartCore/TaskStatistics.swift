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
    /// The median and the p95 as a forecast plays them.
    package let expectedMedian: Duration?
    package let expectedP95: Duration?
    /// Whether what the p95 is taken from ended only to make room for the next one: how long it would have taken nobody knows.
    package let isCutOff: Bool
    /// Whether half of them did.
    package let mostAreCutOff: Bool

    /// How long an execution took.
    package struct Sample: Sendable, Hashable {
        package let duration: Duration
        /// Whether it ended only to make room for the next one.
        package let isCutOff: Bool

        package init(_ duration: Duration, isCutOff: Bool = false) {
            self.duration = duration
            self.isCutOff = isCutOff
        }

        /// It would have taken longer than it was given: nobody knows how much, and a second stands for that.
        fileprivate var expected: Duration { isCutOff ? duration + .seconds(1) : duration }
    }

    /// The fewest samples that say anything.
    package static let fewest = 5
    /// The most samples that are taken.
    package static let most = 100

    /// Measures these samples, in any order.
    package init(of samples: [Sample]) {
        let sorted = samples.sorted { ($0.duration, $0.expected) < ($1.duration, $1.expected) }
        self.samples = sorted.count
        guard sorted.count >= Self.fewest else {
            (median, p95, longest, expectedMedian, expectedP95) = (nil, nil, nil, nil, nil)
            (isCutOff, mostAreCutOff) = (false, false)
            return
        }
        let (half, most) = (sorted.percentile(50), sorted.percentile(95))
        (median, p95, longest) = (half?.duration, most?.duration, sorted.last?.duration)
        (expectedMedian, expectedP95) = (half?.expected, most?.expected)
        (isCutOff, mostAreCutOff) = (most?.isCutOff ?? false, half?.isCutOff ?? false)
    }
}

/// What became of the executions a task dispatched within a time.
package struct SuccessCount: Sendable, Hashable {
    package let completed: Int
    package let failed: Int
    package let cancelled: Int
    /// Whether there were more than could be counted; the newest ones were.
    package let isPartial: Bool
    /// Whether some that completed within the time are no longer kept: the rest says nothing of all.
    package let isPruned: Bool

    package init(completed: Int, failed: Int, cancelled: Int, isPartial: Bool, isPruned: Bool = false) {
        self.completed = completed
        self.failed = failed
        self.cancelled = cancelled
        self.isPartial = isPartial
        self.isPruned = isPruned
    }

    /// How many have ended.
    package var ended: Int { completed + failed + cancelled }
}

extension Array {
    /// The least value that so many of a hundred do not exceed, by nearest rank; the array is sorted.
    package func percentile(_ percent: Int) -> Element? {
        guard !isEmpty else { return nil }
        let rank = (count * percent + 99) / 100
        return self[Swift.min(Swift.max(rank, 1), count) - 1]
    }
}
