internal import Timetable
internal import ZartCore

extension Doctor {
    /// The recorded steps of the wall clock: the one reason for which a later row may bear an earlier time.
    struct ClockHistory {
        private struct Step {
            let at: Int64
            let delta: Int64

            var length: Int64 { Int64(min(delta.magnitude, UInt64(Int64.max / 4))) }
        }

        /// Smaller steps are not recorded: times so near to each other prove nothing.
        static let smallestStep: Int64 = 500
        /// A step is noticed, and so recorded, a little after it happened.
        private static let slack: Int64 = 60_000

        private var steps: [Step] = []
        /// The stretches of time that the clock showed more than once; neighbours are one.
        private var repeated: [(from: Int64, through: Int64)] = []

        init() {}

        init(_ connection: Connection) throws(StoreError) {
            var steps: [Step] = []
            try connection.statement("SELECT at, delta FROM zart_clock_events ORDER BY at").each { row in
                steps.append(Step(at: row.int64(0), delta: row.int64(1)))
            }
            self.steps = steps
            // A step by `delta` at `at` makes the clock show the times from `at` to `at - delta` once more.
            for step in steps where step.delta < 0 {
                let from = step.at - ClockHistory.slack
                let through = step.at + step.length + ClockHistory.slack
                if let last = repeated.last, from <= last.through {
                    repeated[repeated.count - 1].through = max(last.through, through)
                } else {
                    repeated.append((from, through))
                }
            }
        }

        /// Whether a clock that was set back explains that `earlier` was written after `later`.
        func wasSetBack(from later: Int64, to earlier: Int64) -> Bool {
            repeated.contains { earlier >= $0.from && later <= $0.through }
        }

        /// Whether the clock has shown that time more than once, or may have.
        func wasRepeated(_ time: Instant) -> Bool {
            repeated.contains { $0.from <= time.milliseconds && time.milliseconds <= $0.through }
        }

        /// Whether the clock was set, either way, in a stretch of time or so that it lies in what was skipped or
        /// repeated.
        func wasSet(from start: Int64, through end: Int64) -> Bool {
            steps.contains { step in
                let length = step.length + ClockHistory.slack
                return step.at - length <= end && start <= step.at + length
            }
        }
    }
}
