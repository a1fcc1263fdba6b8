internal import Timetable
internal import ZartCore

/// The selected task's share of successes, as last counted.
///
/// Up to 10,000 rows are counted, and a day's share hardly moves within seconds.
struct DayShares {
    private static let againAfter = Duration.seconds(10)
    /// While the task is as it was.
    private static let idleAgainAfter = Duration.seconds(60)

    private var known: (task: TaskRecord, at: Instant, count: SuccessCount)?

    /// What became of the task's executions of the last 24 hours.
    mutating func share(of task: TaskRecord, at now: Instant, _ reader: any StoreReader) throws(StoreError)
        -> SuccessCount
    {
        if let known, known.task.name == task.name, now >= known.at,
            now - known.at < (known.task == task ? Self.idleAgainAfter : Self.againAfter)
        {
            return known.count
        }
        let count = try reader.successes(task: task.name, since: now - .seconds(86_400))
        known = (task, now, count)
        return count
    }
}
