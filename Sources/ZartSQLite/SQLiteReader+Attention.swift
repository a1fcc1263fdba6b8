package import Timetable
package import ZartCore

/// What an operator should look at.
extension SQLiteReader {
    package func attention(tasks: [TaskRecord], at now: Instant) throws(StoreError) -> [AttentionRecord] {
        try snapshot { () throws(StoreError) in
            var found: [AttentionRecord] = []
            let worker = try presentWorker(at: now)
            if let session = worker.session, let silence = worker.silence {
                found.append(.leaseExpired(session: session, silence))
            }
            let failing = try failing(tasks)
            let alarms = try grown(try raisedAlarms(), failing: failing)
            // What somebody has in hand comes last.
            found += alarms.filter { $0.acknowledgement == nil }.map { .alarm($0) }
            found += try late(tasks, at: now, worker)
            found += try stopping()
            let paused = try pausedByFailures(tasks)
            found += tasks.compactMap { paused[$0.name] }
            found += failing
            found += try retryingOften()
            found.removeAll { record in
                if case .failing(let task, _) = record, paused[task] != nil { return true }
                return alarms.contains { $0.says(record) }
            }
            found += try untold(since: now - .seconds(86_400))
            return found + alarms.filter { $0.acknowledgement != nil }.map { .alarm($0) }
        }
    }

    /// Raised alarms, the urgent kinds first.
    private func raisedAlarms() throws(StoreError) -> [AlarmRecord] {
        try readAlarms(.raised, limit: 500).sorted { ($0.kind.urgency, $0.id) < ($1.kind.urgency, $1.id) }
    }

    /// Alarms that are over and of which nobody could be told: a hook that fails is one thing, however many it was to tell.
    private func untold(since: Instant) throws(StoreError) -> [AttentionRecord] {
        let tasks = try connection.statement(Self.untoldSQL).all(since) { row in
            (newest: row.int64(0), count: row.int(1), isAtLeast: row.bool(2))
        }
        var found: [AttentionRecord] = []
        for task in tasks {
            if let newest = try readAlarms(.numbered(task.newest), limit: 1).first {
                found.append(.untold(newest, others: task.count - 1, isAtLeast: task.isAtLeast))
            }
        }
        return found
    }

    private func late(_ tasks: [TaskRecord], at now: Instant, _ worker: PresentWorker) throws(StoreError)
        -> [AttentionRecord]
    {
        let late = tasks.filter { $0.isLate(at: now) }
            .sorted { ($0.dueAt ?? now, $0.name) < ($1.dueAt ?? now, $1.name) }
        guard !late.isEmpty else { return [] }
        let handlers = try handlers(of: worker)
        return late.map { task in
            .late(
                task: task.name,
                handler: task.handler,
                since: task.dueAt ?? now,
                reason: worker.lateness(of: task.handler, among: handlers)
            )
        }
    }

    private func stopping() throws(StoreError) -> [AttentionRecord] {
        var successors: [Int64: String] = [:]
        _ = try connection.statement(Self.successorsSQL).all { row in
            successors[row.int64(0)] = row.text(1)
        }
        return try connection.statement(Self.stoppingSQL).all { row in
            .stopping(
                execution: row.text(1),
                step: row.text(2),
                since: row.instant(3),
                successor: successors[row.int64(0)]
            )
        }
    }

    /// Those that wait for somebody who lets them go on, since the engine itself has paused them.
    private func pausedByFailures(_ tasks: [TaskRecord]) throws(StoreError) -> [String: AttentionRecord] {
        var found: [String: AttentionRecord] = [:]
        for task in tasks where task.state == .paused && task.note != nil {
            let change = try connection.statement(Self.newestChangeSQL).first(task.name) { row in
                (actor: row.text(0), at: row.instant(1), reason: row.text(2))
            }
            guard let change, change.actor == StateChangeRecord.engine else { continue }
            found[task.name] = .pausedByFailures(task: task.name, since: change.at, reason: change.reason)
        }
        return found
    }

    /// Tasks whose newest execution failed, or has yet to end, are looked at one by one.
    ///
    /// From when on a task is failing its alarm for that says, and of one that has none nothing is said.
    func failing(_ tasks: [TaskRecord]) throws(StoreError) -> [AttentionRecord] {
        var found: [(at: Instant, record: AttentionRecord)] = []
        for task in tasks where task.kind == .durable && Self.mayFail.contains(task.lastStatus ?? "") {
            let streak = try self.streak(of: task.name, least: 1)
            // No more are counted than that.
            guard streak.count > 0, let limit = try failureLimit(of: task.name),
                streak.count >= min(limit, AlarmFacts.Streak.mostCounted)
            else { continue }
            found.append((streak.lastAt, .failing(task: task.name, streak)))
        }
        return found.sorted { $0.at > $1.at }.map(\.record)
    }

    /// How many of the task's newest executions failed in a row, as far as they are kept.
    ///
    /// Whether there may be more is looked up where they are at least so many.
    func streak(of task: String, least: Int = 0) throws(StoreError) -> AlarmFacts.Streak {
        // For every task that runs, and with every look.
        var ends = RecentEnds(least: 5)
        _ = try connection.statement(Self.streakSQL).walk([task]) { (row) throws(StoreError) in
            ends.add(try Self.readEnd(row))
        }
        var streak = ends.streak(since: Instant(milliseconds: 0))
        // No success was met: more may have failed before those that are kept.
        if ends.lastSuccess == nil, streak.count >= least {
            let isPruned = try connection.statement(Self.isPrunedSQL).first(task) { $0.bool(0) }
            streak.isAtLeast = ends.count == AlarmFacts.Streak.mostCounted || isPruned == true
        }
        return streak
    }

    /// From how many failures in a row on there is an alarm; nil where there is none, however many there are.
    private func failureLimit(of task: String) throws(StoreError) -> Int? {
        let said = try connection.statement(Self.failureLimitSQL).first(task) { $0.optionalText(0) } ?? nil
        return said == AlarmRules.off ? nil : said.flatMap { Int($0) } ?? AlarmRules.standardFailures
    }

    private func retryingOften() throws(StoreError) -> [AttentionRecord] {
        let sequences = try connection.statement(Self.retryingOftenSQL).all { $0.int64(0) }
        var rows = ExecutionRows(self)
        var found: [AttentionRecord] = []
        for sequence in sequences {
            if let row = try rows.row(sequence) { found.append(.retrying(row)) }
        }
        return found
    }

    private static let mayFail: Set<String> = [
        ExecutionStatus.failed.rawValue, ExecutionStatus.running.rawValue, ExecutionStatus.scheduled.rawValue,
    ]

    static let failureLimitSQL = """
        SELECT iif(json_valid(conduct), conduct ->> '$.alarms.failures', NULL) FROM zart_tasks WHERE name = ?
        """

    /// By task: the newest, how many, and whether there may be more, as the newest 1,000 notices of a kind are looked at and
    /// an alarm has two.
    static let untoldSQL = """
        WITH n (alarm) AS MATERIALIZED (
            SELECT alarm FROM (SELECT alarm FROM zart_alarm_notices INDEXED BY zart_alarm_notices_failed
                WHERE status = 'failed' AND ended_at >= ?1 ORDER BY ended_at DESC LIMIT 1000)
            UNION SELECT alarm FROM (SELECT alarm FROM zart_alarm_notices INDEXED BY zart_alarm_notices_pending
                WHERE status = 'pending' AND attempts > 0 ORDER BY due_at DESC LIMIT 1000))
        SELECT max(a.id), count(*), (SELECT count(*) FROM n) >= 500 FROM n CROSS JOIN zart_alarms a ON a.id = n.alarm
        WHERE a.recovered_at IS NOT NULL GROUP BY a.task ORDER BY max(a.id) DESC LIMIT 100
        """

    static let stoppingSQL = """
        SELECT e.seq, e.id, s.name, e.ended_at FROM zart_steps s INDEXED BY zart_steps_running
        CROSS JOIN zart_executions e ON e.seq = s.execution
        WHERE s.status = 'running' AND s.stopping = 1 AND e.ended_at IS NOT NULL LIMIT 100
        """

    static let successorsSQL = """
        SELECT waits_for, id FROM zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL AND waits_for IS NOT NULL LIMIT 1000
        """

    static let newestChangeSQL = """
        SELECT actor, at, coalesce(reason, '') FROM zart_state_changes
        WHERE task = (SELECT t.id FROM zart_tasks t WHERE t.name = ?) ORDER BY number DESC LIMIT 1
        """

    /// An end, of which status, id, time and error are in the columns from the first on.
    static func readEnd(_ row: borrowing Row) throws(StoreError) -> RecentEnds.End {
        RecentEnds.End(
            status: try row.word(0),
            id: row.text(1),
            at: row.instant(2),
            error: row.optionalText(3)
        )
    }

    static let streakSQL = """
        SELECT status, id, ended_at, substr(error, 1, 200) FROM zart_executions
        WHERE task = (SELECT t.id FROM zart_tasks t WHERE t.name = ?) AND ended_at IS NOT NULL
        ORDER BY seq DESC LIMIT \(AlarmFacts.Streak.mostCounted)
        """

    static let isPrunedSQL = """
        SELECT EXISTS (SELECT 1 FROM zart_pruned_work WHERE task = (SELECT t.id FROM zart_tasks t WHERE t.name = ?))
        """

    /// The newest thousand open executions are looked at.
    static let retryingOftenSQL = """
        SELECT e.seq FROM (SELECT seq, run FROM zart_executions INDEXED BY zart_executions_open
            WHERE ended_at IS NULL ORDER BY seq DESC LIMIT 1000) e
        WHERE EXISTS (SELECT 1 FROM zart_steps s
            WHERE s.execution = e.seq AND s.run = e.run AND s.ended_at IS NULL AND s.failures > 3)
        ORDER BY e.seq DESC LIMIT 100
        """
}

extension AlarmRecord {
    /// Whether the other record is about the same thing, which then need not be said twice.
    fileprivate func says(_ record: AttentionRecord) -> Bool {
        guard recoveredAt == nil else { return false }
        return switch record {
        case .late(let task, _, _, _):
            (kind == .late || kind == .noHandler) && execution == nil && task == self.task
        case .failing(let task, _): kind == .failures && task == self.task
        case .stopping(let execution, let step, _, _):
            kind == .stubborn && execution == self.execution && step == self.step
        case .retrying, .leaseExpired, .alarm, .untold, .pausedByFailures: false
        }
    }
}

extension AlarmKind {
    /// What keeps work from being done comes before what was done badly.
    fileprivate var urgency: Int {
        switch self {
        case .noHandler: 0
        case .late: 1
        case .noSuccess: 2
        case .failures: 3
        case .starved: 4
        case .stubborn: 5
        case .longerThan: 6
        case .shorterThan: 7
        }
    }
}
