internal import Timetable
package import ZartCore

/// Alarms as they stand, with what became of telling somebody.
extension SQLiteReader {
    package func alarms(_ which: AlarmSelection, limit: Int) throws(StoreError) -> [AlarmRecord] {
        try snapshot { () throws(StoreError) in
            try grown(try readAlarms(which, limit: limit), failing: [])
        }
    }

    /// What is still raised says how many there are by now, of what it counts; streaks that are known already are not
    /// counted again.
    func grown(_ alarms: [AlarmRecord], failing: [AttentionRecord]) throws(StoreError) -> [AlarmRecord] {
        var streaks: [String: AlarmFacts.Streak] = [:]
        for case .failing(let task, let streak) in failing { streaks[task] = streak }
        var grown = alarms
        for place in grown.indices where grown[place].recoveredAt == nil {
            let alarm = grown[place]
            switch alarm.kind {
            case .failures:
                let streak =
                    if let known = streaks[alarm.task] { known } else { try self.streak(of: alarm.task) }
                try update(&grown[place], streak)
            case .starved: try updateStarved(&grown[place])
            case .late, .noHandler, .longerThan, .shorterThan, .noSuccess, .stubborn: break
            }
        }
        return grown
    }

    private func update(_ alarm: inout AlarmRecord, _ streak: AlarmFacts.Streak) throws(StoreError) {
        // A plain task's calls are counted and not kept.
        guard alarm.execution != nil else { return }
        let raised = try count("failures", in: alarm)
        guard streak.count >= raised else { return try updatePruned(&alarm, streak, atLeast: raised) }
        alarm.sentence = streak.sentence
        alarm.execution = streak.lastID
        try set(
            ["failures": streak.count, "lastEndedAt": streak.lastAt.description, "error": streak.error],
            in: &alarm
        )
    }

    /// Where fewer are kept than there were when it was raised, there are at least as many as then.
    private func updatePruned(_ alarm: inout AlarmRecord, _ kept: AlarmFacts.Streak, atLeast raised: Int)
        throws(StoreError)
    {
        guard kept.isAtLeast else { return }
        var streak = kept
        streak.count = raised
        if kept.count > 0 {
            alarm.execution = kept.lastID
        } else {
            // Which one was the last is not known either.
            streak.error = try text("error", in: alarm)
        }
        alarm.sentence = streak.sentence
    }

    private func updateStarved(_ alarm: inout AlarmRecord) throws(StoreError) {
        let holder = try connection.statement(alarm.execution == nil ? Self.functionSQL : Self.holderSQL)
            .first(alarm.execution ?? alarm.task) {
                (dispatched: $0.optionalInstant(0), begun: $0.optionalInstant(1))
            }
        let skips = try connection.statement(Self.starvedSQL).all(alarm.task, alarm.since, alarm.execution) {
            row in
            AlarmFacts.Skips(
                heldBy: alarm.execution ?? "",
                count: row.int(0),
                first: row.instant(1),
                last: row.instant(2)
            )
        }
        guard let last = skips.map(\.last).max() else { return }
        let total = skips.reduce(0) { $0 + $1.count(since: holder?.dispatched) }
        guard try total >= count("skipped", in: alarm) else { return }
        alarm.sentence = AlarmFacts.Skips.sentence(total, heldBy: alarm.execution ?? "", since: holder?.begun)
        try set(["skipped": total, "lastNominalAt": last.description], in: &alarm)
    }

    /// What the evidence counted when the alarm was raised.
    private func count(_ member: String, in alarm: AlarmRecord) throws(StoreError) -> Int {
        try connection.statement("SELECT coalesce(?1 ->> ('$.' || ?2), 0)").first(alarm.evidence, member) {
            $0.int(0)
        } ?? 0
    }

    private func text(_ member: String, in alarm: AlarmRecord) throws(StoreError) -> String? {
        try connection.statement("SELECT ?1 ->> ('$.' || ?2)").first(alarm.evidence, member) {
            $0.optionalText(0)
        } ?? nil
    }

    /// Brings members of the evidence up to date.
    private func set(_ members: KeyValuePairs<String, any Bindable>, in alarm: inout AlarmRecord)
        throws(StoreError)
    {
        for (name, value) in members {
            let evidence = try connection.statement("SELECT json_set(?1, '$.' || ?2, ?3)").first(
                alarm.evidence,
                name,
                value
            ) {
                $0.text(0)
            }
            if let evidence { alarm.evidence = evidence }
        }
    }

    /// When the execution was dispatched that an alarm puts the skips down to, and when it began.
    static let holderSQL = """
        SELECT CASE WHEN run = 0 THEN created_at ELSE started_at END, started_at FROM zart_executions WHERE id = ?
        """

    /// The same of a plain task's function.
    static let functionSQL = """
        SELECT last_started_at, last_started_at FROM zart_tasks WHERE name = ? AND last_status = 'running'
        """

    /// Skips in a row because of one same execution are one row, or few.
    static let starvedSQL = """
        SELECT count, nominal_at, until FROM zart_ledger
        WHERE task = (SELECT t.id FROM zart_tasks t WHERE t.name = ?1)
            AND version = (SELECT t.version FROM zart_tasks t WHERE t.name = ?1)
            AND nominal_at >= ?2 AND decision = 'skipped-overlap' AND coalesce(held_by, '') = coalesce(?3, '')
        """

    /// The same within a snapshot that the caller has taken.
    func readAlarms(_ which: AlarmSelection, limit: Int) throws(StoreError) -> [AlarmRecord] {
        let parameters: [any Bindable]
        let sql: String
        switch which {
        case .raised: (sql, parameters) = (Self.raisedAlarmsSQL, [limit])
        case .all: (sql, parameters) = (Self.alarmsSQL, [limit])
        case .numbered(let id): (sql, parameters) = (Self.alarmSQL, [id])
        }
        var records: [AlarmRecord] = []
        _ = try connection.statement(sql).walk(parameters) { row throws(StoreError) in
            records.append(try Self.readAlarm(row))
            return true
        }
        for index in records.indices { records[index].notices = try notices(of: records[index].id) }
        return records
    }

    package func pendingNotices() throws(StoreError) -> Set<String> {
        let ids = try connection.statement(
            "SELECT alarm, change FROM zart_alarm_notices WHERE status = 'pending'"
        ).all { row in "\(row.int64(0))-\(row.text(1))" }
        return Set(ids)
    }

    private func notices(of alarm: Int64) throws(StoreError) -> [AlarmRecord.Notice] {
        try connection.statement(Self.noticesSQL).all(alarm) { row throws(StoreError) in
            AlarmRecord.Notice(
                change: try row.word(0),
                status: try row.word(1),
                attempts: row.int(2),
                nextAt: row.optionalInstant(3),
                endedAt: row.optionalInstant(4),
                error: row.optionalText(5)
            )
        }
    }

    private static func readAlarm(_ row: borrowing Row) throws(StoreError) -> AlarmRecord {
        let acknowledgement = row.optionalInstant(11).map {
            AlarmAcknowledgement(
                alarm: row.int64(0),
                actor: row.text(12),
                terminal: row.text(13),
                reason: row.optionalText(14),
                at: $0
            )
        }
        return AlarmRecord(
            id: row.int64(0),
            task: row.text(1),
            kind: try row.word(2),
            execution: row.optionalText(3),
            step: row.optionalText(4),
            since: row.instant(5),
            raisedAt: row.instant(6),
            sentence: row.text(7),
            evidence: row.text(8),
            recoveredAt: row.optionalInstant(9),
            recovery: row.optionalText(10),
            acknowledgement: acknowledgement
        )
    }

    private static let alarmColumns = """
        a.id, t.name, a.kind, a.execution, a.step, a.since, a.raised_at, a.sentence, a.evidence, a.recovered_at,
            a.recovery, a.acknowledged_at, a.acknowledged_by, a.acknowledged_from, a.acknowledged_because
        """

    static let raisedAlarmsSQL = """
        SELECT \(alarmColumns) FROM zart_alarms a INDEXED BY zart_alarms_raised
        CROSS JOIN zart_tasks t ON t.id = a.task WHERE a.recovered_at IS NULL ORDER BY a.id LIMIT ?
        """

    static let alarmsSQL = """
        SELECT \(alarmColumns) FROM zart_alarms a CROSS JOIN zart_tasks t ON t.id = a.task
        ORDER BY a.id DESC LIMIT ?
        """

    static let alarmSQL = """
        SELECT \(alarmColumns) FROM zart_alarms a CROSS JOIN zart_tasks t ON t.id = a.task WHERE a.id = ?
        """

    static let noticesSQL = """
        SELECT change, status, attempts, due_at, ended_at, error FROM zart_alarm_notices WHERE alarm = ?
        ORDER BY change
        """
}
