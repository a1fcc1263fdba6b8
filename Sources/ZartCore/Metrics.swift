package import Timetable

/// What monitoring is told of one task, or of the executions of one handler that have no task.
///
/// Counters hold what is kept and what was pruned: they never fall, and no restart sets them back.
package struct TaskMetrics: Sendable, Hashable {
    package let name: String
    /// As the tasks view has it; nil for a handler.
    package var task: TaskRecord?
    /// Decisions that are final, by kind.
    package var decisions: [Decision: Int] = [:]
    package var dispatched = 0
    /// Runs that have ended; an execution that was run again has several.
    package var runs: [ExecutionStatus: Int] = [:]
    /// Attempts of steps that have ended.
    package var attempts: [AttemptStatus: Int] = [:]
    /// Attempts that followed one that failed or timed out.
    package var retries = 0
    /// How long completed runs took, all together.
    package var completedMilliseconds: Int64 = 0
    package var lastSuccess: Instant?
    /// Alarms that are raised, those that somebody has in hand among them.
    package var alarms = 0

    package init(_ name: String) {
        self.name = name
    }
}

/// What monitoring is told, as it was at one moment.
package struct MetricsReport: Sendable, Hashable {
    /// By name.
    package let tasks: [TaskMetrics]
    package let isWorkerUp: Bool
    package let file: FileReport
    package let at: Instant

    package init(tasks: [TaskMetrics], isWorkerUp: Bool, file: FileReport, at: Instant) {
        self.tasks = tasks
        self.isWorkerUp = isWorkerUp
        self.file = file
        self.at = at
    }
}
