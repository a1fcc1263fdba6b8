internal import Timetable
internal import ZartCore

extension Writer {
    static let insertExecutionSQL = """
        INSERT INTO zart_executions (seq, id, task, handler, occurrence, cause, nominal_at, scheduled_at,
            status, payload, epoch, started_at, deadline, waits_for, override, definition, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    func write(_ new: NewExecution) throws(StoreError) -> Outcome {
        let insert = statements.insertExecution
        try insert.start()
        insert.bind(new.sequence)
        insert.bind(new.id)
        if let task = new.task { insert.bind(task) } else { insert.bindNull() }
        insert.bind(new.handler)
        if let occurrence = new.occurrence { insert.bind(occurrence) } else { insert.bindNull() }
        insert.bind(new.cause.rawValue)
        insert.bind(new.nominalAt)
        insert.bind(new.scheduledAt)
        insert.bind(new.startedAt == nil ? "scheduled" : "running")
        insert.bind(new.payload)
        insert.bind(new.startedAt == nil ? 0 : 1)
        insert.bind(new.startedAt)
        insert.bind(new.deadline)
        if let predecessor = new.waitsFor { insert.bind(predecessor) } else { insert.bindNull() }
        insert.bind(new.isOverride ? 1 : 0)
        insert.bind(new.definition?.hash)
        insert.bind(new.at)
        return Outcome(changes: try insert.finish())
    }

    static let claimSQL = """
        UPDATE zart_executions SET status = 'running', epoch = ?, started_at = coalesce(started_at, ?),
            deadline = coalesce(deadline, ?), waits_for = NULL
        WHERE seq = ? AND run = ? AND epoch < ?1 AND ended_at IS NULL
        """

    func write(_ claim: ClaimWrite) throws(StoreError) -> Outcome {
        let update = statements.claim
        try update.start()
        update.bind(claim.ref.epoch)
        update.bind(claim.startedAt)
        update.bind(claim.deadline)
        update.bind(claim.ref.execution)
        update.bind(claim.ref.run)
        guard try update.finish() > 0 else { return .refused }
        if claim.interrupts { try interrupt(claim.ref.execution, at: claim.at) }
        return .done
    }

    /// Nothing that the execution is on record with as in flight is, but for what has yet to stop.
    private func interrupt(_ execution: Int64, at now: Instant) throws(StoreError) {
        try connection.run(
            """
            UPDATE zart_steps SET status = 'scheduled', attempt_status = 'interrupted', attempt_ended_at = ?
            WHERE execution = ? AND status = 'running' AND stopping = 0
            """,
            now,
            execution
        )
    }

    private static let endSQL = """
        UPDATE zart_executions SET status = ?, result = ?, error = ?, ended_at = ?, waits_for = NULL
        WHERE seq = ? AND ended_at IS NULL
        """

    /// The end that a pass says: refused once another pass has the execution.
    static let endPassSQL = "\(endSQL) AND epoch = ?"

    func write(_ end: ExecutionEnd) throws(StoreError) -> Outcome {
        let update = end.epoch == nil ? connection.statement(Self.endSQL) : statements.endPass
        try update.start()
        update.bind(end.status.rawValue)
        update.bind(end.result)
        update.bind(end.error)
        update.bind(end.at)
        update.bind(end.execution)
        if let epoch = end.epoch { update.bind(epoch) }
        guard try update.finish() > 0 else { return .refused }
        if end.isUnattended { try interrupt(end.execution, at: end.at) }
        for step in end.left { try note(step, of: end) }
        if end.hasNoOpenSteps {
            // Most are: the look would cost as much as the end itself.
        } else if end.status != .completed || end.closesSteps {
            try connection.run(
                """
                UPDATE zart_steps SET status = 'cancelled', ended_at = ?1,
                    wake_at = CASE WHEN kind = 'event' OR status IN ('retrying', 'sleeping') THEN wake_at END
                WHERE execution = ?2 AND ended_at IS NULL AND status <> 'running'
                """,
                end.at,
                end.execution
            )
            try connection.run(
                "UPDATE zart_steps SET stopping = 1 WHERE execution = ? AND status = 'running'",
                end.execution
            )
        } else {
            // What its handler left behind: a step of before a failure that `onFailure` mended, or one never awaited.
            try connection.run(
                """
                UPDATE zart_steps SET status = 'cancelled', ended_at = ?1,
                    wake_at = CASE kind WHEN 'event' THEN wake_at END,
                    attempt_ended_at = coalesce(attempt_ended_at, ?1),
                    attempt_status = CASE attempt_status WHEN 'running' THEN 'cancelled' ELSE attempt_status END
                WHERE execution = ?2 AND ended_at IS NULL
                """,
                end.at,
                end.execution
            )
        }
        if let task = end.task, let pending = end.pendingAt {
            try connection.run("UPDATE zart_tasks SET pending_at = ? WHERE id = ?", pending, task)
        }
        return .done
    }

    /// The worker's death cut off the step, but not what it does; or that has ended meanwhile in its own way.
    ///
    /// What completed did so at the latest as its run ended, whatever was done to the clock since.
    private func note(_ step: LeftStep, of end: ExecutionEnd) throws(StoreError) {
        try connection.run(
            """
            UPDATE zart_steps SET
                status = CASE WHEN ?3 IS NULL THEN 'running' WHEN ?6 IS NULL THEN 'cancelled' ELSE 'completed' END,
                ended_at = max(attempt_started_at, min(?4, ?7)), attempt_status = coalesce(?3, 'running'),
                attempt_ended_at = max(attempt_started_at, min(?4, ?7)), result = ?6,
                error = CASE WHEN ?3 IS NULL THEN error ELSE ?8 END,
                attempt_error = CASE WHEN ?3 IS NULL THEN attempt_error ELSE ?8 END
            WHERE execution = ?1 AND run = (SELECT run FROM zart_executions WHERE seq = ?1) AND name = ?2
                AND failures = ?5 AND ended_at IS NULL AND attempt_status IN ('interrupted', 'running')
            """,
            end.execution,
            step.name,
            step.ended?.status.rawValue,
            step.ended?.at,
            step.failures,
            step.ended?.result,
            end.at,
            step.ended?.error
        )
    }

    // MARK: Reading for the engine

    func replay(execution: Int64) throws(StoreError) -> Replay {
        let newest = try connection.statement(
            """
            SELECT payload, CASE run_trigger WHEN 'retry' THEN (SELECT max(r.run) FROM zart_runs r
                WHERE r.execution = seq AND r.run_trigger <> 'retry') ELSE run END,
                (SELECT d.body FROM zart_definitions d WHERE d.hash = definition)
            FROM zart_executions WHERE seq = ?
            """
        ).first(execution) { row in
            (payload: row.text(0), keyRun: row.int(1), definition: row.optionalText(2))
        }
        return Replay(
            payload: newest?.payload ?? "null",
            definition: newest?.definition,
            steps: try steps(ofNewestRunOf: execution),
            keyRun: newest?.keyRun ?? 0
        )
    }

    /// The newest run's steps, in the order in which they began.
    ///
    /// Sorted here: SQLite would write out every row and read it back, for half of the time that all of it takes.
    private func steps(ofNewestRunOf execution: Int64) throws(StoreError) -> [RecordedStep] {
        try connection.statement(
            """
            SELECT s.name, s.kind, s.status, s.started_at, s.wake_at, s.total_deadline, s.attempt,
                s.attempt_status, s.attempt_started_at, s.failures, s.result, s.error, s.key_run, s.ended_at, s.seq
            FROM zart_executions e JOIN zart_steps s ON s.execution = e.seq AND s.run = e.run
            WHERE e.seq = ?
            """
        ).all(execution) { (row) throws(StoreError) in
            let step = RecordedStep(
                name: row.text(0),
                kind: try row.word(1),
                status: try row.word(2),
                startedAt: row.instant(3),
                endedAt: row.optionalInstant(13),
                wakeAt: row.optionalInstant(4),
                totalDeadline: row.optionalInstant(5),
                attempt: row.int(6),
                attemptStatus: try row.word(7),
                attemptStartedAt: row.instant(8),
                failures: row.int(9),
                result: row.optionalText(10),
                error: row.optionalText(11),
                keyRun: row.int(12)
            )
            return (sequence: row.int64(14), step: step)
        }
        .sorted { $0.sequence < $1.sequence }
        .map(\.step)
    }

    func ended(id: String) throws(StoreError) -> EndedExecution? {
        let sequence = try connection.statement(
            "SELECT seq FROM zart_executions WHERE id = ? AND ended_at IS NOT NULL"
        ).first(id) { row in row.int64(0) }
        guard let sequence else { return nil }
        let steps = try steps(ofNewestRunOf: sequence)
        let earlier = try connection.statement(
            """
            SELECT DISTINCT s.name FROM zart_executions e JOIN zart_steps s ON s.execution = e.seq AND s.run < e.run
            WHERE e.seq = ? AND s.kind <> 'on-failure'
            """
        ).all(sequence) { row in row.text(0) }
        return try connection.statement(
            """
            SELECT task, handler, occurrence, nominal_at, scheduled_at, status, run, epoch
            FROM zart_executions WHERE seq = ?
            """
        ).first(sequence) { (row) throws(StoreError) in
            EndedExecution(
                sequence: sequence,
                id: id,
                task: row.optionalInt64(0),
                handler: row.text(1),
                occurrence: row.optionalInt(2),
                nominalAt: row.optionalInstant(3),
                scheduledAt: row.instant(4),
                status: try row.word(5),
                run: row.int(6),
                epoch: row.int(7),
                steps: steps,
                earlier: Set(earlier)
            )
        }
    }

    func lookUp(id: String) throws(StoreError) -> KnownExecution? {
        // Asked at every start, and nearly always of an id that is new.
        let known = statements.knowsID
        try known.start()
        known.bind(id)
        guard try known.findsRow() else { return nil }
        return try connection.statement(
            """
            SELECT e.seq, coalesce(t.name, e.handler), e.occurrence, e.status, coalesce((SELECT r.payload
                FROM zart_runs r WHERE r.execution = e.seq AND r.payload IS NOT NULL ORDER BY r.run LIMIT 1),
                e.payload)
            FROM zart_executions e LEFT JOIN zart_tasks t ON t.id = e.task WHERE e.id = ?
            """
        ).first(id) { (row) throws(StoreError) in
            KnownExecution(
                sequence: row.int64(0),
                task: row.text(1),
                occurrence: row.optionalInt(2),
                status: try row.word(3),
                payload: row.text(4)
            )
        }
    }

    /// Walks the ids that begin with the template's prefix; a template is looked at once, when it is first registered.
    func collision(with template: IDTemplate, task: Int64?) throws(StoreError) -> String? {
        // The upper border: no name byte is above "z", and "{" comes right after it.
        let ids = try connection.statement(
            "SELECT id FROM zart_executions WHERE id >= ?1 AND id < ?1 || '{' AND (task IS NULL OR task <> ?2)"
        ).all(template.prefix, task ?? -1) { row in row.text(0) }
        return ids.first { template.occurrence(of: $0) != nil }
    }
}
