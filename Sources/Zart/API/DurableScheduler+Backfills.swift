internal import Timetable
public import ZartCore

/// Starting past instants.
extension DurableScheduler {
    /// Starts past instants of a task, each exactly once, as slots free up; ticks go first.
    ///
    /// When it returns the backfill is on record, and a worker that has the task's handler works it off; the ledger
    /// keeps its decisions, and the task's next tick is where it was. While the task is paused or stopped it waits.
    ///
    /// - Returns: The backfill, by whose number it is paused, resumed and cancelled.
    /// - Throws: a ``ZartError``: `notFound`; `invalid` for a range in the future or a maximum out of range; `refused`
    ///   when the task is stopped, finished or of a kind that has no past instants, when the range has none, or while
    ///   another backfill works on a part of it.
    @discardableResult
    public func backfill(_ task: String, _ request: BackfillRequest, reason: String? = nil)
        async throws(ZartError) -> BackfillRecord
    {
        let answer = try await done(.backfill(task: task, request), reason: reason)
        guard let id = answer.backfill,
            let begun = try read({ reader throws(StoreError) in try reader.backfill(id) })
        else { throw ZartError(.notFound, "the backfill of '\(task)' is gone") }
        return begun
    }

    /// Says what a backfill would do, and does nothing.
    ///
    /// - Throws: a ``ZartError``, as ``backfill(_:_:reason:)``.
    public func previewBackfill(of task: String, _ request: BackfillRequest) throws(ZartError)
        -> BackfillPreview
    {
        let now = Instant(milliseconds: SystemTimeline.wallMilliseconds)
        let preview = try read { reader throws(StoreError) in
            try reader.backfillPreview(task: task, request, now: now)
        }
        switch preview {
        case nil: throw ZartError(.notFound, "no task '\(task)'")
        case .failure(let error): throw error
        case .success(let preview): return preview
        }
    }

    /// Backfills, those that go on first and then the newest; of one task, or of all.
    ///
    /// - Throws: a ``ZartError`` of code `storage` when the store cannot be read.
    public func backfills(of task: String? = nil, limit: Int = 50) throws(ZartError) -> [BackfillRecord] {
        try read { reader throws(StoreError) in try reader.backfills(task: task, limit: limit) }
    }

    /// Holds a backfill: it starts nothing more until it is resumed.
    ///
    /// - Throws: a ``ZartError``: `notFound`, or `refused` when it is paused already or has ended.
    public func pauseBackfill(_ id: Int64, reason: String? = nil) async throws(ZartError) {
        _ = try await done(.pauseBackfill(id: id), reason: reason)
    }

    /// Lets a paused backfill go on where it was.
    ///
    /// - Throws: a ``ZartError``: `notFound`, or `refused` when it is not paused.
    public func resumeBackfill(_ id: Int64, reason: String? = nil) async throws(ZartError) {
        _ = try await done(.resumeBackfill(id: id), reason: reason)
    }

    /// Ends a backfill: it starts nothing more; what it started runs to its end.
    ///
    /// - Throws: a ``ZartError``: `notFound`, or `refused` when it has ended.
    public func cancelBackfill(_ id: Int64, reason: String? = nil) async throws(ZartError) {
        _ = try await done(.cancelBackfill(id: id), reason: reason)
    }
}
