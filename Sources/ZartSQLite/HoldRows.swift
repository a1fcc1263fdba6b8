internal import Timetable
internal import ZartCore

/// What holds work back, as rows: pauses of everything and step rules.
struct HoldRows {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: Reading

    /// Instants of a version that a pause has held and nothing has decided since, oldest first.
    func pausedSpans(task: Int64, version: Int) throws(StoreError) -> [ResumePlanner.Span] {
        try connection.statement(
            """
            SELECT nominal_at, until, count FROM zart_ledger INDEXED BY zart_ledger_held
            WHERE task = ? AND version = ? AND decision = 'paused' AND resolved_at IS NULL ORDER BY nominal_at
            """
        ).all(task, version) { row in
            ResumePlanner.Span(nominal: row.instant(0), until: row.instant(1), count: row.int(2))
        }
    }

    private static let holdColumns = "number, began_at, until, actor, terminal, note"

    func hold() throws(StoreError) -> EngineHold? {
        try connection.statement("SELECT \(Self.holdColumns) FROM zart_holds WHERE ended_at IS NULL")
            .first(read: Self.readHold)
    }

    /// The hold that was in force at a time, and the release that ended it or the one that took its place.
    func hold(at time: Instant) throws(StoreError) -> HoldSpan? {
        let hold = try connection.statement(Self.holdAtSQL).first(time, read: Self.readHold)
        guard let hold else { return nil }
        let release = try connection.statement(Self.releaseSQL).first(hold.number) { row in
            HoldSpan(hold: hold, endedAt: row.optionalInstant(0), endedBy: row.optionalText(1) ?? "")
        }
        return release ?? HoldSpan(hold: hold, endedAt: nil)
    }

    static let holdAtSQL = """
        SELECT \(holdColumns) FROM zart_holds
        WHERE began_at <= ?1 AND (ended_at IS NULL OR ended_at > ?1) ORDER BY number DESC LIMIT 1
        """

    /// A hold that ended as the next one began was not released.
    static let releaseSQL = """
        SELECT ended_at, ended_by FROM zart_holds h
        WHERE number >= ? AND NOT EXISTS
            (SELECT 1 FROM zart_holds n WHERE n.number = h.number + 1 AND n.began_at = h.ended_at)
        ORDER BY number LIMIT 1
        """

    private static func readHold(_ row: borrowing Row) -> EngineHold {
        EngineHold(
            number: row.int64(0),
            beganAt: row.instant(1),
            until: row.optionalInstant(2),
            actor: row.text(3),
            terminal: row.text(4),
            note: row.optionalText(5)
        )
    }

    func rules() throws(StoreError) -> [StepRule] {
        try connection.statement("\(Self.ruleSelect) WHERE ended_at IS NULL ORDER BY number").all(
            read: Self.readRule
        )
    }

    /// All rules that there ever were and when each ended, oldest first.
    func allRules() throws(StoreError) -> [(rule: StepRule, endedAt: Instant?)] {
        try connection.statement("\(Self.ruleSelect) ORDER BY number").all { (row) throws(StoreError) in
            (rule: try Self.readRule(row), endedAt: row.optionalInstant(7))
        }
    }

    private static let ruleSelect =
        "SELECT number, steps, tasks, actor, terminal, note, began_at, ended_at FROM zart_step_rules"

    private static func readRule(_ row: borrowing Row) throws(StoreError) -> StepRule {
        StepRule(
            number: row.int64(0),
            steps: try row.parsed(1) { try? NamePattern($0) },
            tasks: try row.parsed(2) { try? NamePattern($0) },
            actor: row.text(3),
            terminal: row.text(4),
            note: row.optionalText(5),
            beganAt: row.instant(6)
        )
    }

    /// Found along the index of open executions.
    static let heldSQL = """
        SELECT s.execution, s.name, coalesce(t.name, e.handler)
        FROM zart_executions e INDEXED BY zart_executions_open
        CROSS JOIN zart_steps s ON s.execution = e.seq AND s.run = e.run
        LEFT JOIN zart_tasks t ON t.id = e.task
        WHERE e.ended_at IS NULL AND s.status = 'waiting' AND s.kind IN ('step', 'transaction')
        ORDER BY s.execution, s.seq
        """

    func heldSteps() throws(StoreError) -> [HeldStep] {
        try connection.statement(Self.heldSQL).all { row in
            HeldStep(execution: row.int64(0), name: row.text(1), task: row.text(2))
        }
    }

    func report() throws(StoreError) -> HoldReport {
        let rules = try rules()
        var waiting: [Int64: Int] = [:]
        if !rules.isEmpty {
            for step in try heldSteps() {
                if let rule = rules.holding(step.name, of: step.task) {
                    waiting[rule.number, default: 0] += 1
                }
            }
        }
        return HoldReport(hold: try hold(), rules: rules, waiting: waiting)
    }

    // MARK: Writing

    func write(_ write: HoldWrite) throws(StoreError) -> Outcome {
        switch write {
        case .begin(let hold):
            try end(at: hold.beganAt, by: hold.actor)
            try connection.run(
                "INSERT INTO zart_holds (number, began_at, until, actor, terminal, note) VALUES (?, ?, ?, ?, ?, ?)",
                hold.number,
                hold.beganAt,
                hold.until,
                hold.actor,
                hold.terminal,
                hold.note
            )
        case .release(let at, let actor):
            try end(at: at, by: actor)
            // As with a resume: what this leaves paused is decided, and the next one has no say in it.
            try connection.run(
                """
                UPDATE zart_ledger INDEXED BY zart_ledger_held SET resolved_at = ?
                WHERE decision = 'paused' AND resolved_at IS NULL AND (task, version) IN
                    (SELECT id, version FROM zart_tasks WHERE state = 'active')
                """,
                at
            )
        case .addRule(let rule):
            try connection.run(
                """
                INSERT INTO zart_step_rules (number, steps, tasks, actor, terminal, note, began_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                rule.number,
                rule.steps.description,
                rule.tasks.description,
                rule.actor,
                rule.terminal,
                rule.note,
                rule.beganAt
            )
        case .removeRules(let numbers, let at, let actor):
            for number in numbers {
                try connection.run(
                    "UPDATE zart_step_rules SET ended_at = ?, ended_by = ? WHERE number = ? AND ended_at IS NULL",
                    at,
                    actor,
                    number
                )
            }
        case .skip(let task, let count):
            try connection.run("UPDATE zart_tasks SET skip_next = ? WHERE id = ?", count, task)
        case .streak(let task, let streak):
            try connection.run(
                "UPDATE zart_tasks SET failures_in_row = ?, failed_ids = ? WHERE id = ?",
                streak.count,
                streak.names.joined(separator: " "),
                task
            )
        }
        return .done
    }

    private func end(at now: Instant, by actor: String) throws(StoreError) {
        try connection.run(
            "UPDATE zart_holds SET ended_at = ?, ended_by = ? WHERE ended_at IS NULL",
            now,
            actor
        )
    }
}
