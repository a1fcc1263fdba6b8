internal import Timetable
internal import ZartCore

extension Writer {
    func write(_ registration: TaskRegistration) throws(StoreError) -> Outcome {
        let spec = registration.spec
        if registration.isNew {
            try connection.run(
                """
                INSERT INTO zart_tasks (id, task_id, name, kind, handler, recurrence, overlap, missed, payload,
                    late_grace, state, version, cursor, created_at)
                VALUES (?1, ?2, ?3, ?4, '', '', '', '', '', 0, 'active', 0, ?5, ?5)
                """,
                registration.id,
                Self.taskID(spec.name),
                spec.name,
                spec.kind.rawValue,
                registration.at
            )
        }
        if !registration.isNew, spec.kind == .durable { try countPlain(registration.id) }
        if let definition = registration.definition {
            try connection.run(
                "INSERT OR IGNORE INTO zart_definitions (hash, body) VALUES (?, ?)",
                definition.hash,
                definition.body
            )
        }
        try connection.run(
            """
            UPDATE zart_tasks SET task_id = ?, name = ?, kind = ?, handler = ?, id_template = ?, recurrence = ?,
                timezone = ?, overlap = ?, missed = ?, payload = ?, jitter = ?, starting_at = ?, ending_at = ?,
                max_occurrences = ?, late_grace = ?, source = ?, definition = ?, conduct = ?,
                pause_after_failures = ?, keep_age = ?, keep_count = ?, keep_failed = ? WHERE id = ?
            """,
            Self.taskID(spec.name),
            spec.name,
            spec.kind.rawValue,
            spec.handler,
            spec.template?.description,
            spec.recurrence.storedText,
            registration.timezone,
            spec.overlap.description,
            spec.missed.description,
            spec.payload,
            spec.jitter,
            spec.startingAt,
            spec.endingAt,
            spec.maxOccurrences,
            spec.lateGrace,
            registration.source.description,
            registration.definition?.hash,
            registration.conduct,
            spec.pauseAfterFailures,
            spec.keep.age,
            spec.keep.count,
            spec.keep.failed,
            registration.id
        )
        if let template = spec.template {
            try connection.run(
                "INSERT OR IGNORE INTO zart_templates (template, task) VALUES (?, ?)",
                template.description,
                registration.id
            )
        }
        try connection.run(
            """
            INSERT OR REPLACE INTO zart_specs (task, at, spec)
            SELECT id, ?1, json_object('name', name, 'kind', kind, 'handler', handler, 'idTemplate', id_template,
                'recurrence', recurrence, 'overlap', overlap, 'missed', missed, 'payload', json(payload),
                'jitterMs', jitter, 'startingAt', starting_at, 'endingAt', ending_at,
                'maxOccurrences', max_occurrences, 'lateGraceMs', late_grace, 'source', source,
                'definition', definition, 'pauseAfterFailures', pause_after_failures, 'keepAgeMs', keep_age,
                'keepCount', keep_count, 'keepFailedMs', keep_failed)
            FROM zart_tasks WHERE id = ?2
            """,
            registration.at,
            registration.id
        )
        return .done
    }

    /// The occurrences of a plain task have numbers and no executions: once it is durable they count as pruned ones.
    private func countPlain(_ task: Int64) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO zart_pruned_work (task, handler, measure, label, value)
            SELECT * FROM (SELECT id, '', ?2, '', occurrence - (SELECT count(*) FROM zart_executions e
                    WHERE e.task = t.id AND e.occurrence IS NOT NULL) AS gone
                FROM zart_tasks t WHERE id = ?1 AND kind <> 'durable') WHERE gone > 0
            ON CONFLICT DO UPDATE SET value = excluded.value
            """,
            task,
            PrunedWork.Measure.executions.rawValue
        )
    }

    func write(_ start: VersionStart) throws(StoreError) -> Outcome {
        // The version before ends where its cursor stands: later instants are the new one's.
        try connection.run(
            """
            UPDATE zart_versions SET ended_at = (SELECT cursor FROM zart_tasks WHERE id = ?1)
            WHERE task = ?1 AND ended_at IS NULL
            """,
            start.task
        )
        try connection.run(
            """
            INSERT INTO zart_versions (task, version, recurrence, timezone, zone_fingerprint, anchor,
                includes_anchor, starting_at, ending_at, began_at, cause)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            start.task,
            start.version,
            start.recurrence.storedText,
            start.timezone,
            start.zoneFingerprint,
            start.anchor,
            start.includesAnchor,
            start.startingAt,
            start.endingAt,
            start.at,
            start.cause
        )
        return Outcome(
            changes: try connection.run(
                "UPDATE zart_tasks SET version = ?, cursor = ?, pending_at = ? WHERE id = ?",
                start.version,
                start.cursor,
                start.pendingAt,
                start.task
            )
        )
    }

    /// With who, where and why a task became what it was before it left its job file; as given where that has been pruned.
    private func asBefore(_ change: TaskStateChange) throws(StoreError) -> TaskStateChange {
        var change = change
        let before = try connection.statement(
            """
            SELECT actor, terminal, reason FROM zart_state_changes WHERE task = ?1 AND to_state = ?2
                AND number = (SELECT max(number) - 1 FROM zart_state_changes WHERE task = ?1)
            """
        ).first(change.task, change.to.rawValue) { row in (row.text(0), row.text(1), row.optionalText(2)) }
        if let before { (change.actor, change.terminal, change.reason) = before }
        return change
    }

    /// The reason of the newest change of a task's state, if it was that one's.
    private func reasonGiven(by actor: String, for task: Int64) throws(StoreError) -> String? {
        try connection.statement(
            "SELECT iif(actor = ?2, reason, NULL) FROM zart_state_changes WHERE task = ?1 ORDER BY number DESC LIMIT 1"
        ).first(task, actor) { row in row.optionalText(0) } ?? nil
    }

    func write(_ change: TaskStateChange) throws(StoreError) -> Outcome {
        var change = change.isReturn ? try asBefore(change) : change
        if change.from == .paused, change.to == .paused, change.reason == nil {
            // Who pauses it once more, and says nothing new, had a reason.
            change.reason = try reasonGiven(by: change.actor, for: change.task)
        }
        let changed = try connection.run(
            "UPDATE zart_tasks SET state = ?, paused_until = ?, note = ?, removed = ? WHERE id = ? AND state = ?",
            change.to.rawValue,
            change.pausedUntil,
            // Why it goes on is history; why it does not is how it stands.
            change.to == .active ? nil : change.reason,
            change.isRemoval ? 1 : 0,
            change.task,
            change.from.rawValue
        )
        guard changed > 0 else { return .refused }
        if change.from == .paused, change.to == .active {
            // What this resume leaves paused is decided: the next one has no say in it.
            try connection.run(
                """
                UPDATE zart_ledger INDEXED BY zart_ledger_held SET resolved_at = ?
                WHERE task = ? AND version = (SELECT version FROM zart_tasks WHERE id = ?2)
                    AND decision = 'paused' AND resolved_at IS NULL
                """,
                change.at,
                change.task
            )
        }
        try connection.run(
            """
            INSERT INTO zart_state_changes (task, number, at, from_state, to_state, actor, terminal, reason)
            SELECT ?1, coalesce(max(number) + 1, 0), ?2, ?3, ?4, ?5, ?6, ?7 FROM zart_state_changes WHERE task = ?1
            """,
            change.task,
            change.at,
            change.from.rawValue,
            change.to.rawValue,
            change.actor,
            change.terminal,
            change.reason
        )
        return .done
    }

    func write(_ outcome: TaskOutcome) throws(StoreError) -> Outcome {
        let isOver = outcome.status.isEnded
        return Outcome(
            changes: try connection.run(
                """
                UPDATE zart_tasks SET last_status = ?1, last_error = ?2, last_started_at = ?3, last_ended_at = ?4,
                    pending_at = coalesce(?5, pending_at),
                    failures = CASE WHEN last_status <> 'running' THEN failures WHEN ?1 = 'completed' THEN 0
                        ELSE failures + (?1 = 'failed') END,
                    last_success_at = CASE WHEN ?1 = 'completed' THEN ?4 ELSE last_success_at END
                WHERE id = ?6
                """,
                outcome.status.rawValue,
                outcome.error,
                outcome.startedAt,
                isOver ? outcome.at : nil,
                outcome.pendingAt,
                outcome.task
            )
        )
    }

    // MARK: Ticks

    static let tickSQL = """
        UPDATE zart_tasks SET cursor = ?, occurrence = ?, pending_at = ?, started = started + ?,
            skipped = skipped + ?, coalesced = coalesced + ?, missed_count = missed_count + ?
        WHERE id = ? AND version = ?
        """

    func write(_ tick: TickWrite) throws(StoreError) -> Outcome {
        let plan = tick.plan
        let count = { (decision: Decision) in
            plan.entries.reduce(0) { $0 + ($1.decision == decision ? $1.count : 0) }
                + plan.resolutions.count { $0.decision == decision }
        }
        let task = statements.tick
        try task.start()
        task.bind(plan.cursor)
        task.bind(plan.occurrence)
        task.bind(tick.pendingAt)
        task.bind(count(.started))
        task.bind(count(.skippedOverlap))
        task.bind(count(.coalesced))
        task.bind(count(.missed))
        task.bind(tick.task)
        task.bind(tick.version)
        guard try task.finish() > 0 else { return .refused }

        if plan.skipped > 0 {
            try connection.run(
                "UPDATE zart_tasks SET skip_next = max(0, skip_next - ?) WHERE id = ?",
                plan.skipped,
                tick.task
            )
        }
        for end in tick.cancelled { _ = try write(end) }
        var paused: [(since: Instant, until: Instant, at: Instant)] = []
        for nominal in plan.replaced {
            paused += try connection.statement(Self.replaceSQL).all(tick.task, tick.version, nominal) { row in
                (since: nominal, until: row.instant(0), at: row.instant(1))
            }
        }
        for resolution in plan.resolutions { try write(resolution, of: tick) }
        var entries = plan.entries[...]
        if let extended = tick.extends, let first = entries.popFirst() {
            try connection.run(
                """
                UPDATE zart_ledger SET until = ?, count = count + ?
                WHERE task = ? AND version = ? AND nominal_at = ?
                """,
                first.until,
                first.count,
                tick.task,
                tick.version,
                extended
            )
        }
        for entry in entries {
            let old = paused.first { $0.since <= entry.nominal && entry.nominal <= $0.until }
            try write(entry, of: tick, pausedAt: old?.at)
        }
        for new in tick.created { _ = try write(new) }
        return .done
    }

    static let insertDecisionSQL = """
        INSERT INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at, resolved_at,
            execution, held_by, coalesced_into, paused_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static let replaceSQL = """
        DELETE FROM zart_ledger WHERE task = ? AND version = ? AND nominal_at = ? AND decision = 'paused'
        RETURNING until, decided_at
        """

    private func write(_ entry: TickPlan.Entry, of tick: TickWrite, pausedAt: Instant?) throws(StoreError) {
        let insert = statements.insertDecision
        try insert.start()
        insert.bind(tick.task)
        insert.bind(tick.version)
        insert.bind(entry.nominal)
        insert.bind(entry.until)
        insert.bind(entry.count)
        insert.bind(entry.decision.rawValue)
        // What a resume writes as paused was decided so before, and is left so for good.
        let isLeft = entry.decision == .paused && !tick.plan.replaced.isEmpty
        insert.bind(isLeft ? pausedAt ?? tick.at : tick.at)
        insert.bind(isLeft ? tick.at : nil)
        insert.bind(entry.execution)
        insert.bind(entry.heldBy)
        insert.bind(entry.into)
        insert.bind(isLeft ? nil : pausedAt)
        _ = try insert.finish()
    }

    /// After the clock was set back two versions may have the same instant, and both may wait: this is one of them.
    ///
    /// Of what is skipped in the end the holder is that of the end, if there is one; of others it is whom they waited for.
    private func write(_ resolution: TickPlan.Resolution, of tick: TickWrite) throws(StoreError) {
        try connection.run(
            """
            UPDATE zart_ledger INDEXED BY zart_ledger_buffered
            SET decision = ?1, resolved_at = ?2, execution = ?3,
                held_by = iif(?1 = 'skipped-overlap', ?4, coalesce(?4, held_by))
            WHERE task = ?5 AND nominal_at = ?6 AND decision = 'buffered' AND version = (
                SELECT min(version) FROM zart_ledger INDEXED BY zart_ledger_buffered
                WHERE task = ?5 AND nominal_at = ?6 AND decision = 'buffered')
            """,
            resolution.decision.rawValue,
            tick.at,
            resolution.execution,
            resolution.heldBy,
            tick.task,
            resolution.nominal
        )
    }

    /// How a recurring task is keyed, as on the page.
    static func taskID(_ name: String) -> String { "__zart_recurring__:\(name)" }
}
