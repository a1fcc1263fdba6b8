internal import Timetable
internal import ZartCore

/// What executions counted for that have gone: added to `zart_pruned_work` in the transaction that removes them.
struct PrunedWork {
    /// What is counted.
    enum Measure: String {
        /// Executions that had a number, and occurrences of a plain task that has become durable.
        case executions
        /// Executions that had none.
        case unnumbered
        /// Runs that have ended, by status.
        case runs
        /// Attempts of steps, by status.
        case attempts
        /// Attempts that another one followed since they failed or timed out.
        case retries
        /// How long completed runs took, all together.
        case milliseconds = "run-milliseconds"
        /// When the last completed execution ended, in milliseconds since 1970.
        case lastSuccess = "last-success"
    }

    struct Key: Hashable {
        let task: Int64
        let handler: String
        let measure: Measure
        let label: String
    }

    private(set) var values: [Key: Int64] = [:]

    /// Counts everything of an execution that is about to be removed.
    mutating func count(_ execution: KeepingRows.Doomed, of owner: KeptOwner, _ connection: Connection)
        throws(StoreError)
    {
        func key(_ measure: Measure, _ label: String = "") -> Key {
            Key(task: owner.task, handler: owner.handler, measure: measure, label: label)
        }
        values[key(execution.hasNumber ? .executions : .unnumbered), default: 0] += 1
        if execution.status == .completed {
            let last = key(.lastSuccess)
            values[last] = max(values[last] ?? 0, execution.endedAt.milliseconds)
        }
        try connection.statement(Self.runsSQL).each([execution.sequence]) { row in
            values[key(.runs, row.text(0)), default: 0] += row.int64(1)
            if row.text(0) == ExecutionStatus.completed.rawValue {
                values[key(.milliseconds), default: 0] += max(0, row.int64(2))
            }
        }
        try connection.statement(Self.earlierAttemptsSQL).each([execution.sequence]) { row in
            values[key(.attempts, row.text(0)), default: 0] += row.int64(1)
            if Self.isRetried(row.text(0)) { values[key(.retries), default: 0] += row.int64(1) }
        }
        try connection.statement(Self.newestAttemptsSQL).each([execution.sequence]) { row in
            values[key(.attempts, row.text(0)), default: 0] += row.int64(1)
        }
    }

    /// Whether the attempt after one of that status was a retry; after an interruption it is the same try again.
    static func isRetried(_ status: String) -> Bool {
        status == AttemptStatus.failed.rawValue || status == AttemptStatus.timedOut.rawValue
    }

    private static let runsSQL = """
        SELECT status, count(*), sum(ended_at - coalesce(started_at, ended_at)) FROM zart_all_runs
        WHERE execution = ? GROUP BY status
        """

    private static let earlierAttemptsSQL =
        "SELECT status, count(*) FROM zart_attempts WHERE execution = ? GROUP BY status"

    private static let newestAttemptsSQL = """
        SELECT attempt_status, count(*) FROM zart_steps WHERE execution = ? AND \(isAttempt) GROUP BY attempt_status
        """

    /// Whether a row of `zart_steps` holds an attempt of its own, as the view of all attempts says.
    static let isAttempt = """
        kind IN ('step', 'transaction', 'on-failure') AND attempt > 0 AND kept_from IS NULL
        """
}
