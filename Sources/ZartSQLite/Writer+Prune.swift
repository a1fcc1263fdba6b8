internal import Timetable
internal import ZartCore

extension Writer {
    /// Rows of one kind about the engine itself that are kept at most, however young they are.
    private static let mostKept: Int64 = 100_000
    /// Worker sessions that are kept at most, and those that are kept however old they are.
    private static let (mostSessions, fewestSessions): (Int64, Int64) = (10_000, 100)
    /// State changes of a task, steps of the clock and demands to prune that are kept at most.
    private static let mostChanges: Int64 = 10_000

    /// Records what an operator wants to go; the next look at everything goes by it.
    func write(_ demand: PruneDemand) throws(StoreError) -> Outcome {
        try connection.run(
            "INSERT INTO zart_prunings (task, before, began_at) VALUES (?, ?, ?)",
            demand.task,
            demand.before,
            demand.at
        )
        pruneRound = nil
        return .done
    }

    /// Removes ended executions, decisions and whatever else is past keeping, one bite of it.
    ///
    /// Bites go round: each goes on where the one before it ended, until everything has been looked at. What goes
    /// leaves its counts behind, in the same transaction.
    func prune(_ request: PruneRequest) throws(StoreError) -> Pruned {
        var round: PruneRound
        if let underWay = pruneRound {
            round = underWay
        } else {
            round = PruneRound(demands: try openDemands(), rule: request.rule)
        }
        var bite = Bite(request)
        var isOver = false
        while bite.hasRoom, !isOver {
            if let owner = try nextOwner(&round, &bite) {
                guard try prune(owner, &round, &bite) else { break }
                round.owners.removeLast()
                round.sequence = .min
            } else {
                isOver = try pruneRest(round, &bite)
                if !isOver { break }
            }
        }
        try pruneAlarms(before: request.at - request.rule.age, limit: request.limit)
        try write(bite.work)
        try note(bite.pruned, round, isOver: isOver, at: request.at)
        pruneRound = isOver ? nil : round
        bite.pruned.hasMore = !isOver
        return bite.pruned
    }

    private func openDemands() throws(StoreError) -> [PruneRound.Demand] {
        try connection.statement("SELECT number, task, before FROM zart_prunings WHERE ended_at IS NULL")
            .all { row in
                PruneRound.Demand(
                    number: row.int64(0),
                    task: row.optionalInt64(1),
                    before: row.optionalInstant(2)
                )
            }
    }

    /// Counts what was removed for those who asked, and ends what they asked when all has been looked at.
    private func note(_ pruned: Pruned, _ round: PruneRound, isOver: Bool, at now: Instant)
        throws(StoreError)
    {
        for demand in round.demands where isOver || pruned.executions + pruned.decisions > 0 {
            try connection.run(
                """
                UPDATE zart_prunings SET executions = executions + ?, decisions = decisions + ?, ended_at = ?
                WHERE number = ?
                """,
                pruned.executions,
                pruned.decisions,
                isOver ? now : nil,
                demand.number
            )
        }
    }

    // MARK: One after the other

    /// The owner under way, or the next one; nil when all have been looked at.
    private func nextOwner(_ round: inout PruneRound, _ bite: inout Bite) throws(StoreError) -> KeptOwner? {
        if let owner = round.owners.last { return owner }
        let rows = KeepingRows(connection)
        if case .tasks(let last) = round.place {
            let page = try rows.tasks(after: last, limit: 100)
            // Each costs a look at its oldest rows.
            bite.looks -= page.count * 5
            if let next = page.last {
                round.place = .tasks(after: next.task)
                round.owners = page.reversed()
                return page.first
            }
            round.place = .handlers(after: "")
        }
        if case .handlers(let last) = round.place {
            bite.looks -= 1
            if let next = try rows.handler(after: last) {
                round.place = .handlers(after: next.handler)
                round.owners = [next]
                return next
            }
            round.place = .rest
        }
        return nil
    }

    /// Removes what is past keeping of one owner, as far as there is room.
    ///
    /// - Returns: whether nothing is left of it that has to go.
    private func prune(_ owner: KeptOwner, _ round: inout PruneRound, _ bite: inout Bite) throws(StoreError)
        -> Bool
    {
        let rule = bite.request.rule.with(owner.keep)
        round.longest = max(round.longest, rule.decisions)
        let demanded = round.demanded(of: owner.task)
        let rows = KeepingRows(connection)
        let now = bite.request.at
        let plain = KeepingBorders(rule, occurrence: owner.occurrence, demanded: demanded, now: now)
        if let oldest = owner.oldestCreated,
            owner.task == 0 || oldest < max(plain.ended, plain.failed)
                || owner.occurrence.map({ $0 > rule.count }) ?? false
        {
            bite.looks -= 5
            let borders = try rows.borders(of: owner, bite.request.rule, demanded: demanded, now: now)
            var isOver = false
            while !isOver, bite.hasRoom {
                var looks = bite.looks
                isOver = try rows.walk(owner, borders, from: &round.sequence, looks: &looks) {
                    execution throws(StoreError) in
                    try remove(execution, of: owner, &bite)
                    return bite.room > 0
                }
                bite.looks = looks
            }
            guard isOver else { return false }
        }
        guard owner.task != 0, let oldest = owner.oldestDecided else { return true }
        let beyond = try decisionsBeyond(rule.decisionCount, of: owner, &bite)
        guard oldest < plain.decided || beyond != nil else { return true }
        return try pruneDecisions(of: owner, before: plain.decided, beyond: beyond, &bite)
    }

    // MARK: Executions

    private func remove(_ execution: KeepingRows.Doomed, of owner: KeptOwner, _ bite: inout Bite)
        throws(StoreError)
    {
        // What was dispatched by hand has no ledger row that would be counted: its tally keeps the counter adding up.
        try connection.run(
            """
            INSERT INTO zart_pruned (task, version, decision, count, through)
            SELECT task, 0, cause, 1, created_at FROM zart_executions
            WHERE seq = ? AND task IS NOT NULL AND occurrence IS NOT NULL AND cause <> 'tick'
            ON CONFLICT (task, version, decision)
            DO UPDATE SET count = count + 1, through = max(through, excluded.through)
            """,
            execution.sequence
        )
        try bite.work.count(execution, of: owner, connection)
        for table in ["zart_attempts", "zart_steps", "zart_runs", "zart_events"] {
            bite.pruned.rows += try connection.run(
                "DELETE FROM \(table) WHERE execution = ?",
                execution.sequence
            )
        }
        bite.pruned.rows += try connection.run(
            "DELETE FROM zart_executions WHERE seq = ?",
            execution.sequence
        )
        bite.pruned.executions += 1
    }

    private func write(_ work: PrunedWork) throws(StoreError) {
        for (key, value) in work.values {
            try connection.run(
                """
                INSERT INTO zart_pruned_work (task, handler, measure, label, value) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (task, handler, measure, label) DO UPDATE SET value =
                    CASE measure WHEN 'last-success' THEN max(value, excluded.value) ELSE value + excluded.value END
                """,
                key.task,
                key.handler,
                key.measure.rawValue,
                key.label,
                value
            )
        }
    }

    // MARK: Decisions

    /// The row from which on the task's newest decisions are kept, where it has more than so many.
    ///
    /// The rows are counted anew only once a hundredth of what is kept has been added since.
    private func decisionsBeyond(_ count: Int, of owner: KeptOwner, _ bite: inout Bite) throws(StoreError)
        -> (
            version: Int, nominal: Instant
        )?
    {
        guard owner.decided > count else { return nil }
        guard owner.decided - (ledgerCounted[owner.task] ?? 0) >= max(1, count / 100) else { return nil }
        bite.looks -= 10
        let rows = KeepingRows(connection)
        guard owner.decided - (try rows.prunedDecisions(of: owner.task)) > count,
            let border = try rows.ledgerBorder(of: owner.task, newest: count)
        else {
            ledgerCounted[owner.task] = owner.decided
            return nil
        }
        return border
    }

    private func pruneDecisions(
        of owner: KeptOwner,
        before border: Instant,
        beyond: (version: Int, nominal: Instant)?,
        _ bite: inout Bite
    ) throws(StoreError) -> Bool {
        let room = max(1, bite.room)
        let old = try KeepingRows(connection).oldDecisions(
            of: owner,
            before: border,
            beyond: beyond,
            limit: room
        )
        for row in old {
            try connection.run(
                """
                INSERT INTO zart_pruned (task, version, decision, count, through) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (task, version, decision)
                DO UPDATE SET count = count + excluded.count, through = max(through, excluded.through)
                """,
                owner.task,
                row.version,
                row.decision,
                row.count,
                row.until
            )
            try connection.run(
                "DELETE FROM zart_ledger WHERE task = ? AND version = ? AND nominal_at = ?",
                owner.task,
                row.version,
                row.nominal
            )
        }
        bite.pruned.decisions += old.count
        bite.pruned.rows += old.count
        guard old.count < room else { return false }
        if beyond != nil { ledgerCounted[owner.task] = owner.decided }
        // What explains decisions goes with them, the oldest first: a clock that was set back has given a later change an
        // earlier time. The last one is the state the task is in.
        bite.pruned.rows += try connection.run(
            """
            DELETE FROM zart_state_changes WHERE task = ?1 AND number < (SELECT max(number) FROM zart_state_changes
                    WHERE task = ?1)
                AND (number < coalesce((SELECT min(number) FROM zart_state_changes WHERE task = ?1
                        AND NOT coalesce(at < ?2 AND at < (SELECT nominal_at FROM zart_ledger WHERE task = ?1
                            ORDER BY version, nominal_at LIMIT 1), 0)), 9e18)
                    OR number < (SELECT max(number) FROM zart_state_changes WHERE task = ?1) - ?3)
            """,
            owner.task,
            border,
            Self.mostChanges
        )
        return true
    }

    // MARK: The rest

    /// Removes what is past keeping of what belongs to no task.
    ///
    /// - Returns: whether nothing is left that has to go.
    private func pruneRest(_ round: PruneRound, _ bite: inout Bite) throws(StoreError) -> Bool {
        let border = bite.request.at - round.longest
        // Walked from the oldest on, and no further than to the first that stays; what has no end is passed by.
        for (table, key, time, end, most, fewest, border) in [
            ("zart_orders", "id", "posted_at", "answered_at", Self.mostKept, 1, border),
            (
                "zart_sessions", "number", "began_at", "ended_at", Self.mostSessions, Self.fewestSessions,
                border
            ),
            ("zart_prunings", "number", "began_at", "ended_at", Self.mostChanges, 1, border),
            ("zart_holds", "number", "began_at", "ended_at", Self.mostChanges, 1, border),
            ("zart_step_rules", "number", "began_at", "ended_at", Self.mostChanges, 1, border),
            ("zart_bulks", "number", "posted_at", Self.bulkEnd, Self.mostChanges, 1, border),
            // They excuse the times of other rows, however old: only their number is limited.
            ("zart_clock_events", "number", "at", "at", Self.mostChanges, 1, Instant(milliseconds: .min)),
        ] {
            guard bite.hasRoom else { return false }
            let newest = try connection.statement("SELECT max(\(key)) FROM \(table)").first { row in
                row.int64(0)
            }
            guard let newest else { continue }
            let room = bite.room
            var last: Int64?
            var looked = 0
            _ = try connection.statement("SELECT \(key), \(time), \(end) FROM \(table) ORDER BY \(key)")
                .walk([]) { row in
                    let number = row.int64(0)
                    guard let ended = row.optionalInstant(2) else { return true }
                    guard looked < room, number <= newest - fewest,
                        max(row.instant(1), ended) < border || number <= newest - most
                    else { return false }
                    looked += 1
                    last = number
                    return true
                }
            guard let last else { continue }
            bite.pruned.rows += try connection.run(
                "DELETE FROM \(table) WHERE \(key) <= ? AND \(end) IS NOT NULL",
                last
            )
            if looked == room { return false }
        }
        return try pruneBackfills(before: border, &bite)
    }

    /// Orders given together, of which nobody was told, are done with once they are no longer kept.
    private static let bulkEnd =
        "coalesce(closed_at, CASE WHEN last_order < (SELECT min(id) FROM zart_orders) THEN posted_at END)"

    /// Removes backfills that are past keeping, with what they dispatched left behind as a count.
    ///
    /// One stays as long as an execution of it does, and as long as nothing else says that its instants were dealt
    /// with, so that no later backfill of what is missing starts them again: the ledger does so once it is pruned
    /// beyond them.
    private func pruneBackfills(before border: Instant, _ bite: inout Bite) throws(StoreError) -> Bool {
        guard bite.hasRoom else { return false }
        let room = bite.room
        let old = try connection.statement(Self.oldBackfillsSQL).all(border, Self.mostChanges, room) { row in
            (id: row.int64(0), task: row.int64(1), dispatched: row.int(2), endedAt: row.instant(3))
        }
        for backfill in old {
            if backfill.dispatched > 0 {
                try connection.run(
                    """
                    INSERT INTO zart_pruned (task, version, decision, count, through) VALUES (?, 0, 'backfills', ?, ?)
                    ON CONFLICT (task, version, decision)
                    DO UPDATE SET count = count + excluded.count, through = max(through, excluded.through)
                    """,
                    backfill.task,
                    backfill.dispatched,
                    backfill.endedAt
                )
            }
            bite.pruned.rows += try connection.run(
                "DELETE FROM zart_backfill_stretches WHERE backfill = ?",
                backfill.id
            )
            bite.pruned.rows += try connection.run("DELETE FROM zart_backfills WHERE id = ?", backfill.id)
        }
        return old.count < room
    }

    private static let oldBackfillsSQL = """
        SELECT id, task, dispatched, ended_at FROM zart_backfills b
        WHERE ended_at IS NOT NULL AND id < (SELECT max(id) FROM zart_backfills)
            AND (id <= (SELECT max(id) FROM zart_backfills) - ?2
                OR max(created_at, ended_at) < ?1 AND (position IS NULL OR NOT EXISTS
                    (SELECT 1 FROM zart_backfill_stretches s WHERE s.backfill = b.id
                        AND coalesce(s.through > (SELECT max(p.through) FROM zart_pruned p
                            WHERE p.task = b.task AND p.version = s.version), 1))))
            AND NOT EXISTS (SELECT 1 FROM zart_executions e INDEXED BY zart_executions_backfill
                WHERE e.backfill = b.id)
        ORDER BY id LIMIT ?3
        """
}

/// One bite under way.
private struct Bite {
    let request: PruneRequest
    var pruned = Pruned()
    var work = PrunedWork()
    /// How many rows may yet be looked at: those that stay cost as much to pass by as those that go.
    var looks: Int

    init(_ request: PruneRequest) {
        self.request = request
        looks = request.limit * 10
    }

    var room: Int { request.limit - pruned.rows }
    var hasRoom: Bool { room > 0 && looks > 0 }
}
