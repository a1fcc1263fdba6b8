internal import Timetable
internal import ZartCore

/// One look at everything that is kept, a bite at a time: task by task, then handler by handler, then the rest.
struct PruneRound {
    /// What operators asked to go, as it stood when the look began.
    let demands: [Demand]
    var place = Place.tasks(after: 0)
    /// The next ones of this page, the last one first.
    var owners: [KeptOwner] = []
    /// How far the executions of the owner under way have been looked through.
    var sequence = Int64.min
    /// The longest that anything is kept, as far as is known.
    var longest: Duration

    enum Place {
        case tasks(after: Int64)
        case handlers(after: String)
        case rest
    }

    struct Demand {
        let number: Int64
        let task: Int64?
        let before: Instant?
    }

    init(demands: [Demand], rule: RetentionRule) {
        self.demands = demands
        longest = rule.decisions
    }

    /// What was asked to go of this task's past, or of any.
    func demanded(of task: Int64) -> Instant? {
        demands.filter { $0.task == nil || $0.task == task }.compactMap(\.before).max()
    }
}

/// What executions are kept for: a task, or the handler of those that have none.
struct KeptOwner {
    /// 0 for a handler.
    let task: Int64
    /// Empty for a task.
    let handler: String
    let name: String
    let keep: Retention
    /// The next number; nil where executions have none.
    let occurrence: Int?
    let version: Int
    /// How many instants have been decided, spans counted as what they stand for.
    let decided: Int
    /// When the oldest kept execution was created; nil if there is none.
    let oldestCreated: Instant?
    /// The last instant of the oldest kept decision; nil if there is none.
    let oldestDecided: Instant?
}

/// Looking through what is kept, for who removes it and for who only says what would go.
struct KeepingRows {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Tasks after one, in the order in which they were made.
    func tasks(after id: Int64, limit: Int) throws(StoreError) -> [KeptOwner] {
        try connection.statement(
            """
            SELECT id, name, keep_age, keep_count, keep_failed, occurrence, version,
                started + skipped + coalesced + missed_count,
                (SELECT created_at FROM zart_executions WHERE task = t.id ORDER BY seq LIMIT 1),
                (SELECT until FROM zart_ledger WHERE task = t.id ORDER BY version, nominal_at LIMIT 1)
            FROM zart_tasks t WHERE id > ? ORDER BY id LIMIT ?
            """
        ).all(id, limit) { row in
            KeptOwner(
                task: row.int64(0),
                handler: "",
                name: row.text(1),
                keep: Writer.retention(row, at: 2),
                occurrence: row.int(5),
                version: row.int(6),
                decided: row.int(7),
                oldestCreated: row.optionalInstant(8),
                oldestDecided: row.optionalInstant(9)
            )
        }
    }

    /// The next handler, by name, that has executions of no task.
    func handler(after name: String) throws(StoreError) -> KeptOwner? {
        let next = try connection.statement(
            """
            SELECT min(handler) FROM zart_executions INDEXED BY zart_executions_handler
            WHERE task IS NULL AND handler > ?
            """
        ).first(name) { row in row.optionalText(0) }
        guard let next = next ?? nil else { return nil }
        let oldest = try connection.statement(
            """
            SELECT created_at FROM zart_executions INDEXED BY zart_executions_handler
            WHERE task IS NULL AND handler = ? ORDER BY seq LIMIT 1
            """
        ).first(next) { row in row.instant(0) }
        return KeptOwner(
            task: 0,
            handler: next,
            name: next,
            keep: Retention(),
            occurrence: nil,
            version: 0,
            decided: 0,
            oldestCreated: oldest,
            oldestDecided: nil
        )
    }

    // MARK: Executions

    /// The borders of an owner, those that depend on how many rows there are among them.
    func borders(of owner: KeptOwner, _ rule: RetentionRule, demanded: Instant?, now: Instant)
        throws(StoreError) -> KeepingBorders
    {
        let rule = rule.with(owner.keep)
        var borders = KeepingBorders(rule, occurrence: owner.occurrence, demanded: demanded, now: now)
        if owner.task == 0 {
            borders.sequence = try sequence(of: owner.handler, newer: rule.count)
            let (twice, isTooMany) = rule.count.multipliedReportingOverflow(by: 2)
            borders.failedSequence = isTooMany ? .min : try sequence(of: owner.handler, newer: twice)
        } else if let occurrence = owner.occurrence, occurrence > rule.count {
            borders.failedSequence =
                try connection.statement(
                    """
                    SELECT seq FROM zart_executions INDEXED BY zart_executions_failures
                    WHERE task = ? AND status = 'failed' ORDER BY seq DESC LIMIT 1 OFFSET ?
                    """
                ).first(owner.task, rule.count) { row in row.int64(0) } ?? .min
        }
        return borders
    }

    private func sequence(of handler: String, newer count: Int) throws(StoreError) -> Int64 {
        try connection.statement(
            """
            SELECT seq FROM zart_executions INDEXED BY zart_executions_handler
            WHERE task IS NULL AND handler = ? ORDER BY seq DESC LIMIT 1 OFFSET ?
            """
        ).first(handler, count) { row in row.int64(0) } ?? .min
    }

    /// An execution that is past keeping.
    struct Doomed {
        let sequence: Int64
        let status: ExecutionStatus
        let endedAt: Instant
        let hasNumber: Bool
    }

    /// Walks along the owner's executions, oldest first, and hands over those that are past keeping.
    ///
    /// It goes on after `sequence`, which it moves along, and looks at so many as `looks` says, which it counts down, or
    /// until `visit` wants no more. Returns whether nothing more of the owner is past keeping.
    func walk(
        _ owner: KeptOwner,
        _ borders: KeepingBorders,
        from sequence: inout Int64,
        looks: inout Int,
        visit: (Doomed) throws(StoreError) -> Bool
    ) throws(StoreError) -> Bool {
        let which =
            owner.task == 0
            ? "INDEXED BY zart_executions_handler WHERE task IS NULL AND handler = ?1"
            : "INDEXED BY zart_executions_task WHERE task = ?1"
        let key: any Bindable = owner.task == 0 ? owner.handler : owner.task
        let newest = try connection.statement("SELECT max(seq) FROM zart_executions \(which)")
            .first(key) { row in row.int64(0) }
        guard let newest else { return true }
        let held = try holders(of: owner).union(OrderRows(connection).queuedKinds().keys)
        let statement = connection.statement(
            """
            SELECT seq, id, created_at, ended_at, status, occurrence FROM zart_executions \(which)
                AND seq > ?2 ORDER BY seq
            """
        )
        var doomed: [Doomed] = []
        var isBeyond = false
        // Rows are gathered before any goes: a walk along a table that changes under it is undefined.
        let limit = min(looks, 200)
        var looked = 0
        var last = sequence
        let isAtEnd = try statement.walk([key, sequence]) { row throws(StoreError) in
            let (this, number) = (row.int64(0), row.optionalInt(5))
            if borders.isBeyond(sequence: this, number: number, createdAt: row.instant(2)) {
                isBeyond = true
                return false
            }
            looked += 1
            last = this
            // The newest stays, so that numbers of rows are never given twice and the last outcome is known.
            if this != newest, let end = row.optionalInstant(3), !held.contains(row.text(1)) {
                let status: ExecutionStatus = try row.word(4)
                if borders.excludes(sequence: this, number: number, status: status, endedAt: end) {
                    doomed.append(
                        Doomed(sequence: this, status: status, endedAt: end, hasNumber: number != nil)
                    )
                }
            }
            return looked < limit
        }
        looks -= looked
        for execution in doomed {
            guard try !isNeeded(execution.sequence) else { continue }
            guard try visit(execution) else {
                sequence = execution.sequence
                return false
            }
        }
        sequence = last
        return isAtEnd || isBeyond
    }

    /// Executions that instants still waiting for a slot name as the one who has it.
    private func holders(of owner: KeptOwner) throws(StoreError) -> Set<String> {
        guard owner.task != 0 else { return [] }
        return Set(
            try connection.statement(
                """
                SELECT held_by FROM zart_ledger INDEXED BY zart_ledger_buffered
                WHERE task = ? AND decision = 'buffered' AND held_by IS NOT NULL
                """
            ).all(owner.task) { row in row.text(0) }
        )
    }

    /// Whether a step has yet to stop, or a successor waits for it.
    private func isNeeded(_ execution: Int64) throws(StoreError) -> Bool {
        try connection.statement(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM zart_steps INDEXED BY zart_steps_running
                    WHERE execution = ?1 AND status = 'running')
                OR EXISTS (SELECT 1 FROM zart_executions INDEXED BY zart_executions_waiting WHERE waits_for = ?1)
            """
        ).first(execution) { _ in true } ?? false
    }

    // MARK: Decisions

    /// A row of the ledger that is past keeping.
    struct OldDecision {
        let version: Int
        let nominal: Instant
        let until: Instant
        let count: Int
        let decision: String
    }

    /// The oldest rows of a task's ledger that are past keeping, up to the limit.
    ///
    /// What is still to be resolved stays, and so does the newest row of the current version, which the next decision
    /// may lengthen. Rows before `beyond` are too many, however young they are.
    func oldDecisions(
        of owner: KeptOwner,
        before border: Instant,
        beyond: (version: Int, nominal: Instant)?,
        limit: Int
    ) throws(StoreError) -> [OldDecision] {
        var found: [OldDecision] = []
        var previous: OldDecision?
        var isOpen = false
        _ = try connection.statement(
            """
            SELECT version, nominal_at, until, count, decision, resolved_at FROM zart_ledger
            WHERE task = ? ORDER BY version, nominal_at
            """
        ).walk([owner.task]) { row in
            let this = OldDecision(
                version: row.int(0),
                nominal: row.instant(1),
                until: row.instant(2),
                count: row.int(3),
                decision: row.text(4)
            )
            // A row is known not to be the newest once there is another.
            if let previous, !isOpen { found.append(previous) }
            guard found.count < limit else { return false }
            let isTooMany = beyond.map { (this.version, this.nominal) < ($0.version, $0.nominal) } ?? false
            guard this.until < border || isTooMany else {
                previous = nil
                return false
            }
            previous = this
            isOpen =
                this.decision == Decision.buffered.rawValue
                || this.decision == Decision.paused.rawValue && row.isNull(5) && this.version == owner.version
            return true
        }
        // The very last row of all belongs to the current version, unless the task has decided nothing since.
        if let previous, !isOpen, found.count < limit, previous.version != owner.version {
            found.append(previous)
        }
        return found
    }

    /// The row of the ledger from which on so many are kept; nil if there are not more.
    func ledgerBorder(of task: Int64, newest count: Int) throws(StoreError) -> (
        version: Int, nominal: Instant
    )? {
        try connection.statement(
            """
            SELECT version, nominal_at FROM zart_ledger WHERE task = ?
            ORDER BY version DESC, nominal_at DESC LIMIT 1 OFFSET ?
            """
        ).first(task, count - 1) { row in (row.int(0), row.instant(1)) }
    }

    /// How many decisions of a task were pruned.
    func prunedDecisions(of task: Int64) throws(StoreError) -> Int {
        try connection.statement("SELECT sum(count) FROM zart_pruned WHERE task = ? AND version > 0")
            .first(task) { row in row.int(0) } ?? 0
    }
}
