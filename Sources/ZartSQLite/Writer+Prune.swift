internal import Timetable
internal import ZartCore

extension Writer {
    /// Removes ended executions that are past keeping, and old ledger rows, a few at a time.
    ///
    /// Executions are looked through in the order in which they were created, from where the last bite ended.
    /// Ledger rows leave their counts behind, so that a task's decisions still add up.
    func prune(_ request: PruneRequest) throws(StoreError) -> Int {
        var doomed = try overAge(request)
        if doomed.count < request.limit {
            doomed += try overCount(request, limit: request.limit - doomed.count)
        }
        for execution in doomed { try remove(execution) }
        try pruneAlarms(before: request.endedBefore, limit: request.limit)
        let rows = try pruneLedger(before: request.failedBefore, limit: request.limit)
        try connection.run(
            """
            DELETE FROM zart_orders WHERE id IN (SELECT id FROM zart_orders
                WHERE answered_at IS NOT NULL AND posted_at < ? ORDER BY id LIMIT ?)
            """,
            request.failedBefore,
            request.limit
        )
        return doomed.count + rows
    }

    private func overAge(_ request: PruneRequest) throws(StoreError) -> [Int64] {
        var doomed: [Int64] = []
        var last: Int64?
        var looked = 0
        // A bounded look: rows that are kept cost as much to pass by as rows that are removed.
        let rows = try connection.statement(
            """
            SELECT seq, created_at, ended_at, status FROM zart_executions WHERE seq > ? ORDER BY seq LIMIT ?
            """
        ).all(pruneCursor, request.limit * 10) { row in
            (row.int64(0), row.instant(1), row.optionalInstant(2), row.text(3))
        }
        for (sequence, created, ended, status) in rows {
            guard created < request.endedBefore, doomed.count < request.limit else { break }
            last = sequence
            looked += 1
            guard let ended else { continue }
            let border =
                status == ExecutionStatus.failed.rawValue ? request.failedBefore : request.endedBefore
            if ended < border { doomed.append(sequence) }
        }
        // At the young end the look begins again: what was kept then may be past keeping later.
        pruneCursor = looked == request.limit * 10 || doomed.count == request.limit ? last ?? 0 : 0
        return doomed
    }

    /// The oldest ended executions of tasks that have more than they may keep.
    private func overCount(_ request: PruneRequest, limit: Int) throws(StoreError) -> [Int64] {
        var doomed: [Int64] = []
        let tasks = try connection.statement("SELECT id FROM zart_tasks WHERE occurrence > ?")
            .all(request.keepPerTask) { row in row.int64(0) }
        for task in tasks where doomed.count < limit {
            let border = try connection.statement(
                "SELECT seq FROM zart_executions WHERE task = ? ORDER BY seq DESC LIMIT 1 OFFSET ?"
            ).first(task, request.keepPerTask - 1) { row in row.int64(0) }
            guard let border else { continue }
            doomed += try connection.statement(
                """
                SELECT seq FROM zart_executions WHERE task = ? AND seq < ? AND ended_at IS NOT NULL
                    AND NOT (status = 'failed' AND ended_at >= ?) ORDER BY seq LIMIT ?
                """
            ).all(task, border, request.failedBefore, limit - doomed.count) { row in row.int64(0) }
        }
        return doomed
    }

    private func remove(_ execution: Int64) throws(StoreError) {
        // A step that has yet to stop keeps its execution: its successor waits for it.
        let isStopping = try connection.statement(
            "SELECT 1 FROM zart_steps WHERE execution = ? AND status = 'running' LIMIT 1"
        ).first(execution) { _ in true }
        guard isStopping == nil else { return }
        // What was dispatched by hand has no ledger row that would be counted: its tally keeps the counter adding up.
        try connection.run(
            """
            INSERT INTO zart_pruned (task, version, decision, count, through)
            SELECT task, 0, cause, 1, created_at FROM zart_executions
            WHERE seq = ? AND task IS NOT NULL AND occurrence IS NOT NULL AND cause <> 'tick'
            ON CONFLICT (task, version, decision)
            DO UPDATE SET count = count + 1, through = max(through, excluded.through)
            """,
            execution
        )
        for table in ["zart_attempts", "zart_steps", "zart_runs", "zart_events"] {
            try connection.run("DELETE FROM \(table) WHERE execution = ?", execution)
        }
        try connection.run("DELETE FROM zart_executions WHERE seq = ?", execution)
    }

    private func pruneLedger(before border: Instant, limit: Int) throws(StoreError) -> Int {
        let tasks = try connection.statement("SELECT id FROM zart_tasks").all { row in row.int64(0) }
        var removed = 0
        for task in tasks where removed < limit {
            let rows = try connection.statement(
                """
                SELECT version, nominal_at, until, count, decision FROM zart_ledger
                WHERE task = ? AND until < ? AND decision NOT IN ('buffered', 'paused')
                ORDER BY version, nominal_at LIMIT ?
                """
            ).all(task, border, limit - removed) { row in
                (row.int(0), row.instant(1), row.instant(2), row.int(3), row.text(4))
            }
            for (version, nominal, until, count, decision) in rows {
                try connection.run(
                    """
                    INSERT INTO zart_pruned (task, version, decision, count, through) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (task, version, decision)
                    DO UPDATE SET count = count + excluded.count, through = excluded.through
                    """,
                    task,
                    version,
                    decision,
                    count,
                    until
                )
                try connection.run(
                    "DELETE FROM zart_ledger WHERE task = ? AND version = ? AND nominal_at = ?",
                    task,
                    version,
                    nominal
                )
            }
            removed += rows.count
        }
        return removed
    }
}
