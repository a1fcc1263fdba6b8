package import Timetable

/// What of one task would go, were everything removed now that is past keeping.
package struct KeepingPlan: Sendable, Hashable {
    /// The task's name, or that of the handler of executions that have no task.
    package let task: String
    /// How many executions would go, those that failed among them.
    package var executions = 0
    package var failed = 0
    /// Rows of decisions; a span of instants is one.
    package var decisions = 0
    /// When the first of those executions ended.
    package var oldestEnd: Instant?

    package init(task: String) {
        self.task = task
    }

    package var isEmpty: Bool { executions == 0 && decisions == 0 }
}

/// What the database file is made of.
package struct FileReport: Sendable, Hashable {
    /// Bytes of the file, without its log.
    package let size: Int64
    /// Bytes within it that hold nothing and are used again.
    package let free: Int64
    /// Bytes of the log beside it.
    package let log: Int64
    /// When the oldest execution that is kept was created.
    package let oldest: Instant?

    package init(size: Int64, free: Int64, log: Int64, oldest: Instant?) {
        self.size = size
        self.free = free
        self.log = log
        self.oldest = oldest
    }
}
