internal import Timetable
internal import ZartCore

/// One kind of rows that events are read from, in the order of their time through an index of its own.
struct EventSource {
    /// What an event of this source is sorted by among those of one millisecond.
    let rank: Int
    /// The highest level its events can have.
    let level: EventRecord.Level
    /// Where rows are read in the order of their keys, which follow their times.
    let table: SQLiteReader.TimedTable?
    /// What ``sql(_:)`` gives, made once.
    private let older: String
    private let newer: String
    let read: @Sendable (borrowing Row, Int) throws(StoreError) -> EventRecord

    init(
        rank: Int,
        level: EventRecord.Level,
        table: SQLiteReader.TimedTable? = nil,
        sql: (WalkDirection) -> String,
        read: @escaping @Sendable (borrowing Row, Int) throws(StoreError) -> EventRecord
    ) {
        self.rank = rank
        self.level = level
        self.table = table
        older = sql(.older)
        newer = sql(.newer)
        self.read = read
    }

    /// Rows at that time and beyond, in the direction; ?1 the time, ?2 how many, and where the keys follow the times
    /// ?3 from this key on, ?4 before this key.
    func sql(_ direction: WalkDirection) -> String { direction == .older ? older : newer }

    /// The sources of a stream of that level, of which each may hold something.
    static func all(_ level: EventRecord.Level) -> [EventSource] {
        // Failures have a short index of their own, so that warnings need not look at every execution.
        let ended = level > .info ? failures : ends
        // Those that happen most come first: what is older than all of a page is not read of the others.
        return [
            dispatches, ended, decisions, attempts, oldAttempts, orders, states, clock, workerBegins,
            workerEnds,
            backfillEnds, holdEnds, alarmsRaised, alarmsRecovered,
        ]
        .filter { $0.level >= level }
    }

    private static func order(_ direction: WalkDirection) -> String { direction == .older ? "DESC" : "ASC" }
    private static func sign(_ direction: WalkDirection) -> String { direction == .older ? "<=" : ">=" }

    /// Rows through an index on their time.
    static func timed(
        _ columns: String,
        from table: String,
        where condition: String,
        by time: String
    ) -> (WalkDirection) -> String {
        { direction in
            """
            SELECT \(columns) FROM \(table) WHERE \(condition) AND \(time) \(sign(direction)) ?1
            ORDER BY \(time) \(order(direction)) LIMIT ?2
            """
        }
    }

    static let clock = EventSource(
        rank: 0,
        level: .warn,
        sql: timed(
            "at, number, delta",
            from: "(SELECT * FROM zart_clock_events ORDER BY number DESC LIMIT 1000)",
            where: "1",
            by: "at"
        )
    ) { row, rank throws(StoreError) in
        event(row, rank, [row.int64(1)], .clockSet(.milliseconds(row.int64(2))))
    }

    private static let workerSessions = """
        (SELECT * FROM zart_sessions WHERE end_reason IS NOT '\(SessionRecord.errand)' ORDER BY number DESC LIMIT 1000)
        """

    static let workerBegins = EventSource(
        rank: 1,
        level: .info,
        sql: timed(
            "began_at, number, process, host",
            from: workerSessions,
            where: "1",
            by: "began_at"
        )
    ) { row, rank throws(StoreError) in
        let kind = EventRecord.Kind.workerBegan(
            session: row.int(1),
            process: row.int(2),
            host: row.text(3)
        )
        return event(row, rank, [row.int64(1)], kind)
    }

    static let workerEnds = EventSource(
        rank: 11,
        level: .error,
        sql: timed(
            "ended_at, number, end_reason, seen_at",
            from: workerSessions,
            where: "ended_at IS NOT NULL",
            by: "ended_at"
        )
    ) { row, rank throws(StoreError) in
        let kind = EventRecord.Kind.workerEnded(
            session: row.int(1),
            reason: row.optionalText(2),
            seenAt: row.optionalInstant(3)
        )
        return event(row, rank, [row.int64(1)], kind)
    }

    /// Orders that name a task; all others name an execution.
    private static let taskOrders: Set<String> = [
        "start", "trigger", "stop", "revive", "pause", "resume", "skip", "acknowledge", "backfill",
    ]

    /// Orders that name neither, but may be about one task as about all.
    private static let generalOrders: Set<String> = [
        "pause-all", "resume-all", "pause-steps", "resume-steps", "prune", "apply",
    ]

    /// Orders; the note of a pause is the reason of its order where there is no other.
    static let orders = EventSource(
        rank: 2,
        level: .warn,
        table: .orders,
        sql: { direction in
            """
            SELECT o.posted_at, o.id, o.kind, o.target, o.actor, o.terminal, coalesce(o.reason, o.note), o.posted_at,
                o.answered_at, o.answer, o.answer_execution, o.refusal,
                (SELECT \(ExecutionRows.nameSQL) FROM zart_executions e WHERE e.id = o.target),
                (SELECT t.name FROM zart_backfills b JOIN zart_tasks t ON t.id = b.task
                    WHERE o.kind LIKE '%-backfill' AND b.id = CAST(o.target AS INTEGER))
            FROM zart_orders o WHERE o.id >= ?3 AND o.id < ?4 AND o.posted_at \(sign(direction)) ?1
            ORDER BY o.id \(order(direction)) LIMIT ?2
            """
        }
    ) { row, rank throws(StoreError) in
        let order = try SQLiteReader.readOrder(row, from: 1)
        let isGeneral = generalOrders.contains(order.kind)
        // A job file's path is no task's name, and a pattern is that of any number of tasks.
        let isOfOne = isGeneral && order.kind != "apply" && RowQuery.isExact(order.target)
        let isOfTask = isOfOne || taskOrders.contains(order.kind)
        return EventRecord(
            at: row.instant(0),
            task: isOfTask ? order.target : row.optionalText(13) ?? row.optionalText(12),
            execution: isOfTask
                ? order.answer?.execution : isGeneral || !row.isNull(13) ? nil : order.target,
            kind: .ordered(order),
            position: EventPosition(at: row.instant(0), source: rank, key: [row.int64(1)])
        )
    }

    static let states = EventSource(
        rank: 3,
        level: .info,
        sql: timed(
            "c.at, c.task, c.number, t.name, c.from_state, c.to_state, c.actor, c.terminal, c.reason",
            from: """
                zart_state_changes c INDEXED BY zart_state_changes_at CROSS JOIN zart_tasks t ON t.id = c.task
                """,
            where: "1",
            by: "c.at"
        )
    ) { row, rank throws(StoreError) in
        let kind = EventRecord.Kind.stateChanged(
            from: try row.word(4),
            to: try row.word(5),
            actor: row.text(6),
            terminal: row.text(7),
            reason: row.optionalText(8)
        )
        return event(row, rank, [row.int64(1), row.int64(2)], kind, task: row.text(3))
    }

    static let decisions = EventSource(
        rank: 4,
        level: .warn,
        sql: timed(
            """
            max(l.decided_at, l.until, coalesce(l.resolved_at, 0)), l.task, l.version, l.nominal_at, t.name,
            l.decision, l.until, l.count, l.held_by, l.coalesced_into
            """,
            from: """
                zart_ledger l INDEXED BY zart_ledger_notable CROSS JOIN zart_tasks t ON t.id = l.task
                """,
            where: "l.decision <> 'started'",
            by: "max(l.decided_at, l.until, coalesce(l.resolved_at, 0))"
        )
    ) { row, rank throws(StoreError) in
        let kind = EventRecord.Kind.decided(
            try row.word(5),
            first: row.instant(3),
            last: row.instant(6),
            count: row.int(7),
            heldBy: row.optionalText(8),
            into: row.optionalInstant(9)
        )
        return event(
            row,
            rank,
            [row.int64(1), row.int64(2), row.int64(3)],
            kind,
            task: row.text(4)
        )
    }

    static let dispatches = EventSource(
        rank: 5,
        level: .info,
        table: .executions,
        sql: { direction in
            """
            SELECT e.created_at, e.seq, \(ExecutionRows.nameSQL), e.id, e.cause, e.occurrence, e.started_at
            FROM zart_executions e
            WHERE e.seq >= ?3 AND e.seq < ?4 AND e.created_at \(sign(direction)) ?1
            ORDER BY e.seq \(order(direction)) LIMIT ?2
            """
        }
    ) { row, rank throws(StoreError) in
        let kind = EventRecord.Kind.dispatched(
            cause: try row.word(4),
            occurrence: row.optionalInt(5),
            startedAt: row.optionalInstant(6)
        )
        return event(row, rank, [row.int64(1)], kind, task: row.text(2), execution: row.text(3))
    }

    static let attempts = EventSource(
        rank: 8,
        level: .warn,
        sql: timed(
            """
            s.attempt_ended_at, s.execution, s.run, s.attempt, s.name, s.attempt_status, s.attempt_started_at,
            substr(s.attempt_error, 1, 1000), CASE WHEN s.status IN ('retrying', 'cancelled') THEN s.wake_at END,
            \(ExecutionRows.nameSQL), e.id
            """,
            from: """
                zart_steps s INDEXED BY zart_steps_failed CROSS JOIN zart_executions e ON e.seq = s.execution
                """,
            // In the very words of the index, or SQLite does not see that it has them all.
            where: """
                (s.attempt_status = 'failed' OR s.attempt_status = 'timed-out' OR s.attempt_status = 'interrupted')
                """,
            by: "s.attempt_ended_at"
        ),
        read: readAttempt
    )

    static let oldAttempts = EventSource(
        rank: 8,
        level: .warn,
        sql: timed(
            """
            a.ended_at, a.execution, a.run, a.attempt, a.step, a.status, a.started_at, substr(a.error, 1, 1000),
            a.next_retry_at, \(ExecutionRows.nameSQL), e.id
            """,
            from: """
                zart_attempts a INDEXED BY zart_attempts_ended CROSS JOIN zart_executions e ON e.seq = a.execution
                """,
            where: "1",
            by: "a.ended_at"
        ),
        read: readAttempt
    )

    private static let readAttempt: @Sendable (borrowing Row, Int) throws(StoreError) -> EventRecord = {
        row,
        rank throws(StoreError) in
        let kind = EventRecord.Kind.attemptFailed(
            step: row.text(4),
            attempt: row.int(3),
            try row.word(5),
            startedAt: row.instant(6),
            error: row.optionalText(7),
            nextRetryAt: row.optionalInstant(8)
        )
        return EventRecord(
            at: row.instant(0),
            task: row.text(9),
            execution: row.text(10),
            kind: kind,
            position: EventPosition(
                at: row.instant(0),
                source: rank,
                key: [row.int64(1), row.int64(2), row.int64(3)],
                name: row.text(4)
            )
        )
    }

    static let backfillEnds = EventSource(
        rank: 9,
        level: .info,
        sql: timed(
            "ended_at, id, dispatched, left_out, (SELECT t.name FROM zart_tasks t WHERE t.id = task)",
            from: "(SELECT * FROM zart_backfills ORDER BY id DESC LIMIT 1000)",
            where: "state = 'completed'",
            by: "ended_at"
        )
    ) { row, rank throws(StoreError) in
        let kind = EventRecord.Kind.backfillCompleted(
            id: row.int64(1),
            dispatched: row.int(2),
            leftOut: row.int(3)
        )
        return event(row, rank, [row.int64(1)], kind, task: row.text(4))
    }

    /// Those that an order ended are told by the order.
    static let holdEnds = EventSource(
        rank: 14,
        level: .info,
        sql: timed(
            "ended_at, number, actor, terminal, note",
            from: "(SELECT * FROM zart_holds ORDER BY number DESC LIMIT 1000)",
            where: "ended_by = 'engine'",
            by: "ended_at"
        )
    ) { row, rank throws(StoreError) in
        let kind = EventRecord.Kind.holdEnded(
            actor: row.text(2),
            terminal: row.text(3),
            note: row.optionalText(4)
        )
        return event(row, rank, [row.int64(1)], kind)
    }

    static let ends = endings(by: "zart_executions_ended", where: "e.ended_at IS NOT NULL")
    static let failures = endings(by: "zart_executions_failed", where: "e.status = 'failed'")

    private static func endings(by index: String, where condition: String) -> EventSource {
        EventSource(
            rank: 10,
            level: .error,
            sql: timed(
                """
                e.ended_at, e.seq, \(ExecutionRows.nameSQL), e.id, e.status, e.started_at, substr(e.error, 1, 1000)
                """,
                from: "zart_executions e INDEXED BY \(index)",
                where: condition,
                by: "e.ended_at"
            )
        ) { row, rank throws(StoreError) in
            let kind = EventRecord.Kind.ended(
                try row.word(4),
                startedAt: row.optionalInstant(5),
                error: row.optionalText(6)
            )
            return event(row, rank, [row.int64(1)], kind, task: row.text(2), execution: row.text(3))
        }
    }

    /// An event whose time is in the first column.
    private static func event(
        _ row: borrowing Row,
        _ rank: Int,
        _ key: [Int64],
        _ kind: EventRecord.Kind,
        task: String? = nil,
        execution: String? = nil
    ) -> EventRecord {
        EventRecord(
            at: row.instant(0),
            task: task,
            execution: execution,
            kind: kind,
            position: EventPosition(at: row.instant(0), source: rank, key: key)
        )
    }
}
