internal import Timetable
internal import ZartCore

extension Writer {
    /// Until when a sleep or an event was waited for stays on record.
    static let stepSQL = """
        INSERT INTO zart_steps (execution, run, name, kind, status, started_at, ended_at, wake_at,
            total_deadline, attempt, attempt_status, attempt_started_at, attempt_ended_at, attempt_error,
            failures, result, error, key_run, retry, session)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?14, ?17, ?18, ?19
        FROM zart_executions WHERE seq = ?1 AND run = ?2 AND epoch = ?20 AND status = 'running'
        ON CONFLICT (execution, run, name) DO UPDATE SET
            started_at = iif(attempt = 0 AND excluded.attempt > 0, excluded.started_at, started_at),
            held_at = iif(attempt = 0 AND excluded.attempt > 0, started_at, held_at),
            status = excluded.status, ended_at = excluded.ended_at,
            wake_at = coalesce(excluded.wake_at, iif(kind IN ('sleep', 'event'), wake_at, NULL)),
            total_deadline = excluded.total_deadline, attempt = excluded.attempt,
            attempt_status = excluded.attempt_status, attempt_started_at = excluded.attempt_started_at,
            attempt_ended_at = excluded.attempt_ended_at, attempt_error = excluded.attempt_error,
            failures = excluded.failures, result = excluded.result, error = excluded.error,
            retry = excluded.retry, session = excluded.session
        """

    /// What nearly every step is in the end: completed at its first attempt, without a word about retries or limits.
    ///
    /// A pass that no longer counts gives no execution, and so a row that is ignored. Rows from a SELECT would have
    /// SQLite keep a copy of every page it changes, to take back the first of several when a later one fails.
    static let plainStepSQL = """
        INSERT OR IGNORE INTO zart_steps (execution, run, name, kind, status, started_at, ended_at, attempt,
            attempt_status, attempt_started_at, attempt_ended_at, result, key_run, session)
        VALUES ((SELECT seq FROM zart_executions WHERE seq = ?1 AND run = ?2 AND epoch = ?10 AND status = 'running'),
            ?2, ?3, 'step', 'completed', ?4, ?5, 1, 'completed', ?6, ?5, ?7, ?8, ?9)
        ON CONFLICT (execution, run, name) DO UPDATE SET
            started_at = iif(attempt = 0, excluded.started_at, started_at),
            held_at = iif(attempt = 0, started_at, held_at),
            status = 'completed', ended_at = excluded.ended_at, wake_at = NULL, total_deadline = NULL, attempt = 1,
            attempt_status = 'completed', attempt_started_at = excluded.attempt_started_at,
            attempt_ended_at = excluded.attempt_ended_at, attempt_error = NULL, failures = 0,
            result = excluded.result, error = NULL, retry = NULL, session = excluded.session
        """

    /// Half as much to bind as for a step of any kind.
    private func writePlain(_ step: StepWrite) throws(StoreError) -> Outcome {
        let upsert = statements.plainStep
        try upsert.start()
        upsert.bind(step.ref.execution)
        upsert.bind(step.ref.run)
        upsert.bind(step.name)
        upsert.bind(step.startedAt)
        upsert.bind(step.endedAt)
        upsert.bind(step.attemptStartedAt)
        upsert.bind(step.result)
        upsert.bind(step.keyRun)
        upsert.bind(step.session)
        upsert.bind(step.ref.epoch)
        return Outcome(changes: try upsert.finish())
    }

    func write(_ step: StepWrite) throws(StoreError) -> Outcome {
        if step.isPlain { return try writePlain(step) }
        if step.attempt > 1 { try archiveAttempt(before: step) }
        // One statement checks the pass and writes: a checkpoint of an ended execution or a former pass changes nothing.
        let upsert = statements.step
        try upsert.start()
        upsert.bind(step.ref.execution)
        upsert.bind(step.ref.run)
        upsert.bind(step.name)
        upsert.bind(step.kind.rawValue)
        upsert.bind(step.status.rawValue)
        upsert.bind(step.startedAt)
        upsert.bind(step.endedAt)
        upsert.bind(step.wakeAt)
        upsert.bind(step.totalDeadline)
        upsert.bind(step.attempt)
        upsert.bind(step.attemptStatus.rawValue)
        upsert.bind(step.attemptStartedAt)
        upsert.bind(step.attemptEndedAt)
        upsert.bind(step.error)
        upsert.bind(step.failures)
        upsert.bind(step.result)
        upsert.bind(step.keyRun)
        upsert.bind(step.retry?.storedText)
        upsert.bind(step.session)
        upsert.bind(step.ref.epoch)
        return Outcome(changes: try upsert.finish())
    }

    /// Cancels a step that waits; what its last attempt came to stays.
    ///
    /// One that is not on record, or at an end, is none.
    func callOff(_ name: String, of ref: PassRef, at now: Instant) throws(StoreError) -> Outcome {
        try connection.run(
            """
            UPDATE zart_steps SET status = 'cancelled', ended_at = ?5, wake_at = NULL,
                attempt_status = iif(attempt = 0, 'cancelled', attempt_status),
                attempt_ended_at = iif(attempt = 0, ?5, attempt_ended_at)
            WHERE execution = ?1 AND run = ?2 AND name = ?3 AND ended_at IS NULL AND EXISTS (
                SELECT 1 FROM zart_executions WHERE seq = ?1 AND run = ?2 AND epoch = ?4 AND status = 'running')
            """,
            ref.execution,
            ref.run,
            name,
            ref.epoch,
            now
        )
        return .done
    }

    /// Removes a step with its attempts; of an ended execution or a former pass it removes nothing.
    func withdraw(_ name: String, of ref: PassRef) throws(StoreError) -> Outcome {
        let isOfPass = """
            ?3 AND execution = ?1 AND run = ?2 AND EXISTS (
                SELECT 1 FROM zart_executions WHERE seq = ?1 AND run = ?2 AND epoch = ?4 AND status = 'running'
            )
            """
        try connection.run(
            "DELETE FROM zart_attempts WHERE step = \(isOfPass)",
            ref.execution,
            ref.run,
            name,
            ref.epoch
        )
        return Outcome(
            changes: try connection.run(
                "DELETE FROM zart_steps WHERE name = \(isOfPass)",
                ref.execution,
                ref.run,
                name,
                ref.epoch
            )
        )
    }

    /// The attempt that lives in the step's row gets a row of its own before a newer one takes its place.
    private func archiveAttempt(before step: StepWrite) throws(StoreError) {
        try connection.run(
            """
            INSERT OR IGNORE INTO zart_attempts
                (execution, run, step, attempt, status, started_at, ended_at, next_retry_at, error, session)
            SELECT s.execution, s.run, s.name, s.attempt, s.attempt_status, s.attempt_started_at,
                s.attempt_ended_at, s.wake_at, s.attempt_error, s.session
            FROM zart_steps s JOIN zart_executions e ON e.seq = s.execution
            WHERE s.execution = ?1 AND s.run = ?2 AND s.name = ?3 AND s.attempt BETWEEN 1 AND ?4 - 1
                AND e.run = ?2 AND e.epoch = ?5 AND e.status = 'running'
            """,
            step.ref.execution,
            step.ref.run,
            step.name,
            step.attempt,
            step.ref.epoch
        )
    }

    /// A transactional step: its own writes and its checkpoint, or neither.
    func write(_ step: StepWrite, running body: TransactionBody) throws(StoreError) -> Outcome {
        let isCurrent = try connection.statement(
            "SELECT 1 FROM zart_executions WHERE seq = ? AND run = ? AND epoch = ? AND status = 'running'"
        ).first(step.ref.execution, step.ref.run, step.ref.epoch) { _ in true }
        guard isCurrent != nil else { return .refused }
        try connection.run("SAVEPOINT zart_step")
        let result = try runBody(body)
        switch result {
        case .success(let json):
            var step = step
            step.result = json
            _ = try write(step)
            try connection.run("RELEASE zart_step")
        case .failure:
            try connection.script("ROLLBACK TO zart_step; RELEASE zart_step")
        }
        return .transaction(result)
    }

    /// - Throws: when the file failed the closure: then the commit has failed, not the step.
    private func runBody(_ body: TransactionBody) throws(StoreError) -> Result<String, StepFailure> {
        let database = Database(connection)
        defer { database.end() }
        let result = result(of: body, on: database)
        if let fault = database.storeFault { throw fault }
        return result
    }

    private func result(of body: TransactionBody, on database: Database) -> Result<
        String, StepFailure
    > {
        do {
            return .success(try body.run(database))
        } catch let failure as StepFailure {
            return .failure(failure)
        } catch {
            return .failure(StepFailure("\(error)"))
        }
    }

    func write(_ stopped: StoppedStep) throws(StoreError) -> Outcome {
        let changed = try connection.run(
            """
            UPDATE zart_steps SET stopping = 0, status = 'cancelled', ended_at = ?1, attempt_status = ?2,
                attempt_ended_at = ?1
            WHERE execution = ?3 AND run = ?4 AND name = ?5 AND status = 'running' AND stopping = 1
            """,
            stopped.at,
            stopped.attemptStatus.rawValue,
            stopped.execution,
            stopped.run,
            stopped.name
        )
        _ = try write(stopped.successors)
        return Outcome(changes: changed)
    }

    func write(_ successors: [StoppedStep.Successor]) throws(StoreError) -> Outcome {
        for successor in successors {
            try connection.run(
                "UPDATE zart_executions SET waits_for = ? WHERE seq = ? AND ended_at IS NULL",
                successor.waitsFor,
                successor.execution
            )
        }
        return .done
    }

    // MARK: Events

    func write(_ offer: EventOffer) throws(StoreError) -> Outcome {
        Outcome(
            changes: try connection.run(
                "INSERT INTO zart_events (seq, execution, name, data, actor, offered_at) VALUES (?, ?, ?, ?, ?, ?)",
                offer.sequence,
                offer.execution,
                offer.name,
                offer.data,
                offer.actor,
                offer.at
            )
        )
    }

    func write(_ consumption: EventConsumption) throws(StoreError) -> Outcome {
        guard case .done = try write(consumption.step) else { return .refused }
        try connection.run(
            "UPDATE zart_events SET used_run = ?, used_at = ? WHERE seq = ?",
            consumption.step.ref.run,
            consumption.step.endedAt,
            consumption.event
        )
        return .done
    }

    func event(named name: String, execution: Int64) throws(StoreError) -> (
        sequence: Int64, data: String
    )? {
        try connection.statement(
            """
            SELECT seq, data FROM zart_events WHERE execution = ? AND name = ? AND used_at IS NULL
            ORDER BY seq LIMIT 1
            """
        ).first(execution, name) { row in (row.int64(0), row.text(1)) }
    }
}

extension StepWrite {
    /// Whether it says no more than that a step completed at its first attempt.
    fileprivate var isPlain: Bool {
        attempt == 1 && status == .completed && kind == .step && attemptStatus == .completed
            && failures == 0
            && endedAt == attemptEndedAt && wakeAt == nil && totalDeadline == nil && error == nil
            && retry == nil
    }
}
