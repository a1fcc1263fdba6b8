internal import Timetable
internal import ZartCore

extension Doctor {
    /// The recorded steps of the wall clock: the one reason for which a later row may bear an earlier time.
    struct ClockHistory {
        private struct Step {
            let at: Int64
            let delta: Int64
        }

        /// Smaller steps are not recorded: times so near to each other prove nothing.
        static let smallestStep: Int64 = 500
        /// A step is noticed, and so recorded, a little after it happened.
        private static let slack: Int64 = 60_000

        private var steps: [Step] = []

        init() {}

        init(_ connection: Connection) throws(StoreError) {
            var steps: [Step] = []
            try connection.statement("SELECT at, delta FROM zart_clock_events").each { row in
                steps.append(Step(at: row.int64(0), delta: row.int64(1)))
            }
            self.steps = steps
        }

        /// Whether a clock that was set back explains that `earlier` was written after `later`.
        ///
        /// A step by `delta` at `at` makes the clock show the times from `at` to `at - delta` once more.
        func wasSetBack(from later: Int64, to earlier: Int64) -> Bool {
            // Steps one after the other repeat one stretch between them.
            var stretch: (from: Int64, through: Int64)?
            for step in steps.filter({ $0.delta < 0 }).sorted(by: { $0.at < $1.at }) {
                let length = Int64(min(step.delta.magnitude, UInt64(Int64.max / 4)))
                let through = step.at + length + ClockHistory.slack
                if let known = stretch, step.at - ClockHistory.slack <= known.through {
                    stretch = (known.from, max(known.through, through))
                } else {
                    stretch = (step.at - ClockHistory.slack, through)
                }
                if let stretch, earlier >= stretch.from, later <= stretch.through { return true }
            }
            return false
        }

        /// Whether the clock was set, either way, in a stretch of time or so that it lies in what was skipped or
        /// repeated.
        func wasSet(from start: Int64, through end: Int64) -> Bool {
            steps.contains { step in
                let length = Int64(min(step.delta.magnitude, UInt64(Int64.max / 4))) + ClockHistory.slack
                return step.at - length <= end && start <= step.at + length
            }
        }
    }
}
