public import Timetable
public import ZartCore

extension DurableScheduler {
    /// Every recurring task, by name.
    ///
    /// - Throws: a ``ZartError`` of code `storage`.
    public func tasks() throws(ZartError) -> [TaskRecord] {
        try read { reader throws(StoreError) in try reader.tasks() }
    }

    /// Executions, newest first, at most `limit`.
    ///
    /// - Throws: a ``ZartError`` of code `storage`.
    public func executions(
        of task: String? = nil,
        status: ExecutionStatus? = nil,
        since: Instant? = nil,
        limit: Int = 50
    ) throws(ZartError) -> [ExecutionRecord] {
        let filter = ExecutionFilter(task: task, status: status, since: since)
        return try read { reader throws(StoreError) in
            try reader.executions(filter, before: nil, limit: limit)
        }
    }

    /// One execution with its runs, steps and attempts.
    ///
    /// - Throws: a ``ZartError``: `notFound`, or `storage`.
    public func show(_ id: String) throws(ZartError) -> ExecutionDetail {
        guard let detail = try read({ reader throws(StoreError) in try reader.detail(id: id) }) else {
            throw ZartError(.notFound, "no execution '\(id)'")
        }
        return detail
    }

    /// A task's decisions in a stretch of time, oldest first, at most `limit`.
    ///
    /// - Throws: a ``ZartError`` of code `storage`.
    public func ledger(
        _ task: String,
        from: Instant? = nil,
        to: Instant? = nil,
        limit: Int = 1_000
    ) throws(ZartError) -> [LedgerRecord] {
        try read { reader throws(StoreError) in
            try reader.ledger(task: task, from: from, to: to, after: nil, limit: limit)
        }
    }
}
