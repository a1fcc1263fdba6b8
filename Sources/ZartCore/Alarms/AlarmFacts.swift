package import Timetable

/// What alarms are judged from: a value, so that they can be judged and tested without a store.
package struct AlarmFacts: Sendable, Hashable {
    package var task: String
    package var handler: String
    package var state: TaskState
    /// Whether the worker that judges can run it.
    package var hasHandler = true
    /// Whether that worker has only just begun, and could not let begin yet what waits.
    package var isBeginning = false
    /// Whether each slot of that worker is taken.
    package var isFull = false
    /// When the next undecided instant is acted on; nil when none is to come by itself.
    package var due: Instant?
    /// Since when it ticks; nil if it always did, or if that is not known.
    ///
    /// What fell due before, while it was paused or stopped, was not late then.
    package var activeSince: Instant?
    /// Executions not in an end state, oldest first.
    package var open: [Open] = []
    /// The newest ticks, when they were skipped because of one execution.
    package var skips: Skips?
    /// Which execution of those open was found to starve it, and no tick has started anything since.
    package var starving: String?
    /// The newest failures in a row; nil while it is not known how many.
    package var streak: Streak?
    /// When an execution last completed, or where counting begins; nil while that is not known.
    package var lastSuccess: Instant?
    /// Whether one has; counting begins when the task was made otherwise.
    package var hasSucceeded = true
    /// For how long of the time since then it was paused or stopped, and no success was to be expected.
    package var idle = Duration.zero
    /// The newest completed execution, as far as it is known.
    package var lastCompleted: Completed?
    /// Steps that were told to stop long enough ago.
    package var stubborn: [Stubborn] = []
    /// Whether that is all of them.
    package var isStubbornKnown = true

    package init(task: String, handler: String, state: TaskState) {
        self.task = task
        self.handler = handler
        self.state = state
    }

    /// An execution that is scheduled or running; without an id a plain task's function.
    package struct Open: Sendable, Hashable {
        package var id: String
        /// When it was meant to begin; nil when that says nothing, as of a further run.
        package var scheduledAt: Instant?
        /// When it took its slot; nil where only its begin tells.
        package var dispatchedAt: Instant?
        /// Nil until it has begun.
        package var startedAt: Instant?
        /// Since when the worker that judges knows of it; nil where it began there.
        package var watchedSince: Instant?
        /// What keeps it from beginning, such as `report-7`, which has yet to stop.
        package var obstacle: String?
        package var usual = Usual.unknown

        package init(id: String, scheduledAt: Instant?, startedAt: Instant?, obstacle: String? = nil) {
            self.id = id
            self.scheduledAt = scheduledAt
            self.startedAt = startedAt
            self.obstacle = obstacle
        }
    }

    /// How long executions of the task usually take.
    package enum Usual: Sendable, Hashable {
        /// Has not been looked up yet.
        case unknown
        /// Too few have completed.
        case unmeasured
        case p95(Duration, samples: Int)
    }

    /// Ticks in a row that were skipped because of one same execution.
    package struct Skips: Sendable, Hashable {
        package var heldBy: String
        package var count: Int
        package var first: Instant
        package var last: Instant

        package init(heldBy: String, count: Int, first: Instant, last: Instant) {
            self.heldBy = heldBy
            self.count = count
            self.first = first
            self.last = last
        }

        /// How many there were, and because of what.
        package static func sentence(_ count: Int, heldBy: String, since begun: Instant?) -> String {
            let since = begun.map { ", which runs since \($0.shortDescription)" } ?? ""
            let id = heldBy.isEmpty ? "its function" : heldBy
            return "\(count) ticks in a row were skipped because of \(id)\(since)"
        }

        /// How many of them had come since the execution began.
        ///
        /// Late ones are decided one after the other, and none of those from before is its fault. Between the first and
        /// the last they are taken for evenly spread.
        package func count(since begun: Instant?) -> Int {
            guard let begun, begun > first, count > 1 else { return count }
            guard begun <= last else { return 0 }
            return Int((last - begun) * Double(count - 1) / (last - first)) + 1
        }
    }

    /// What an open execution has cost in ticks so far: the skips in a row, how many of them it is to blame for, as none
    /// that was due before it was dispatched is its fault, and the execution.
    package var starvation: (skips: Skips, count: Int, holder: Open)? {
        guard let skips, let holder = open.first(where: { $0.id == skips.heldBy }) else { return nil }
        return (skips, skips.count(since: holder.dispatchedAt ?? holder.startedAt), holder)
    }

    /// Failures in a row; none of them with the count 0.
    package struct Streak: Sendable, Hashable {
        package var count: Int
        package var lastID: String
        package var lastAt: Instant
        package var error: String?
        /// Whether there may have been more before those: what came before them is no longer kept.
        package var isAtLeast = false

        package init(count: Int, lastID: String, lastAt: Instant, error: String?, isAtLeast: Bool = false) {
            self.isAtLeast = isAtLeast
            self.count = count
            self.lastID = lastID
            self.lastAt = lastAt
            self.error = error
        }

        /// So many ends are looked back over where nobody has counted.
        package static let mostCounted = 200

        /// How many there were, and how the last one ended.
        package var sentence: String {
            let reason = error.map {
                ": \($0.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")"
            }
            let last = lastID.isEmpty ? "" : ", the last \(lastID)"
            return "\(isAtLeast ? "at least " : "")\(count) failed in a row\(last)\(reason ?? "")"
        }

        /// No failure since the last success.
        package static func none(since instant: Instant) -> Streak {
            Streak(count: 0, lastID: "", lastAt: instant, error: nil)
        }
    }

    package struct Completed: Sendable, Hashable {
        package var id: String
        package var duration: Duration
        package var endedAt: Instant

        package init(id: String, duration: Duration, endedAt: Instant) {
            self.id = id
            self.duration = duration
            self.endedAt = endedAt
        }
    }

    package struct Stubborn: Sendable, Hashable {
        package var execution: String
        package var step: String
        package var since: Instant

        package init(execution: String, step: String, since: Instant) {
            self.execution = execution
            self.step = step
            self.since = since
        }
    }
}
