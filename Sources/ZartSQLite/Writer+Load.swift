internal import Timetable
internal import ZartCore

extension Writer {
    /// What is not in an end state, as the last commit left it.
    ///
    /// Ended executions cost nothing here.
    func load() throws(StoreError) -> StoreImage {
        var image = StoreImage(
            tasks: try loadTasks(),
            executions: try loadExecutions(),
            stopping: try loadStopping(),
            backfills: try BackfillRows(connection).open(),
            templates: try loadTemplates(),
            lastTask: try number("SELECT max(id) FROM zart_tasks"),
            lastExecution: try number("SELECT max(seq) FROM zart_executions"),
            lastEvent: try number("SELECT max(seq) FROM zart_events"),
            hold: try HoldRows(connection).hold(),
            rules: try HoldRows(connection).rules(),
            lastHold: try number("SELECT max(number) FROM zart_holds"),
            lastRule: try number("SELECT max(number) FROM zart_step_rules"),
            lastBackfill: try number("SELECT max(id) FROM zart_backfills")
        )
        image.alarms = try loadAlarms()
        return image
    }

    private func loadTemplates() throws(StoreError) -> TemplateIndex<Int64> {
        var index = TemplateIndex<Int64>()
        _ = try connection.statement("SELECT template, task FROM zart_templates")
            .all { (row) throws(StoreError) in
                index.insert(try row.parsed(0) { try? IDTemplate($0) }, of: row.int64(1))
            }
        return index
    }

    private func number(_ sql: String) throws(StoreError) -> Int64 {
        try connection.statement(sql).first { row in row.int64(0) } ?? 0
    }

    private func loadTasks() throws(StoreError) -> [StoredTask] {
        var buffered: [Int64: [TaskView.Buffered]] = [:]
        _ = try connection.statement(
            """
            SELECT task, nominal_at, decided_at FROM zart_ledger WHERE decision = 'buffered'
            ORDER BY task, nominal_at, version
            """
        ).all { row in
            buffered[row.int64(0), default: []].append(.init(nominal: row.instant(1), since: row.instant(2)))
        }
        var tasks = try connection.statement(
            """
            SELECT t.id, t.name, t.kind, t.handler, t.id_template, t.recurrence, t.overlap, t.missed, t.payload,
                t.jitter, t.starting_at, t.ending_at, t.max_occurrences, t.late_grace, t.state, t.paused_until,
                t.version, v.zone_fingerprint, v.anchor, v.includes_anchor, t.cursor, t.pending_at, t.occurrence,
                t.source, t.definition, d.body, t.conduct, \(TaskRow.removedFrom), t.skip_next, t.failures_in_row,
                t.failed_ids,
                t.pause_after_failures, t.keep_age, t.keep_count, t.keep_failed
            FROM zart_tasks t JOIN zart_versions v ON v.task = t.id AND v.version = t.version
            LEFT JOIN zart_definitions d ON d.hash = t.definition
            ORDER BY t.id
            """
        ).all { (row) throws(StoreError) in
            var spec = try Self.spec(row)
            spec.pauseAfterFailures = row.optionalInt(31)
            spec.keep = Self.retention(row, at: 32)
            return StoredTask(
                id: row.int64(0),
                spec: spec,
                state: try row.word(14),
                pausedUntil: row.optionalInstant(15),
                version: row.int(16),
                zoneFingerprint: row.optionalText(17),
                anchor: row.instant(18),
                includesAnchor: row.bool(19),
                cursor: row.instant(20),
                pendingAt: row.optionalInstant(21),
                occurrence: row.int(22),
                buffered: buffered[row.int64(0)] ?? [],
                lastEntry: nil,
                source: try row.parsed(23) { TaskSource(text: $0) },
                definition: Self.definition(row, at: 24),
                conduct: row.optionalText(26),
                removedFrom: row.optionalText(27).flatMap(TaskState.init),
                skips: row.int(28),
                streak: FailureStreak(
                    count: row.int(29),
                    names: row.text(30).split(separator: " ").map(String.init)
                )
            )
        }
        for index in tasks.indices {
            tasks[index].lastEntry = try lastEntry(task: tasks[index].id, version: tasks[index].version)
        }
        return tasks
    }

    /// The definition whose hash and body are in two columns; nil if they are null.
    static func definition(_ row: borrowing Row, at column: Int32) -> TaskDefinition? {
        guard let hash = row.optionalText(column), let body = row.optionalText(column + 1) else { return nil }
        return TaskDefinition(hash: hash, body: body)
    }

    /// What is kept, as three columns say.
    static func retention(_ row: borrowing Row, at column: Int32) -> Retention {
        Retention(
            age: row.optionalDuration(column),
            count: row.optionalInt(column + 1),
            failed: row.optionalDuration(column + 2)
        )
    }

    /// A specification whose parts are in the columns from the second on, but for what is kept.
    static func spec(_ row: borrowing Row) throws(StoreError) -> TaskSpec {
        let template: IDTemplate? = row.isNull(4) ? nil : try row.parsed(4) { try? IDTemplate($0) }
        return TaskSpec(
            name: row.text(1),
            kind: try row.word(2),
            handler: row.text(3),
            template: template,
            recurrence: try row.parsed(5) { Recurrence(storedText: $0) },
            overlap: try row.parsed(6) { OverlapPolicy(text: $0) },
            missed: try row.parsed(7) { MissedPolicy(text: $0) },
            payload: row.text(8),
            jitter: row.optionalDuration(9),
            startingAt: row.optionalInstant(10),
            endingAt: row.optionalInstant(11),
            maxOccurrences: row.optionalInt(12),
            lateGrace: row.optionalDuration(13) ?? TaskSpec.defaultLateGrace
        )
    }

    private func lastEntry(task: Int64, version: Int) throws(StoreError) -> TickPlan.Entry? {
        try connection.statement(
            """
            SELECT nominal_at, until, count, decision, execution, held_by, coalesced_into, resolved_at
            FROM zart_ledger WHERE task = ? AND version = ? ORDER BY nominal_at DESC LIMIT 1
            """
        ).first(task, version) { (row) throws(StoreError) -> TickPlan.Entry? in
            let entry = TickPlan.Entry(
                nominal: row.instant(0),
                until: row.instant(1),
                count: row.int(2),
                decision: try row.word(3),
                execution: row.optionalText(4),
                heldBy: row.optionalText(5),
                into: row.optionalInstant(6)
            )
            // What an earlier pause left is not lengthened by a later one.
            return entry.decision == .paused && row.optionalInstant(7) != nil ? nil : entry
        } ?? nil
    }

    private func loadExecutions() throws(StoreError) -> [OpenExecution] {
        var executions = try connection.statement(
            """
            SELECT seq, id, task, handler, occurrence, nominal_at, scheduled_at, status, started_at, run, epoch,
                deadline, waits_for, deaths, override, created_at
            FROM zart_executions WHERE ended_at IS NULL ORDER BY seq
            """
        ).all { (row) throws(StoreError) in
            OpenExecution(
                sequence: row.int64(0),
                id: row.text(1),
                task: row.optionalInt64(2),
                handler: row.text(3),
                occurrence: row.optionalInt(4),
                nominalAt: row.optionalInstant(5),
                scheduledAt: row.instant(6),
                status: try row.word(7),
                startedAt: row.optionalInstant(8),
                run: row.int(9),
                epoch: row.int(10),
                deadline: row.optionalInstant(11),
                waitsFor: row.optionalInt64(12),
                deaths: row.int(13),
                isOverride: row.bool(14),
                createdAt: row.instant(15),
                parkedUntil: nil
            )
        }
        for index in executions.indices where executions[index].status == .running {
            executions[index].parkedUntil = try parkedUntil(executions[index])
        }
        return executions
    }

    /// Nil unless all its open steps sleep, wait or back off; then when the first of them goes on by itself.
    private func parkedUntil(_ execution: OpenExecution) throws(StoreError) -> Instant?? {
        var isParked = false
        var isBusy = false
        var earliest: Instant?
        _ = try connection.statement(
            """
            SELECT status, wake_at, status = 'waiting' AND (kind <> 'event' OR EXISTS (
                SELECT 1 FROM zart_events e
                WHERE e.execution = s.execution AND e.name = s.name AND e.used_at IS NULL))
            FROM zart_steps s WHERE execution = ? AND run = ? AND ended_at IS NULL
            """
        ).all(execution.sequence, execution.run) { (row) throws(StoreError) in
            // Its event came while nobody worked, or a rule held it that may be gone: a new pass will ask.
            if row.bool(2) { isBusy = true }
            switch try row.word(0, StepStatus.self) {
            case .sleeping, .waiting, .retrying:
                isParked = true
                if let wake = row.optionalInstant(1) { earliest = min(earliest ?? wake, wake) }
            default: isBusy = true
            }
        }
        return isParked && !isBusy ? .some(earliest) : nil
    }

    private func loadStopping() throws(StoreError) -> [StoppingStep] {
        try connection.statement(
            """
            SELECT s.execution, e.id, s.run, s.name, e.task FROM zart_steps s
            JOIN zart_executions e ON e.seq = s.execution WHERE s.status = 'running' AND s.stopping = 1
            """
        ).all { row in
            StoppingStep(
                execution: row.int64(0),
                id: row.text(1),
                run: row.int(2),
                name: row.text(3),
                task: row.optionalInt64(4)
            )
        }
    }

    func pendingOrders(after last: Int64, limit: Int) throws(StoreError) -> [PendingOrder] {
        try OrderRows(connection).pending(after: last, limit: limit)
    }
}
