internal import Timetable
package import ZartCore

/// Recurring tasks.
///
/// Their cost follows the number of tasks and of open executions, not of the ended ones.
extension SQLiteReader {
    package func tasks() throws(StoreError) -> [TaskRecord] {
        try snapshot { () throws(StoreError) in
            var running: [Int64: Int] = [:]
            _ = try connection.statement(Self.openSQL).all { row in
                running[row.int64(0), default: 0] += 1
            }
            var buffered: [Int64: Int] = [:]
            _ = try connection.statement(Self.bufferedSQL).all { row in
                buffered[row.int64(0), default: 0] += row.int(1)
            }
            var inFlight: [Int64: Int] = [:]
            _ = try connection.statement(Self.inFlightSQL).all { row in
                inFlight[row.int64(0), default: 0] += 1
            }
            let rows = try taskRows("ORDER BY t.name")
            let isHeld = try isHeld()
            var queued: [Int64: Int] = [:]
            _ = try connection.statement(Self.queuedSQL).all { row in
                queued[row.int64(0), default: 0] += 1
            }
            return rows.map { row in
                var task = record(
                    row,
                    isHeld: isHeld,
                    running: running[row.id] ?? 0,
                    buffered: buffered[row.id] ?? 0,
                    inFlight: inFlight[row.id] ?? 0
                )
                task.queuedRuns = queued[row.id] ?? 0
                return task
            }
        }
    }

    package func task(named name: String) throws(StoreError) -> TaskRecord? {
        try snapshot { () throws(StoreError) in
            guard let row = try taskRow(name) else { return nil }
            let running = try connection.statement(Self.openCountSQL).first(row.id) { $0.int(0) }
            let buffered = try connection.statement("\(Self.bufferedSQL) AND task = ?").all(row.id) {
                $0.int(1)
            }
            let inFlight = try connection.statement("\(Self.inFlightSQL) AND e.task = ?").all(row.id) { _ in 1
            }
            let queued = try connection.statement("\(Self.queuedSQL) AND e.task = ?").all(row.id) { _ in 1 }
            var task = record(
                row,
                isHeld: try isHeld(),
                running: running ?? 0,
                buffered: buffered.reduce(0, +),
                inFlight: inFlight.count
            )
            task.queuedRuns = queued.count
            return task
        }
    }

    package func names() throws(StoreError) -> [String] {
        try connection.statement(Self.namesSQL).all { $0.text(0) }
    }

    /// What the decisions would be made from: the task's current schedule, where it stands and its limits.
    ///
    /// Executions and buffered instants are left out.
    package func view(ofTask name: String) throws(StoreError) -> TaskView? {
        try snapshot { () throws(StoreError) in
            guard let row = try taskRow(name) else { return nil }
            var view = view(row)
            let hold = try HoldRows(connection).hold()
            view.isHeld = hold != nil
            view.heldUntil = hold?.until
            view.pausedUntil = row.pausedUntil
            return view
        }
    }

    /// Handlers of executions without a recurring task are found by leaping through their index.
    static let namesSQL = """
        WITH RECURSIVE handlers (name) AS (
            SELECT MIN(handler) FROM zart_executions INDEXED BY zart_executions_handler WHERE task IS NULL
            UNION ALL
            SELECT (SELECT MIN(e.handler) FROM zart_executions e INDEXED BY zart_executions_handler
                WHERE e.task IS NULL AND e.handler > handlers.name)
            FROM handlers WHERE handlers.name IS NOT NULL)
        SELECT name FROM zart_tasks UNION SELECT handler FROM zart_tasks
        UNION SELECT name FROM handlers WHERE name IS NOT NULL ORDER BY 1
        """

    static let openSQL = """
        SELECT task FROM zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL AND task IS NOT NULL
        """

    static let openCountSQL = """
        SELECT COUNT(*) FROM zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL AND +task = ?
        """

    static let bufferedSQL = """
        SELECT task, count FROM zart_ledger INDEXED BY zart_ledger_buffered WHERE decision = 'buffered'
        """

    /// Further runs that wait for a slot, by task.
    static let queuedSQL = """
        SELECT e.task FROM zart_orders o INDEXED BY zart_orders_pending CROSS JOIN zart_executions e ON e.id = o.target
        WHERE o.answered_at IS NULL AND o.answer IS NOT NULL AND e.task IS NOT NULL
        """

    static let inFlightSQL = """
        SELECT e.task FROM zart_steps s INDEXED BY zart_steps_running
        CROSS JOIN zart_executions e ON e.seq = s.execution
        WHERE s.status = 'running' AND e.task IS NOT NULL
        """

    /// The rows of all tasks.
    func taskRows(_ order: String = "") throws(StoreError) -> [TaskRow] {
        try connection.statement("\(TaskRow.select) \(order)").all { row throws(StoreError) in
            try TaskRow.read(row, recurrence)
        }
    }

    func taskRow(_ name: String) throws(StoreError) -> TaskRow? {
        try connection.statement("\(TaskRow.select) WHERE t.name = ?").first(name) { row throws(StoreError) in
            try TaskRow.read(row, recurrence)
        }
    }

    private func record(_ row: TaskRow, isHeld: Bool, running: Int, buffered: Int, inFlight: Int)
        -> TaskRecord
    {
        let due = view(row).nextDue
        return TaskRecord(
            name: row.name,
            state: row.state,
            recurrence: row.recurrence,
            overlap: row.overlap,
            missed: row.missed,
            occurrence: row.occurrence,
            nextFireAt: due?.nominal,
            running: running,
            buffered: buffered,
            lastExecution: row.lastExecution,
            lastStatus: row.lastStatus,
            started: row.started,
            skipped: row.skipped,
            coalesced: row.coalesced,
            missedCount: row.missedCount,
            note: row.note,
            kind: row.kind,
            handler: row.handler,
            template: row.template,
            payload: row.payload,
            timezone: row.timezone,
            version: row.version,
            // One that its job file no longer has keeps it for its return.
            pausedUntil: row.state == .paused ? row.pausedUntil : nil,
            dueAt: due?.effective,
            stepsInFlight: inFlight,
            lastStartedAt: row.lastStartedAt,
            lastEndedAt: row.lastEndedAt,
            lastError: row.lastError,
            skips: row.skips,
            isHeld: isHeld
        )
    }

    func view(_ row: TaskRow) -> TaskView {
        var afterCompletion: Duration?
        if case .afterCompletion(let delay) = row.recurrence { afterCompletion = delay }
        return TaskView(
            name: row.name,
            kind: row.kind,
            state: row.state,
            overlap: row.overlap,
            missed: row.missed,
            lateGrace: row.lateGrace ?? TaskSpec.defaultLateGrace,
            jitter: row.jitter,
            endingAt: row.endingAt,
            maxOccurrences: row.maxOccurrences,
            schedule: afterCompletion == nil ? schedule(row) : nil,
            afterCompletion: afterCompletion,
            pendingAt: afterCompletion == nil ? nil : row.pendingAt,
            cursor: row.cursor,
            occurrence: row.occurrence,
            skips: row.skips
        )
    }

    /// The instants of the task's current version; nil if its zone is not known here.
    private func schedule(_ row: TaskRow) -> Schedule? {
        if let known = schedules[row.id], known.version == row.version, known.recurrence == row.recurrence {
            return known.schedule
        }
        let zone = row.recurrence.zone(zones)
        let schedule = row.anchor.flatMap {
            try? Schedule(row.recurrence, zone: zone, anchor: $0, includesAnchor: row.includesAnchor)
        }
        schedules[row.id] = CompiledSchedule(
            version: row.version,
            recurrence: row.recurrence,
            schedule: schedule
        )
        return schedule
    }
}
