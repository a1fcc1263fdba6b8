internal import ZartCore

/// How executions are selected and read.
enum ExecutionQuery {
    /// The parameters of every listing: ?1 before this key, ?2 from this key on, ?3 created since, ?4 rows,
    /// ?5 status, ?6 the task's row, ?7 the name of the task or handler.
    static func listing(_ filter: ExecutionFilter) -> String {
        let ofName = "(e.task = ?6 OR (e.task IS NULL AND e.handler = ?7))"
        let tail = "ORDER BY e.seq DESC LIMIT ?4"
        switch filter.status {
        case .scheduled, .running:
            return """
                SELECT \(columns) FROM zart_executions e INDEXED BY zart_executions_open
                WHERE e.ended_at IS NULL AND \(range) AND +e.status = ?5
                \(filter.task == nil ? "" : "AND \(ofName)") \(tail)
                """
        case .failed, .cancelled:
            return """
                SELECT \(columns) FROM zart_executions e INDEXED BY zart_executions_unhappy
                WHERE e.status = ?5 AND e.status IN ('failed', 'cancelled') AND \(range)
                \(filter.task == nil ? "" : "AND \(ofName)") \(tail)
                """
        case .completed, nil:
            let status = filter.status == nil ? "" : "AND +e.status = ?5"
            guard filter.task != nil else {
                return "SELECT \(columns) FROM zart_executions e WHERE \(range) \(status) \(tail)"
            }
            return """
                SELECT \(columns) FROM zart_executions e WHERE e.task = ?6 AND \(range) \(status)
                UNION ALL
                SELECT \(columns) FROM zart_executions e
                WHERE e.task IS NULL AND e.handler = ?7 AND \(range) \(status)
                ORDER BY 1 DESC LIMIT ?4
                """
        }
    }

    /// One execution by its id.
    static let byID = "SELECT \(columns) FROM zart_executions e WHERE e.id = ?1"

    /// One execution by its key.
    static let bySequence = "SELECT \(columns) FROM zart_executions e WHERE e.seq = ?1"

    private static let range = "e.seq < ?1 AND e.seq >= ?2 AND e.created_at >= ?3"

    static let columns = """
        e.seq, e.id, COALESCE((SELECT t.name FROM zart_tasks t WHERE t.id = e.task), e.handler),
        e.occurrence, e.status, e.nominal_at, e.scheduled_at, e.started_at, e.ended_at, e.error, e.result,
        e.cause, e.handler, e.payload, e.run,
        CASE WHEN e.status = 'scheduled' THEN (
            SELECT w.id || COALESCE('/' || (
                SELECT MIN(s.name) FROM zart_steps s WHERE s.execution = w.seq AND s.stopping = 1), '')
            FROM zart_executions w WHERE w.seq = e.waits_for) END,
        e.task IS NOT NULL,
        (SELECT s.spec ->> 'jitterMs' FROM zart_specs s WHERE s.task = e.task AND s.at <= e.created_at
            ORDER BY s.at DESC LIMIT 1)
        """

    /// Reads a row of ``columns``.
    static func read(_ row: borrowing Row) throws(StoreError) -> ExecutionRecord {
        var record = ExecutionRecord(
            id: row.text(1),
            task: row.text(2),
            occurrence: row.optionalInt(3),
            status: try row.word(4),
            nominalAt: row.optionalInstant(5),
            scheduledAt: row.instant(6),
            startedAt: row.optionalInstant(7),
            endedAt: row.optionalInstant(8),
            error: row.optionalText(9),
            result: row.optionalText(10),
            cause: try row.word(11),
            handler: row.text(12),
            payload: row.text(13),
            run: row.int(14),
            waitsFor: row.optionalText(15),
            sequence: row.int64(0)
        )
        record.isOfTask = row.bool(16)
        record.jitter = row.optionalDuration(17)
        return record
    }
}
