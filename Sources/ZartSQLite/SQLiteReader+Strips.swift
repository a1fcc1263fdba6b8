internal import Timetable
package import ZartCore

/// What was decided of tasks lately.
extension SQLiteReader {
    /// Cells of a strip.
    private static let cells = 12

    package func strips(tasks: [String]) throws(StoreError) -> [String: [OutcomeRecord]] {
        try snapshot { () throws(StoreError) in
            var strips: [String: [OutcomeRecord]] = [:]
            for name in tasks {
                guard let task = try connection.statement(Self.stripTaskSQL).first(name, read: StripTask.init)
                else { continue }
                strips[name] = try strip(of: task)
            }
            return strips
        }
    }

    /// The newest executions and the skipped instants among and after them, in the order in which they came about.
    ///
    /// An execution stands where it was dispatched and a skipped instant where that was decided: for what is backfilled,
    /// or decided by a resume, that is long after the instant.
    private func strip(of task: StripTask) throws(StoreError) -> [OutcomeRecord] {
        // What came about at once, as after a resume, stands by its instants.
        var cells: [(at: Int64, instant: Int64, cell: OutcomeRecord)] = []
        if let last = task.last {
            let start = last.startedAt?.milliseconds ?? .min
            cells.append((start, start, last))
        }
        _ = try connection.statement(Self.stripExecutionsSQL).all(task.id) { row throws(StoreError) in
            let cell = OutcomeRecord(
                phase: try row.word(0),
                id: row.text(1),
                occurrence: row.optionalInt(2),
                nominalAt: row.optionalInstant(3),
                startedAt: row.optionalInstant(4),
                endedAt: row.optionalInstant(5)
            )
            let created = row.int64(6)
            // A backfill has an order of its own, and work started by hand has no instant.
            let instant = row.bool(7) ? created : row.optionalInt64(3) ?? created
            cells.append((created, instant, cell))
        }
        // Executions came newest first, and what was decided before the oldest one shown is not.
        let border = cells.count < Self.cells ? Int64.min : cells.last?.at ?? .min
        _ = try connection.statement(Self.stripSkipsSQL).all(task.id, border) { row in
            guard row.text(3) == Decision.skippedOverlap.rawValue else { return }
            let count = row.int(2)
            for back in 0..<min(count, Self.cells) {
                // Only the ends of a row have an instant on record; what lies between stands with the last one.
                let isFirst = back == count - 1
                let nominal: Instant? = isFirst ? row.instant(0) : back == 0 ? row.instant(1) : nil
                let cell = OutcomeRecord(phase: nil, nominalAt: nominal, heldBy: row.optionalText(4))
                let instant = isFirst ? row.int64(0) : row.int64(1)
                cells.append((max(row.int64(5), instant), instant, cell))
            }
        }
        let sorted = cells.enumerated()
            .sorted { one, two in
                let (first, second) = (one.element, two.element)
                return (first.at, first.instant, -one.offset) < (second.at, second.instant, -two.offset)
            }
            .map(\.element.cell)
        let newest = sorted.suffix(Self.cells)
        // However many instants it has kept from starting, the newest execution is what they are about.
        guard newest.allSatisfy(\.isSkip), let last = sorted.last(where: { !$0.isSkip }) else {
            return Array(newest)
        }
        return [last] + newest.suffix(Self.cells - 1)
    }

    /// What a strip needs of its task.
    private struct StripTask {
        let id: Int64
        /// The last outcome of a plain scheduled task.
        let last: OutcomeRecord?

        /// Reads a row of ``SQLiteReader/stripTaskSQL``.
        init(_ row: borrowing Row) throws(StoreError) {
            id = row.int64(0)
            guard !row.isNull(1) else {
                last = nil
                return
            }
            last = OutcomeRecord(
                phase: try row.word(1),
                startedAt: row.optionalInstant(2),
                endedAt: row.optionalInstant(3)
            )
        }
    }

    static let stripTaskSQL = """
        SELECT id, CASE kind WHEN 'scheduled' THEN last_status END, last_started_at, last_ended_at
        FROM zart_tasks WHERE name = ?
        """

    static let stripExecutionsSQL = """
        SELECT \(ExecutionRows.phaseSQL), e.id, e.occurrence, e.nominal_at, e.started_at, e.ended_at, e.created_at,
            e.cause = 'backfill'
        FROM zart_executions e WHERE e.task = ? ORDER BY e.seq DESC LIMIT 12
        """

    /// Rows of a version lie one after the other, and versions too, so that the newest few reach back far enough.
    ///
    /// A row tells when the first of its instants was decided; the last one was no earlier than it came.
    static let stripSkipsSQL = """
        SELECT nominal_at, until, count, decision, held_by, decided FROM (
            SELECT nominal_at, until, count, decision, held_by, max(decided_at, coalesce(resolved_at, 0)) AS decided
            FROM zart_ledger WHERE task = ?1 ORDER BY version DESC, nominal_at DESC LIMIT 64)
        WHERE max(decided, until) >= ?2
        """
}
