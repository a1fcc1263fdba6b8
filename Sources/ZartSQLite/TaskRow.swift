internal import Timetable
internal import ZartCore

/// A row of `zart_tasks` with what its current schedule version adds.
struct TaskRow {
    let id: Int64
    let name: String
    let kind: TaskKind
    let handler: String
    let template: String?
    let recurrence: Recurrence
    let timezone: String?
    let overlap: OverlapPolicy
    let missed: MissedPolicy
    let payload: String
    let jitter: Duration?
    let endingAt: Instant?
    let maxOccurrences: Int?
    let state: TaskState
    let pausedUntil: Instant?
    let note: String?
    let version: Int
    let cursor: Instant
    let pendingAt: Instant?
    let occurrence: Int
    let lastExecution: String?
    let lastStatus: String?
    let started: Int
    let skipped: Int
    let coalesced: Int
    let missedCount: Int
    let anchor: Instant?
    let includesAnchor: Bool
    let lastStartedAt: Instant?
    let lastEndedAt: Instant?
    let lastError: String?
    let startingAt: Instant?
    let lateGrace: Duration?
    let source: TaskSource
    let definition: String?
    let conduct: String?
    let removedFrom: TaskState?
    let skips: Int
    let keep: Retention

    /// What a task was before its job file no longer had it; null for every other one.
    static let removedFrom = """
        CASE t.removed WHEN 1 THEN coalesce((SELECT c.from_state FROM zart_state_changes c WHERE c.task = t.id
            ORDER BY c.number DESC LIMIT 1), 'active') END
        """

    static let select = """
        SELECT t.id, t.name, t.kind, t.handler, t.id_template, t.recurrence, t.timezone, t.overlap, t.missed,
            t.payload, t.jitter, t.ending_at, t.max_occurrences, t.state, t.paused_until, t.note, t.version,
            t.cursor, t.pending_at, t.occurrence,
            (SELECT e.id FROM zart_executions e WHERE e.task = t.id ORDER BY e.seq DESC LIMIT 1),
            coalesce((SELECT e.status FROM zart_executions e WHERE e.task = t.id ORDER BY e.seq DESC LIMIT 1),
                t.last_status), t.started, t.skipped,
            t.coalesced, t.missed_count, v.anchor, v.includes_anchor,
            t.last_started_at, t.last_ended_at, t.last_error, t.starting_at, t.late_grace, t.source,
            t.definition, t.conduct, \(removedFrom), t.skip_next, t.keep_age, t.keep_count, t.keep_failed
        FROM zart_tasks t LEFT JOIN zart_versions v ON v.task = t.id AND v.version = t.version
        """

    /// Reads a row of ``select``; recurrences are read by whoever may know them already.
    static func read(_ row: borrowing Row, _ recurrence: (String) -> Recurrence?) throws(StoreError)
        -> TaskRow
    {
        TaskRow(
            id: row.int64(0),
            name: row.text(1),
            kind: try row.word(2),
            handler: row.text(3),
            template: row.optionalText(4),
            recurrence: try row.parsed(5, recurrence),
            timezone: row.optionalText(6),
            overlap: try row.parsed(7) { OverlapPolicy(text: $0) },
            missed: try row.parsed(8) { MissedPolicy(text: $0) },
            payload: row.text(9),
            jitter: row.optionalDuration(10),
            endingAt: row.optionalInstant(11),
            maxOccurrences: row.optionalInt(12),
            state: try row.word(13),
            pausedUntil: row.optionalInstant(14),
            note: row.optionalText(15),
            version: row.int(16),
            cursor: row.instant(17),
            pendingAt: row.optionalInstant(18),
            occurrence: row.int(19),
            lastExecution: row.optionalText(20),
            lastStatus: row.optionalText(21),
            started: row.int(22),
            skipped: row.int(23),
            coalesced: row.int(24),
            missedCount: row.int(25),
            anchor: row.optionalInstant(26),
            includesAnchor: row.bool(27),
            lastStartedAt: row.optionalInstant(28),
            lastEndedAt: row.optionalInstant(29),
            lastError: row.optionalText(30),
            startingAt: row.optionalInstant(31),
            lateGrace: row.optionalDuration(32),
            source: try row.parsed(33) { TaskSource(text: $0) },
            definition: row.optionalText(34),
            conduct: row.optionalText(35),
            removedFrom: row.optionalText(36).flatMap(TaskState.init),
            skips: row.int(37),
            keep: Writer.retention(row, at: 38)
        )
    }
}
