/// How tasks stood, and what had been decided of their instants.
extension PastSQL {
    /// What a specification of then says, unless it is the one of now.
    private static func spec(_ column: String, _ path: String) -> String {
        "CASE WHEN t.spec_then IS NULL THEN t.\(column) ELSE t.spec_then ->> '$.\(path)' END"
    }

    /// Whether the first change that is kept tells the state before it: of the ones before it none is gone that came since.
    ///
    /// Changes are numbered from 0, and go once they are older than every decision that is kept (or too many). Of a state
    /// that nobody can tell any more nothing but the one that tasks begin in is said.
    private static let isToldByNextChange = """
        (coalesce((SELECT min(c.number) FROM live.zart_state_changes c WHERE c.task = t.id), 0) = 0
            OR (SELECT l.nominal_at FROM live.zart_ledger l WHERE l.task = t.id ORDER BY l.version, l.nominal_at LIMIT 1)
                <= ?1)
        """

    /// Whether the task had no schedule in force then, until the first change that is kept gave it one again: how that
    /// came is gone, but not that the version had ended and no other followed before.
    private static let isStillWithout = """
        t.state_before IN ('stopped', 'finished') AND v.ended_at < ?1 AND NOT EXISTS (
            SELECT 1 FROM live.zart_versions n WHERE n.task = t.id AND n.version > v.version AND n.began_at < (
                SELECT c.at FROM live.zart_state_changes c WHERE c.task = t.id ORDER BY c.number LIMIT 1))
        """

    static let tasksThen = """
        INSERT INTO zart_tasks (id, task_id, name, kind, handler, id_template, recurrence, timezone, overlap, missed,
            payload, jitter, starting_at, ending_at, max_occurrences, late_grace, state, paused_until, note, version,
            cursor, occurrence, last_status, last_error, last_started_at, last_ended_at, created_at, source,
            definition, conduct, pause_after_failures, keep_age, keep_count, keep_failed)
        SELECT t.id, t.task_id, t.name, t.kind, \(spec("handler", "handler")), \(spec("id_template", "idTemplate")),
            coalesce(v.recurrence, t.recurrence), v.timezone, \(spec("overlap", "overlap")),
            \(spec("missed", "missed")),
            CASE WHEN t.spec_then IS NULL THEN t.payload ELSE t.spec_then -> '$.payload' END,
            \(spec("jitter", "jitterMs")), v.starting_at, v.ending_at, \(spec("max_occurrences", "maxOccurrences")),
            coalesce(\(spec("late_grace", "lateGraceMs")), t.late_grace),
            coalesce(c.to_state, CASE WHEN t.is_told THEN coalesce(t.state_before, t.state)
                WHEN \(isStillWithout) THEN t.state_before ELSE 'active' END),
            CASE WHEN c.number IS t.newest_change THEN t.paused_until WHEN c.to_state = 'paused' THEN (
                SELECT o.until FROM live.zart_orders o WHERE o.kind = 'pause'
                    AND o.answered_at BETWEEN c.at AND ?1 AND o.refusal IS NULL
                    AND o.target = \(OrderRows.name(of: "t.id", in: "live.")) ORDER BY o.id DESC LIMIT 1) END,
            CASE WHEN c.to_state <> 'active' THEN c.reason END, coalesce(t.version_then, 1), ?1,
            t.occurrence - (SELECT count(*) FROM live.zart_executions e INDEXED BY zart_executions_task
                WHERE e.task = t.id AND e.seq > t.newest_then AND e.created_at > ?1 AND e.occurrence IS NOT NULL),
            CASE WHEN t.last_ended_at <= ?1 THEN t.last_status WHEN t.last_started_at <= ?1 THEN 'running' END,
            \(then("t.last_error", by: "t.last_ended_at")), \(then("t.last_started_at", by: "t.last_started_at")),
            \(then("t.last_ended_at", by: "t.last_ended_at")), t.created_at, t.source, t.definition, t.conduct,
            \(spec("pause_after_failures", "pauseAfterFailures")), \(spec("keep_age", "keepAgeMs")),
            \(spec("keep_count", "keepCount")), \(spec("keep_failed", "keepFailedMs"))
        FROM (SELECT t.*,
            (SELECT max(v.version) FROM live.zart_versions v WHERE v.task = t.id AND v.began_at <= ?1) AS version_then,
            (SELECT max(c.number) FROM live.zart_state_changes c WHERE c.task = t.id AND c.at <= ?1) AS change_then,
            (SELECT max(c.number) FROM live.zart_state_changes c WHERE c.task = t.id) AS newest_change,
            (SELECT c.from_state FROM live.zart_state_changes c WHERE c.task = t.id ORDER BY c.number LIMIT 1)
                AS state_before,
            \(isToldByNextChange) AS is_told,
            coalesce((SELECT max(e.seq) FROM main.zart_executions e WHERE e.task = t.id), 0) AS newest_then,
            (SELECT s.spec FROM live.zart_specs s WHERE s.task = t.id AND s.at <= ?1
                AND EXISTS (SELECT 1 FROM live.zart_specs n WHERE n.task = t.id AND n.at > ?1)
                ORDER BY s.at DESC LIMIT 1) AS spec_then
            FROM live.zart_tasks t WHERE t.created_at <= ?1) t
        LEFT JOIN live.zart_versions v ON v.task = t.id AND v.version = t.version_then
        LEFT JOIN live.zart_state_changes c ON c.task = t.id AND c.number = t.change_then
        """

    static let tasks = """
        SELECT t.id, t.version, t.recurrence, v.anchor, coalesce(v.includes_anchor, 0), v.began_at, t.created_at
        FROM main.zart_tasks t LEFT JOIN main.zart_versions v ON v.task = t.id AND v.version = t.version
        """

    /// What a decision became after the moment it was not yet: it waited for a slot, or for its task to go on.
    ///
    /// Who held the slot then is on record, unless another one did at the end.
    static let ledger = """
        INSERT INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at, resolved_at,
            execution, held_by, coalesced_into, paused_at)
        SELECT task, version, nominal_at, until, count,
            CASE WHEN resolved_at > ?1 AND decision <> 'paused' THEN 'buffered' ELSE decision END, decided_at,
            \(then("resolved_at", by: "resolved_at")),
            CASE WHEN resolved_at > ?1 THEN NULL ELSE execution END,
            CASE WHEN resolved_at > ?1 AND decision <> 'paused' THEN (
                SELECT e.id FROM live.zart_executions e WHERE e.id = held_by AND e.created_at <= decided_at
                    AND (e.ended_at IS NULL OR e.ended_at >= decided_at)) ELSE held_by END, coalesced_into, paused_at
        FROM live.zart_ledger WHERE task = ?2 AND version <= ?3 AND nominal_at <= ?1 AND decided_at <= ?1
        ORDER BY version DESC, nominal_at DESC LIMIT ?4
        """

    /// Instants that were paused then, each row as long as it was: with the part that a resume has left in the row.
    static let pausedThen = """
        WITH resumed AS (
            SELECT task, version, min(nominal_at) AS first, max(until) AS until, sum(count) AS count, paused_at
            FROM live.zart_ledger INDEXED BY zart_ledger_resumed
            WHERE task = ?2 AND decided_at > ?1 AND paused_at <= ?1 AND version <= ?3
            GROUP BY version, paused_at)
        INSERT OR REPLACE INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at)
        SELECT r.task, r.version, coalesce(l.nominal_at, r.first), r.until, r.count + coalesce(l.count, 0), 'paused',
            r.paused_at
        FROM resumed r LEFT JOIN live.zart_ledger l ON l.task = r.task AND l.version = r.version
            AND l.nominal_at = (SELECT max(p.nominal_at) FROM live.zart_ledger p
                WHERE p.task = r.task AND p.version = r.version AND p.nominal_at < r.first)
            AND l.decision = 'paused' AND l.decided_at = r.paused_at AND l.resolved_at > ?1
        """

    /// Decisions since: within the day that the latest of them may be late by, and those of a resume.
    static let decidedSince = """
        SELECT decision, sum(count) FROM (
            SELECT decision, count FROM live.zart_ledger
            WHERE task = ?2 AND version >= ?3 AND (version > ?3 OR nominal_at > ?1 - 86400000)
                AND (nominal_at > ?1 OR decided_at > ?1 OR resolved_at > ?1)
            UNION ALL
            SELECT decision, count FROM live.zart_ledger INDEXED BY zart_ledger_resumed
            WHERE task = ?2 AND decided_at > ?1 AND paused_at IS NOT NULL
                AND (version < ?3 OR version = ?3 AND nominal_at <= ?1 - 86400000))
        GROUP BY decision
        """

    /// When a worker was last there to decide; nil if none has been.
    static let lastWorked = """
        SELECT max(min(coalesce(draining_at, ?1), coalesce(seen_at, ended_at, ?1), ?1)) FROM live.zart_sessions
        WHERE began_at <= ?1 AND end_reason IS NOT 'errand'
        """

    static let reachingBeyond = """
        SELECT nominal_at, count, decision FROM main.zart_ledger
        WHERE task = ?2 AND version = ?3 AND nominal_at <= ?1 AND until > ?1 ORDER BY nominal_at DESC LIMIT 1
        """

    static let cut =
        "UPDATE main.zart_ledger SET until = ?1, count = ?2 WHERE task = ?3 AND version = ?4 AND nominal_at = ?5"

    /// How far instants had been decided, by decisions that are kept or were once.
    static let cursor = """
        SELECT max(time) FROM (
            SELECT max(min(until, ?1)) AS time FROM main.zart_ledger WHERE task = ?2 AND version = ?3
            UNION ALL
            SELECT max(min(through, ?1)) FROM main.zart_pruned WHERE task = ?2 AND version = ?3)
        """

    static let restoreTask = """
        UPDATE main.zart_tasks SET cursor = ?3,
            started = (SELECT l.started FROM live.zart_tasks l WHERE l.id = ?2) - ?4,
            skipped = (SELECT l.skipped FROM live.zart_tasks l WHERE l.id = ?2) - ?5,
            coalesced = (SELECT l.coalesced FROM live.zart_tasks l WHERE l.id = ?2) - ?6,
            missed_count = (SELECT l.missed_count FROM live.zart_tasks l WHERE l.id = ?2) - ?7, pending_at = ?8, skip_next = ?9
        WHERE id = ?2 AND created_at <= ?1
        """

    /// The last word about instants to skip, unless the task was stopped since.
    static let lastSkip = """
        SELECT o.answered_at, o.arguments ->> 'count' FROM main.zart_orders o
        WHERE o.kind = 'skip' AND o.answered_at <= ?1 AND o.refusal IS NULL
            AND o.target = \(OrderRows.name(of: "?2", in: "live.")) AND NOT EXISTS
                (SELECT 1 FROM main.zart_state_changes c WHERE c.task = ?2 AND c.to_state = 'stopped'
                    AND c.at >= o.answered_at)
        ORDER BY o.id DESC LIMIT 1
        """

    static let excludedSince = """
        SELECT version, nominal_at, until, count FROM main.zart_ledger
        WHERE task = ? AND decision = 'excluded' AND until > ?
        """

    static let excludedPruned =
        "SELECT max(through) FROM live.zart_pruned WHERE task = ? AND decision = 'excluded'"

    static let newestDecision = """
        SELECT decision, until, decided_at, resolved_at FROM main.zart_ledger WHERE task = ? AND version = ?
        ORDER BY nominal_at DESC LIMIT 1
        """

    /// The stretches in which something of a task was open, from the newest that a tick has started on; that one first.
    static let sinceLastTick = """
        WITH last (seq) AS (SELECT coalesce(max(seq), 0) FROM main.zart_executions WHERE task = ?1 AND cause = 'tick')
        SELECT began_at, ended_at FROM (
            SELECT e.seq = last.seq AS is_last, e.created_at AS began_at, CASE WHEN e.run = 0 THEN e.ended_at ELSE (
                SELECT r.ended_at FROM main.zart_runs r WHERE r.execution = e.seq AND r.run = 0) END AS ended_at
            FROM last JOIN main.zart_executions e ON e.task = ?1 AND e.seq >= last.seq
            UNION ALL
            SELECT 0, e.started_at, e.ended_at FROM main.zart_executions e WHERE e.task = ?1 AND e.run > 0
            UNION ALL
            SELECT 0, r.started_at, r.ended_at FROM main.zart_executions e JOIN main.zart_runs r ON r.execution = e.seq
            WHERE e.task = ?1 AND e.run > 1 AND r.run > 0
        ) WHERE began_at IS NOT NULL ORDER BY is_last DESC, began_at
        """
}
