package import Timetable
package import ZartCore

/// Decisions, schedule versions and answers.
extension SQLiteReader {
    package func ledger(
        task: String,
        from: Instant?,
        to: Instant?,
        after: LedgerPosition?,
        limit: Int
    ) throws(StoreError) -> [LedgerRecord] {
        try snapshot { () throws(StoreError) in
            guard let id = try taskID(task) else { return [] }
            let versions = try connection.statement(Self.versionNumbersSQL).all(id, after?.version ?? .min) {
                $0.int(0)
            }
            var records: [LedgerRecord] = []
            for version in versions where records.count < limit {
                let start = version == after?.version ? after?.nominalAt : nil
                let first = try from.map { from throws(StoreError) in
                    try firstEntry(task: id, version: version, touching: from)
                }
                records += try connection.statement(Self.ledgerSQL).all(
                    id,
                    version,
                    start?.milliseconds ?? .min,
                    first ?? .min,
                    to?.milliseconds ?? .max,
                    from?.milliseconds ?? .min,
                    limit - records.count,
                    read: Self.readEntry
                )
            }
            return try spread(records, of: task)
        }
    }

    /// What of a task's decisions is no longer kept, where some of them may be of the range; nil where none can be.
    ///
    /// How many of them are of the range is not on record: the counts are of all that are gone.
    package func prunedDecisions(task name: String, from: Instant?, to: Instant?) throws(StoreError)
        -> PrunedDecisions?
    {
        try snapshot { () throws(StoreError) -> PrunedDecisions? in
            guard let id = try taskID(name) else { return nil }
            var counts: [Decision: Int] = [:]
            var last: Instant?
            try connection.statement(Self.prunedCountsSQL).each([id]) { row throws(StoreError) in
                let decision: Decision = try row.word(0)
                let through = row.instant(2)
                counts[decision, default: 0] += row.int(1)
                last = max(last ?? through, through)
            }
            guard let through = last, from.map({ $0 <= through }) ?? true else { return nil }
            let first = try versions(task: name).map { min($0.anchor, $0.beganAt) }.min()
            if let to, let first, to < first { return nil }
            return PrunedDecisions(counts: counts, through: through)
        }
    }

    /// The same decisions, with how far the task's jitter, as it is now, puts off each.
    func spread(_ records: [LedgerRecord], of task: String) throws(StoreError) -> [LedgerRecord] {
        let limit = try connection.statement("SELECT jitter FROM zart_tasks WHERE name = ?").first(task) {
            $0.optionalDuration(0)
        }
        guard let limit = limit ?? nil, !records.isEmpty else { return records }
        var schedules: [Int: Schedule] = [:]
        for version in try versions(task: task) {
            schedules[version.version] = schedule(of: version)
        }
        return records.map { record in
            var record = record
            let nominal = record.nominalAt
            let next = schedules[record.version].flatMap { $0.next(after: nominal) }
            record.spread = Jitter.offset(task: task, nominal: nominal, limit: limit, next: next)
            return record
        }
    }

    /// The one row before an instant may reach up to it, since rows of a version do not overlap.
    private func firstEntry(task: Int64, version: Int, touching instant: Instant) throws(StoreError) -> Int64
    {
        let before = try connection.statement(Self.entryBeforeSQL).first(task, version, instant) {
            $0.optionalInt64(0)
        }
        return (before ?? nil) ?? instant.milliseconds
    }

    package func versions(task: String) throws(StoreError) -> [VersionRecord] {
        try connection.statement(Self.versionsSQL).all(task, read: Self.readVersion)
    }

    package func answer(order: Int64) throws(StoreError) -> OrderAnswer? {
        let answer = try connection.statement(Self.answerSQL).first(order) {
            row throws(StoreError) -> OrderAnswer in
            let refusal: OrderAnswer.Refusal? = row.isNull(2) ? nil : try row.word(2)
            return OrderAnswer(
                row.text(0),
                execution: row.optionalText(1),
                backfill: row.optionalInt64(3),
                refusal: refusal,
                queuedAfterRun: row.optionalInt(4),
                isJoined: !row.isNull(5)
            )
        }
        return answer
    }

    static let versionNumbersSQL = """
        SELECT version FROM zart_versions WHERE task = ? AND version >= ? ORDER BY version
        """

    static let entryBeforeSQL = """
        SELECT MAX(nominal_at) FROM zart_ledger WHERE task = ? AND version = ? AND nominal_at <= ?
        """

    /// Version 0 counts what was dispatched by hand.
    static let prunedCountsSQL = """
        SELECT decision, count, through FROM zart_pruned WHERE task = ? AND version > 0
        """

    static let entryColumns = """
        nominal_at, until, count, decision, decided_at, resolved_at, execution, held_by, coalesced_into, version
        """

    static let ledgerSQL = """
        SELECT \(entryColumns) FROM zart_ledger
        WHERE task = ?1 AND version = ?2 AND nominal_at > ?3 AND nominal_at >= ?4 AND nominal_at <= ?5
            AND until >= ?6
        ORDER BY nominal_at LIMIT ?7
        """

    /// What ``readVersion(_:)`` reads; for the caller to say of which task.
    static let versionSelect = """
        SELECT t.name, v.version, v.recurrence, v.zone_fingerprint, v.anchor, v.includes_anchor, v.began_at,
            v.ended_at, v.starting_at, v.ending_at, v.cause
        FROM zart_tasks t JOIN zart_versions v ON v.task = t.id
        """

    static let versionsSQL = "\(versionSelect) WHERE t.name = ? ORDER BY v.version"

    private static let answerSQL = """
        SELECT COALESCE(answer, ''), answer_execution, refusal, arguments->>'begun',
            iif(answered_at IS NULL, arguments->>'run', NULL), arguments->>'joined'
        FROM zart_orders WHERE id = ? AND (answered_at IS NOT NULL OR answer IS NOT NULL)
        """

    static func readVersion(_ row: borrowing Row) throws(StoreError) -> VersionRecord {
        VersionRecord(
            task: row.text(0),
            version: row.int(1),
            recurrence: try row.parsed(2) { Recurrence(storedText: $0) },
            zoneFingerprint: row.optionalText(3),
            anchor: row.instant(4),
            includesAnchor: row.bool(5),
            beganAt: row.instant(6),
            endedAt: row.optionalInstant(7),
            startingAt: row.optionalInstant(8),
            endingAt: row.optionalInstant(9),
            cause: row.text(10)
        )
    }

    /// Reads ``entryColumns``.
    static func readEntry(_ row: borrowing Row) throws(StoreError) -> LedgerRecord {
        LedgerRecord(
            nominalAt: row.instant(0),
            until: row.instant(1),
            count: row.int(2),
            decision: try row.word(3),
            decidedAt: row.instant(4),
            resolvedAt: row.optionalInstant(5),
            execution: row.optionalText(6),
            heldBy: row.optionalText(7),
            into: row.optionalInstant(8),
            version: row.int(9)
        )
    }
}
