internal import Timetable
internal import ZartCore

// What becomes of alarms, and what they are judged from.

extension Writer {
    // MARK: Writing

    func write(_ raise: AlarmRaise) throws(StoreError) -> Outcome {
        let alarm = raise.alarm
        try connection.run(
            """
            INSERT INTO zart_alarms (id, task, kind, subject, execution, step, since, raised_at, sentence, evidence)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            alarm.id,
            alarm.task,
            alarm.kind.rawValue,
            alarm.subject,
            alarm.execution,
            alarm.step,
            alarm.since,
            alarm.raisedAt,
            alarm.sentence,
            alarm.evidence
        )
        try addNotice(of: alarm.id, .raised, isAddressed: raise.isAddressed, at: alarm.raisedAt)
        return .done
    }

    func write(_ end: AlarmEnd) throws(StoreError) -> Outcome {
        let changed = try connection.run(
            "UPDATE zart_alarms SET recovered_at = ?, recovery = ? WHERE id = ? AND recovered_at IS NULL",
            end.at,
            end.sentence,
            end.alarm
        )
        guard changed > 0 else { return .refused }
        try addNotice(of: end.alarm, .recovered, isAddressed: end.isAddressed, at: end.at)
        return .done
    }

    private func addNotice(of alarm: Int64, _ change: AlarmChange, isAddressed: Bool, at: Instant)
        throws(StoreError)
    {
        let status = isAddressed ? NoticeStatus.pending : .unaddressed
        try connection.run(
            "INSERT INTO zart_alarm_notices (alarm, change, status, due_at, ended_at) VALUES (?, ?, ?, ?, ?)",
            alarm,
            change.rawValue,
            status.rawValue,
            isAddressed ? at : nil,
            isAddressed ? nil : at
        )
    }

    func write(_ acknowledgement: AlarmAcknowledgement) throws(StoreError) -> Outcome {
        Outcome(
            changes: try connection.run(
                """
                UPDATE zart_alarms SET acknowledged_at = ?, acknowledged_by = ?, acknowledged_from = ?,
                    acknowledged_because = ?
                WHERE id = ? AND recovered_at IS NULL AND acknowledged_at IS NULL
                """,
                acknowledgement.at,
                acknowledgement.actor,
                acknowledgement.terminal,
                acknowledgement.reason,
                acknowledgement.alarm
            )
        )
    }

    func write(_ attempt: NoticeAttempt) throws(StoreError) -> Outcome {
        Outcome(
            changes: try connection.run(
                """
                UPDATE zart_alarm_notices SET status = ?, attempts = ?, due_at = ?, ended_at = ?, error = ?
                WHERE alarm = ? AND change = ? AND status = 'pending'
                """,
                attempt.status.rawValue,
                attempt.attempts,
                attempt.dueAt,
                attempt.status == .pending ? nil : attempt.at,
                attempt.error,
                attempt.alarm,
                attempt.change.rawValue
            )
        )
    }

    /// Removes alarms that have long been over, with their notices, a few at a time.
    ///
    /// The newest one stays, or its number would be given again.
    func pruneAlarms(before border: Instant, limit: Int) throws(StoreError) {
        let doomed = try connection.statement(
            """
            SELECT id FROM zart_alarms WHERE recovered_at < ?1 AND id < (SELECT max(id) FROM zart_alarms)
                AND NOT EXISTS (SELECT 1 FROM zart_alarm_notices n WHERE n.alarm = zart_alarms.id
                    AND n.status = 'pending')
            ORDER BY recovered_at LIMIT ?2
            """
        ).all(border, limit) { row in row.int64(0) }
        for alarm in doomed {
            try connection.run("DELETE FROM zart_alarm_notices WHERE alarm = ?", alarm)
            try connection.run("DELETE FROM zart_alarms WHERE id = ?", alarm)
        }
    }

    // MARK: What a worker begins with

    func loadAlarms() throws(StoreError) -> AlarmImage {
        var image = AlarmImage()
        image.last =
            try connection.statement("SELECT max(id) FROM zart_alarms").first { row in row.int64(0) } ?? 0
        image.raised = try connection.statement(
            """
            SELECT id, task, kind, subject, execution, step, since, raised_at, sentence, evidence, acknowledged_by
            FROM zart_alarms INDEXED BY zart_alarms_raised WHERE recovered_at IS NULL ORDER BY id
            """
        ).all { (row) throws(StoreError) in try Self.alarm(row) }
        image.pending = try connection.statement(
            """
            SELECT a.id, a.task, a.kind, a.subject, a.execution, a.step, a.since, a.raised_at, a.sentence, a.evidence,
                a.acknowledged_by, n.change, n.attempts, n.due_at, a.recovered_at, a.recovery, t.name
            FROM zart_alarm_notices n INDEXED BY zart_alarm_notices_pending
            JOIN zart_alarms a ON a.id = n.alarm JOIN zart_tasks t ON t.id = a.task
            WHERE n.status = 'pending' ORDER BY n.due_at, n.alarm
            """
        ).all { (row) throws(StoreError) in
            let alarm = try Self.alarm(row)
            let isOver = try row.word(11, AlarmChange.self) == .recovered
            let notice = AlarmNotice(
                of: alarm,
                task: row.text(16),
                recovered: isOver ? (row.instant(14), row.text(15)) : nil
            )
            return PendingNotice(notice, task: alarm.task, attempts: row.int(12), dueAt: row.instant(13))
        }
        return image
    }

    private static func alarm(_ row: borrowing Row) throws(StoreError) -> RaisedAlarm {
        RaisedAlarm(
            id: row.int64(0),
            task: row.int64(1),
            kind: try row.word(2),
            subject: row.text(3),
            execution: row.optionalText(4),
            step: row.optionalText(5),
            since: row.instant(6),
            raisedAt: row.instant(7),
            sentence: row.text(8),
            evidence: row.text(9),
            acknowledgedBy: row.optionalText(10)
        )
    }

    // MARK: What alarms are judged from

    /// The newest failures in a row, counted up to 200 executions back, and the last success.
    func alarmHistory(task: Int64) throws(StoreError) -> AlarmHistory {
        var history = try ends(task: task)
        try readIdle(task: task, into: &history)
        return history
    }

    /// When the task did not tick since its last success, and since when it does.
    private func readIdle(task: Int64, into history: inout AlarmHistory) throws(StoreError) {
        var spans: [AlarmHistory.Idle] = []
        let since = history.lastSuccess
        var next: Instant?
        _ = try connection.statement(Self.newestChangesSQL).walk([task]) { row in
            let at = row.instant(0)
            if row.text(1) != TaskState.active.rawValue { spans.append(.init(from: at, to: next)) }
            next = at
            return at > since
        }
        _ = try connection.statement(Self.newestHoldsSQL).walk([]) { row in
            let end = row.optionalInstant(1)
            spans.append(.init(from: row.instant(0), to: end))
            return end.map { $0 > since } ?? true
        }
        history.idle = spans
        if !spans.contains(where: { $0.to == nil }) { history.activeSince = spans.compactMap(\.to).max() }
    }

    private static let newestChangesSQL =
        "SELECT at, to_state FROM zart_state_changes WHERE task = ? ORDER BY number DESC"

    private static let newestHoldsSQL = "SELECT began_at, ended_at FROM zart_holds ORDER BY number DESC"

    /// How the newest executions of a task, or calls of its function, ended.
    private func ends(task: Int64) throws(StoreError) -> AlarmHistory {
        let row = try connection.statement(
            """
            SELECT kind, failures, last_ended_at, last_error, last_success_at, created_at FROM zart_tasks WHERE id = ?
            """
        ).first(task) { row in
            (
                isPlain: row.text(0) == TaskKind.scheduled.rawValue,
                streak: AlarmFacts.Streak(
                    count: row.int(1),
                    lastID: "",
                    lastAt: row.optionalInstant(2) ?? row.instant(5),
                    error: row.optionalText(3)
                ),
                lastSuccess: row.optionalInstant(4), createdAt: row.instant(5)
            )
        }
        let createdAt = row?.createdAt ?? Instant(milliseconds: 0)
        if let row, row.isPlain {
            return AlarmHistory(streak: row.streak, lastSuccess: row.lastSuccess, createdAt: createdAt)
        }
        var ends = RecentEnds()
        _ = try connection.statement(Self.newestEndsSQL).walk([task]) { (row) throws(StoreError) in
            ends.add(try SQLiteReader.readEnd(row))
        }
        var streak = ends.streak(since: createdAt)
        var lastSuccess = ends.lastSuccess
        // No success was met: unless these are all there ever were, more may have failed before.
        if lastSuccess == nil {
            let isPruned = try connection.statement(
                "SELECT EXISTS (SELECT 1 FROM zart_pruned_work WHERE task = ?)"
            )
            .first(task) { row in row.bool(0) }
            streak.isAtLeast = ends.count == AlarmFacts.Streak.mostCounted || isPruned == true
            lastSuccess = try connection.statement(
                """
                SELECT ended_at FROM zart_executions WHERE task = ? AND status = 'completed' ORDER BY seq DESC LIMIT 1
                """
            ).first(task) { row in row.instant(0) }
        }
        // What is no longer kept was a success all the same.
        let pruned = try connection.statement(
            "SELECT max(value) FROM zart_pruned_work WHERE task = ? AND measure = ?"
        ).first(task, PrunedWork.Measure.lastSuccess.rawValue) { row in row.optionalInstant(0) }
        return AlarmHistory(
            streak: streak,
            lastSuccess: [lastSuccess, pruned ?? nil].compactMap(\.self).max(),
            createdAt: createdAt
        )
    }

    private static let newestEndsSQL = """
        SELECT status, id, ended_at, substr(error, 1, 1000) FROM zart_executions
        WHERE task = ? AND ended_at IS NOT NULL ORDER BY seq DESC LIMIT \(AlarmFacts.Streak.mostCounted)
        """

    /// How long a task's executions usually take, from the same rows as the reader's statistics.
    func statistics(task: Int64) throws(StoreError) -> TaskStatistics {
        var samples: [TaskStatistics.Sample] = []
        _ = try connection.statement(SQLiteReader.newDurationsSQL).walk([task, Int64.min, 200]) { row in
            if let sample = SQLiteReader.readDuration(row).sample { samples.append(sample) }
            return samples.count < TaskStatistics.most
        }
        return TaskStatistics(of: samples)
    }
}
