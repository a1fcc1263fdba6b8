internal import Timetable
internal import ZartCore

/// The queries of `why`.
extension SQLiteReader {
    /// The newest that were there by then.
    static func newest(by time: String) -> String {
        """
        (SELECT id, seq, status, run, started_at, ended_at, created_at
            FROM zart_executions INDEXED BY zart_executions_task
            WHERE task = ?1 AND created_at <= \(time) ORDER BY seq DESC LIMIT 1000)
        """
    }

    /// One that has run again since has another end.
    static let freeingSQL = """
        SELECT id FROM \(newest(by: "?3")) WHERE ended_at BETWEEN ?2 AND ?3 ORDER BY ended_at DESC, seq LIMIT 1
        """

    /// Cancelled in the very commit of the decision.
    static let displacedSQL = """
        SELECT id FROM \(newest(by: "?2")) e
        WHERE created_at < ?2 AND (status = 'cancelled' AND ended_at = ?2 OR EXISTS (
            SELECT 1 FROM zart_runs r WHERE r.execution = e.seq AND r.status = 'cancelled' AND r.ended_at = ?2))
        ORDER BY seq LIMIT 10
        """

    /// Open in the run of then: each begins with its start, the first one with the execution.
    static let openThenSQL = """
        SELECT id FROM \(newest(by: "?2")) e
        WHERE id <> ?3 AND ((ended_at IS NULL OR ended_at > ?2) AND (run = 0 OR started_at <= ?2) OR EXISTS (
            SELECT 1 FROM zart_runs r
            WHERE r.execution = e.seq AND r.ended_at > ?2 AND (r.run = 0 OR r.started_at <= ?2)))
        ORDER BY seq LIMIT 10
        """

    static let lifeSQL = """
        SELECT created_at, late_grace, max_occurrences, cursor, pending_at, jitter FROM zart_tasks WHERE id = ?
        """

    static let rowAtSQL = """
        SELECT \(entryColumns) FROM zart_ledger
        WHERE task = ? AND version = ? AND nominal_at <= ? ORDER BY nominal_at DESC LIMIT 1
        """

    static let rowAfterSQL = """
        SELECT \(entryColumns) FROM zart_ledger
        WHERE task = ? AND version = ? AND nominal_at > ? ORDER BY nominal_at LIMIT 1
        """

    static let pausedAtSQL = """
        SELECT paused_at FROM zart_ledger WHERE task = ? AND version = ? AND nominal_at = ?
        """

    /// Who pauses it once more gives it another end.
    static let pauseUntilSQL = """
        SELECT until FROM (SELECT * FROM zart_orders ORDER BY id DESC LIMIT 1000) o
        WHERE kind = 'pause' AND refusal IS NULL AND answered_at BETWEEN ?2 AND ?3
            AND target = \(OrderRows.name(of: "?1"))
        ORDER BY id DESC LIMIT 1
        """

    static let prunedSQL = "SELECT max(through) FROM zart_pruned WHERE task = ? AND version = ?"

    /// A further pause of a paused task does not begin what held it, nor end it.
    private static let isChange = "NOT (from_state = 'paused' AND to_state = 'paused')"

    static let changeThenSQL = """
        SELECT at, from_state, to_state, actor, terminal, reason FROM zart_state_changes
        WHERE task = ? AND at <= ? AND \(isChange) ORDER BY number DESC LIMIT 1
        """

    static let changeBeforeSQL = """
        SELECT at, from_state, to_state, actor, terminal, reason FROM zart_state_changes
        WHERE task = ? AND at <= ? ORDER BY number DESC LIMIT 1
        """

    static let changeAfterSQL = """
        SELECT at, from_state, to_state, actor, terminal, reason FROM zart_state_changes
        WHERE task = ? AND at > ? AND \(isChange) ORDER BY number LIMIT 1
        """

    /// A command that acts without a worker is a session too, but it decides nothing.
    static let sessionAtSQL = """
        \(workerSessions) AND began_at <= ?1 AND (ended_at IS NULL OR ended_at > ?1) ORDER BY number DESC LIMIT 1
        """

    static let sessionBeforeSQL = """
        \(workerSessions) AND ended_at <= ? ORDER BY number DESC LIMIT 1
        """

    static let sessionAfterSQL = """
        \(workerSessions) AND began_at > ? ORDER BY number LIMIT 1
        """

    static let sessionsWithinSQL = """
        \(workerSessions) AND began_at < ?2 AND (ended_at IS NULL OR ended_at > ?1) ORDER BY number LIMIT 50
        """

    static let pausesSQL = """
        SELECT 0, at, (SELECT n.at FROM zart_state_changes n
            WHERE n.task = c.task AND n.number > c.number AND \(isChange) ORDER BY n.number LIMIT 1), actor, terminal,
            reason
        FROM zart_state_changes c
        WHERE task = ?1 AND to_state = 'paused' AND \(isChange) AND at > ?2 AND at <= ?3
        UNION ALL
        SELECT 1, began_at, ended_at, actor, terminal, note FROM zart_holds WHERE began_at > ?2 AND began_at <= ?3
        ORDER BY 2 LIMIT 3
        """

    static let clockStepsSQL = """
        SELECT at, delta FROM zart_clock_events WHERE at BETWEEN ? AND ? ORDER BY number LIMIT 10
        """

    static let skipOrderSQL = """
        SELECT \(orderColumns) FROM (SELECT * FROM zart_orders ORDER BY id DESC LIMIT 1000) o
        WHERE kind = 'skip' AND posted_at <= ?2 AND refusal IS NULL AND target = \(OrderRows.name(of: "?1"))
        ORDER BY id DESC LIMIT 1
        """

    static let backfilledSQL = """
        SELECT id, status FROM zart_executions INDEXED BY zart_executions_backfilled
        WHERE task = ? AND cause = 'backfill' AND nominal_at = ? ORDER BY seq DESC LIMIT 1
        """

    static let activeSQL = """
        SELECT id FROM zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL AND +task = ? ORDER BY seq LIMIT 100
        """

    static func readChange(_ row: borrowing Row) throws(StoreError) -> StateChangeRecord {
        StateChangeRecord(
            at: row.instant(0),
            from: try row.word(1),
            to: try row.word(2),
            actor: row.text(3),
            terminal: row.text(4),
            reason: row.optionalText(5)
        )
    }

    static func readSession(_ row: borrowing Row) -> SessionRecord {
        readSession(row, stepsInFlight: 0)
    }

    /// A newer instant that began to wait for a slot at that moment.
    static let displacingSQL = """
        SELECT 1 FROM zart_versions v CROSS JOIN zart_ledger l ON l.task = v.task AND l.version = v.version
        WHERE v.task = ?1 AND v.version >= ?2 AND l.nominal_at > ?3 AND l.nominal_at <= ?4 AND l.decided_at = ?4
            AND (l.decision = 'buffered' OR l.resolved_at IS NOT NULL)
        """

    /// What is due is decided before a change takes effect: one of that very moment is none of its rules.
    static let rulesThenSQL = """
        SELECT spec ->> 'overlap', spec ->> 'missed', spec ->> 'lateGraceMs', spec ->> 'maxOccurrences',
            spec ->> 'jitterMs'
        FROM zart_specs WHERE task = ?1 AND at = coalesce(
            (SELECT max(s.at) FROM zart_specs s WHERE s.task = ?1 AND s.at < ?2),
            (SELECT min(s.at) FROM zart_specs s WHERE s.task = ?1))
        """
}
