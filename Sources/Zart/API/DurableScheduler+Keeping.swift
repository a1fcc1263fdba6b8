public import ZartCore

extension DurableScheduler {
    /// Has everything removed now that is past keeping, of one task or of all.
    ///
    /// With an age whatever ended longer ago goes too, however long it is to be kept; the newest execution of a task
    /// and what runs or is waited for always stays. While a worker runs this returns when the order is on record, and
    /// the worker removes 100 rows at a time; without one it returns when all is done.
    ///
    /// - Throws: a ``ZartError``: `notFound` for an unknown task, `invalid` for a negative age.
    public func prune(
        _ task: String? = nil,
        olderThan age: Duration? = nil,
        reason: String? = nil
    ) async throws(ZartError) {
        try await done(.prune(task: task, olderThan: age), reason: reason)
    }
}
