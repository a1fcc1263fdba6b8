package import ZartCore

/// One execution with everything it is made of.
extension SQLiteReader {
    package func detail(id: String) throws(StoreError) -> ExecutionDetail? {
        try snapshot { () throws(StoreError) in
            guard let execution = try execution(id: id) else { return nil }
            var detail = ExecutionDetail(
                execution: execution,
                runs: try runs(
                    of: execution.sequence,
                    task: execution.task,
                    heldBy: execution.status.isEnded ? [] : try HoldRows(connection).rules()
                ),
                offers: try offers(to: execution.sequence),
                orders: try orders(about: id),
                backfill: execution.cause == .backfill
                    ? try connection.statement(Self.originSQL).first(execution.sequence) { row in
                        .init(
                            id: row.int64(0),
                            actor: row.text(1),
                            terminal: row.text(2),
                            reason: row.optionalText(3)
                        )
                    } : nil
            )
            if detail.hasHolds { detail = detail.naming(rules: try HoldRows(connection).allRules()) }
            guard detail.hasEvents, let definition = try definition(ofExecution: id),
                let glance = try glance(at: definition)
            else { return detail }
            return detail.naming(events: glance.events)
        }
    }

    /// The runs of an execution with all they are made of, oldest first.
    func runs(
        of sequence: Int64,
        task: String = "",
        heldBy rules: [StepRule] = []
    ) throws(StoreError) -> [RunRecord] {
        var attempts = try attempts(of: sequence)
        var steps: [Int: [StepRecord]] = [:]
        _ = try connection.statement(Self.stepsSQL).all(sequence) { row throws(StoreError) in
            let key = StepKey(run: row.int(0), name: row.text(1))
            let step = try Self.readStep(
                row,
                earlier: attempts.removeValue(forKey: key) ?? [],
                heldBy: rules.holding(key.name, of: task)
            )
            steps[key.run, default: []].append(step)
        }
        return try connection.statement(Self.runsSQL).all(sequence) { row throws(StoreError) in
            RunRecord(
                run: row.int(0),
                trigger: try row.word(1),
                status: try row.word(2),
                startedAt: row.optionalInstant(3),
                endedAt: row.optionalInstant(4),
                error: row.optionalText(5),
                payload: row.optionalText(6),
                steps: steps[row.int(0)] ?? []
            )
        }
    }

    private struct StepKey: Hashable {
        let run: Int
        let name: String
    }

    static let originSQL = """
        SELECT b.id, b.actor, b.terminal, b.reason
        FROM zart_executions e JOIN zart_backfills b ON b.id = e.backfill WHERE e.seq = ?
        """

    static let runsSQL = """
        SELECT run, run_trigger, status, started_at, ended_at, error,
            (SELECT payload FROM zart_runs r WHERE r.execution = a.execution AND r.run >= a.run
                AND r.payload IS NOT NULL ORDER BY r.run LIMIT 1)
        FROM zart_all_runs a WHERE execution = ?1 ORDER BY run
        """

    /// The worker with which an attempt began: the one on record has gone on with it where that began later.
    ///
    /// Where the clock was set back over that time, it is the one on record.
    private static func worker(_ session: String, at began: String) -> String {
        """
        CASE WHEN EXISTS (SELECT 1 FROM zart_sessions n WHERE n.number = \(session) AND n.began_at <= \(began))
                OR EXISTS (SELECT 1 FROM zart_clock_events c
                    WHERE c.delta < 0 AND \(began) BETWEEN c.at AND c.at - c.delta) THEN \(session)
            ELSE coalesce((SELECT w.number FROM zart_sessions w
                WHERE w.number < \(session) AND w.began_at <= \(began)
                    AND w.end_reason IS NOT '\(SessionRecord.errand)'
                ORDER BY w.number DESC LIMIT 1), \(session)) END
        """
    }

    static let stepsSQL = """
        SELECT run, name, kind, status, started_at, ended_at,
            CASE WHEN ended_at IS NULL OR status = 'cancelled' THEN wake_at END, error, result, stopping,
            attempt, attempt_status, attempt_started_at, attempt_ended_at, attempt_error,
            \(worker("zart_steps.session", at: "attempt_started_at")), retry, failures, total_deadline, kept_from,
            held_at
        FROM zart_steps WHERE execution = ?1 ORDER BY run, started_at, seq
        """

    static let attemptsSQL = """
        SELECT run, step, attempt, status, started_at, ended_at, error,
            \(worker("zart_attempts.session", at: "started_at")), next_retry_at
        FROM zart_attempts WHERE execution = ?1 ORDER BY run, step, attempt
        """

    static let offersSQL = """
        SELECT name, data, actor, offered_at, used_run, used_at FROM zart_events
        WHERE execution = ?1 ORDER BY seq
        """

    private func offers(to execution: Int64) throws(StoreError) -> [OfferRecord] {
        try connection.statement(Self.offersSQL).all(execution) { row in
            OfferRecord(
                name: row.text(0),
                data: row.text(1),
                actor: row.text(2),
                offeredAt: row.instant(3),
                usedRun: row.optionalInt(4),
                usedAt: row.optionalInstant(5)
            )
        }
    }

    /// The attempts that newer ones of the same step have followed.
    private func attempts(of execution: Int64) throws(StoreError) -> [StepKey: [AttemptRecord]] {
        var attempts: [StepKey: [AttemptRecord]] = [:]
        _ = try connection.statement(Self.attemptsSQL).all(execution) { row throws(StoreError) in
            let attempt = AttemptRecord(
                attempt: row.int(2),
                status: try row.word(3),
                startedAt: row.instant(4),
                endedAt: row.optionalInstant(5),
                error: row.optionalText(6),
                worker: row.int(7),
                nextRetryAt: row.optionalInstant(8)
            )
            attempts[StepKey(run: row.int(0), name: row.text(1)), default: []].append(attempt)
        }
        return attempts
    }

    private static func readStep(
        _ row: borrowing Row,
        earlier: [AttemptRecord],
        heldBy rule: StepRule?
    ) throws(StoreError) -> StepRecord {
        let kind: StepKind = try row.word(2)
        let status: StepStatus = try row.word(3)
        var attempts = earlier
        let keptFrom = row.optionalInt(19)
        if kind.isTried, row.int(10) > 0, keptFrom == nil {
            attempts.append(
                AttemptRecord(
                    attempt: row.int(10),
                    status: try row.word(11),
                    startedAt: row.instant(12),
                    endedAt: row.optionalInstant(13),
                    error: row.optionalText(14),
                    worker: row.int(15),
                    // A cancelled step keeps the retry that was planned.
                    nextRetryAt: row.optionalInstant(6)
                )
            )
        }
        return StepRecord(
            name: row.text(1),
            kind: kind,
            status: status,
            startedAt: row.instant(4),
            endedAt: row.optionalInstant(5),
            nextRetryAt: status.isEnded ? nil : row.optionalInstant(6),
            error: row.optionalText(7),
            result: row.optionalText(8),
            attempts: attempts,
            isStopping: row.bool(9),
            retry: row.isNull(16) ? nil : try row.parsed(16) { RetryConfig(storedText: $0) },
            failures: row.int(17),
            totalDeadline: row.optionalInstant(18),
            keptFrom: keptFrom,
            heldBy: status == .waiting && kind.isTried ? rule?.phrase : nil,
            heldAt: row.optionalInstant(20)
        )
    }
}
