package import Timetable
package import ZartCore

/// What holds work back, and how much.
extension SQLiteReader {
    package func holds() throws(StoreError) -> HoldReport {
        try snapshot { () throws(StoreError) in try HoldRows(connection).report() }
    }

    /// By whom, where and why each paused task was paused, by its name.
    package func pauses() throws(StoreError) -> [String: StateChangeRecord] {
        var changes: [String: StateChangeRecord] = [:]
        try connection.statement(Self.pauseChangesSQL).each([]) { row throws(StoreError) in
            changes[row.text(0)] = StateChangeRecord(
                at: row.instant(1),
                from: try row.word(2),
                to: .paused,
                actor: row.text(3),
                terminal: row.text(4),
                reason: row.optionalText(5)
            )
        }
        return changes
    }

    private static let pauseChangesSQL = """
        SELECT t.name, c.at, c.from_state, c.actor, c.terminal, c.reason
        FROM zart_tasks t JOIN zart_state_changes c ON c.task = t.id
            AND c.number = (SELECT max(number) FROM zart_state_changes WHERE task = t.id AND to_state = 'paused')
        WHERE t.state = 'paused'
        """

    func isHeld() throws(StoreError) -> Bool { try HoldRows(connection).hold() != nil }

    /// How many instants a resume of each paused task would decide, by its name: those recorded and, where nobody
    /// ticks, those that have passed since.
    ///
    /// Costs what is paused, and nothing for how long.
    package func heldBack(at now: Instant) throws(StoreError) -> [String: Int] {
        try snapshot { () throws(StoreError) in
            var recorded: [Int64: [Int: Int]] = [:]
            _ = try connection.statement(Self.heldBackSQL).all { row in
                recorded[row.int64(0), default: [:]][row.int(1), default: 0] += row.int(2)
            }
            let isHeld = try isHeld()
            var counts: [String: Int] = [:]
            for row in try taskRows(
                isHeld ? "WHERE t.state IN ('active', 'paused')" : "WHERE t.state = 'paused'"
            ) {
                counts[row.name] = (recorded[row.id]?[row.version] ?? 0) + passed(view(row), at: now)
            }
            return counts
        }
    }

    static let heldBackSQL = """
        SELECT task, version, count FROM zart_ledger INDEXED BY zart_ledger_held
        WHERE decision = 'paused' AND resolved_at IS NULL
        """

    /// Instants that have passed undecided and will be recorded as paused.
    private func passed(_ view: TaskView, at now: Instant) -> Int {
        guard let schedule = view.schedule else {
            return view.nextDue.map { $0.effective <= now } ?? false && view.skips == 0 ? 1 : 0
        }
        var end = view.endingAt.map { min($0, now) } ?? now
        // Jitter stays below the next instant, so only the last one can still be to come.
        if let last = schedule.last(after: view.cursor, through: end), view.effective(last) > now {
            end = last - .milliseconds(1)
        }
        return max(0, schedule.count(after: view.cursor, through: end) - view.skips)
    }
}
