package import Timetable

/// One thing an operator should look at.
package enum AttentionRecord: Sendable, Hashable {
    /// The task's instant has passed undecided.
    case late(task: String, handler: String, since: Instant, reason: Lateness)
    /// A step has failed more than three times and is tried again.
    case retrying(ExecutionRow)
    /// The newest executions of the task all failed; at least three.
    case failing(task: String, AlarmFacts.Streak)
    /// The engine has paused the task since so many executions had failed.
    case pausedByFailures(task: String, since: Instant, reason: String)
    /// A step of an ended execution has not stopped, and perhaps a successor waits for it.
    case stopping(execution: String, step: String, since: Instant, successor: String?)
    /// An alarm is raised.
    case alarm(AlarmRecord)
    /// Nobody could be told of an alarm that is over, and of so many others of its task, or more.
    case untold(AlarmRecord, others: Int, isAtLeast: Bool)
    /// The lease is past its end although a session holds it, or nothing more was heard of that session: the worker is
    /// frozen or gone.
    case leaseExpired(session: Int, WorkerSilence)
}

/// Why nobody has decided an instant that is due, as far as the store can tell.
package enum Lateness: Sendable, Hashable {
    /// No worker runs.
    case noWorker
    /// The worker that runs has no such handler.
    case noHandler
    /// The worker that runs has the handler: it has not come to it.
    case busy
    /// The worker that runs has not said what it has handlers for.
    case unknown
    /// A session was on record as at work, of a moment that has passed: whether it was dead or frozen was not.
    case onRecord
    /// The worker has been asked to stop: it ends what is in flight and begins nothing.
    case draining(since: Instant)
    /// The worker has its lock, but its lease ran out.
    case frozen(WorkerSilence)
}

/// That a worker has its lock and does not renew its lease, or was not heard of any more.
package struct WorkerSilence: Sendable, Hashable {
    /// When it gave its last sign of life.
    package var since: Instant
    /// Whether the disk of its database has no room.
    package var isDiskFull: Bool
    /// Whether no other sign came: of a moment that has passed, of a worker that was found dead later.
    package var isLast: Bool

    /// Creates it.
    package init(since: Instant, isDiskFull: Bool, isLast: Bool = false) {
        self.since = since
        self.isDiskFull = isDiskFull
        self.isLast = isLast
    }

    /// What is said of it, with the time of the last sign as its reader writes times.
    package func sentence(since time: String) -> String {
        isLast
            ? "the worker was not heard of after \(time): nothing fired until another ran"
            : "the worker has not been heard of since \(time): \(cause)"
    }

    /// What it comes of, as far as can be seen from beside it.
    package var cause: String {
        isDiskFull ? "the disk of its database is full" : "it is frozen, or waits for its disk"
    }
}
