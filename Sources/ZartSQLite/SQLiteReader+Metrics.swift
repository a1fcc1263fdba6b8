package import Timetable
package import ZartCore

/// What monitoring is told.
extension SQLiteReader {
    /// Counts what is kept and adds what was pruned, all of one moment.
    ///
    /// Costs one pass over executions, runs, steps and attempts, and 12 bytes of memory an execution: nothing is counted
    /// while work is done, so that monitoring costs no write.
    package func metrics(at now: Instant) throws(StoreError) -> MetricsReport {
        try snapshot { () throws(StoreError) in
            let records = try tasks()
            let workers = try workers(limit: 1)
            let file = try fileReport()
            var tally = MetricsTally()
            _ = try connection.statement("SELECT id, name, kind, occurrence FROM zart_tasks").all { row in
                tally.addTask(
                    row.int64(0),
                    row.text(1),
                    dispatched: row.text(2) == "durable" ? row.int(3) : 0
                )
            }
            for record in records { tally.take(record) }
            try countDecisions(&tally)
            try countExecutions(&tally)
            try countSteps(&tally)
            try countPruned(&tally)
            try connection.statement(Self.raisedSQL).each { row in
                tally.change(row.int64(0)) { $0.alarms = row.int(1) }
            }
            return MetricsReport(
                tasks: tally.metrics.sorted { $0.name < $1.name },
                isWorkerUp: workers.isLocked,
                file: file,
                at: now
            )
        }
    }

    private static let raisedSQL = """
        SELECT task, count(*) FROM zart_alarms INDEXED BY zart_alarms_raised WHERE recovered_at IS NULL GROUP BY task
        """

    /// Those that every task counts as it decides are known; the others are few and have an index of their own.
    private func countDecisions(_ tally: inout MetricsTally) throws(StoreError) {
        try connection.statement(Self.rareDecisionsSQL).each { row throws(StoreError) in
            tally.change(row.int64(0)) { $0.add(row.text(1), row.int(2)) }
        }
        try connection.statement("SELECT task, decision, count FROM zart_pruned WHERE version > 0").each {
            row in
            // Those of the four that tasks count themselves are in their counters already.
            tally.change(row.int64(0)) { $0.addRare(row.text(1), row.int(2)) }
        }
    }

    /// What is held by a pause may still be started when it is resumed, but for what went with its schedule.
    static let rareDecisionsSQL = """
        SELECT task, decision, sum(count) FROM zart_ledger INDEXED BY zart_ledger_rare
        WHERE decision IN ('excluded', 'limit', 'expired', 'paused')
            AND (decision <> 'paused' OR resolved_at IS NOT NULL
                OR version < (SELECT t.version FROM zart_tasks t WHERE t.id = task))
        GROUP BY task, decision
        """

    private func countExecutions(_ tally: inout MetricsTally) throws(StoreError) {
        try connection.statement(Self.executionsSQL).each { row throws(StoreError) in
            let owner =
                row.isNull(1) ? tally.index(ofHandler: row.text(2)) : tally.index(ofTask: row.int64(1))
            tally.note(execution: row.int64(0), of: owner)
            if row.bool(6) { tally.metrics[owner].dispatched += 1 }
            guard let end = row.optionalInstant(4) else { return }
            let status: ExecutionStatus = try row.word(3)
            tally.metrics[owner].addRun(status, from: row.optionalInstant(5) ?? end, to: end)
            guard status == .completed else { return }
            tally.metrics[owner].lastSuccess = max(tally.metrics[owner].lastSuccess ?? end, end)
        }
        try connection.statement("SELECT execution, status, started_at, ended_at FROM zart_runs").each {
            row throws(StoreError) in
            guard let owner = tally.owner(of: row.int64(0)) else { return }
            let end = row.instant(3)
            tally.metrics[owner].addRun(try row.word(1), from: row.optionalInstant(2) ?? end, to: end)
        }
    }

    static let executionsSQL = """
        SELECT seq, task, CASE WHEN task IS NULL THEN handler END, status, ended_at, started_at,
            occurrence IS NULL OR task IS NULL
        FROM zart_executions ORDER BY seq
        """

    private func countSteps(_ tally: inout MetricsTally) throws(StoreError) {
        try connection.statement(Self.attemptsOfStepsSQL).each { row throws(StoreError) in
            guard let owner = tally.owner(of: row.int64(0)) else { return }
            tally.metrics[owner].attempts[try row.word(1), default: 0] += 1
        }
        try connection.statement("SELECT execution, status FROM zart_attempts").each {
            row throws(StoreError) in
            guard let owner = tally.owner(of: row.int64(0)) else { return }
            let status: AttemptStatus = try row.word(1)
            tally.metrics[owner].attempts[status, default: 0] += 1
            if PrunedWork.isRetried(status.rawValue) { tally.metrics[owner].retries += 1 }
        }
    }

    /// A command that has lost its worker may be gone on with: its attempt has not ended yet.
    static let attemptsOfStepsSQL = """
        SELECT execution, attempt_status FROM zart_steps WHERE \(PrunedWork.isAttempt) AND attempt_status <> 'running'
            AND NOT (attempt_status = 'interrupted' AND status = 'scheduled'
                AND (SELECT definition FROM zart_executions WHERE seq = execution) IS NOT NULL)
        """

    private func countPruned(_ tally: inout MetricsTally) throws(StoreError) {
        try connection.statement("SELECT task, handler, measure, label, value FROM zart_pruned_work").each {
            row throws(StoreError) in
            let owner =
                row.int64(0) == 0 ? tally.index(ofHandler: row.text(1)) : tally.index(ofTask: row.int64(0))
            let value = row.int64(4)
            guard let measure = PrunedWork.Measure(rawValue: row.text(2)) else { return }
            switch measure {
            case .executions: break
            case .unnumbered: tally.metrics[owner].dispatched += Int(value)
            case .runs: tally.metrics[owner].runs[try row.word(3), default: 0] += Int(value)
            case .attempts:
                let status: AttemptStatus = try row.word(3)
                // One that never came to an end is none that ended.
                if status != .running { tally.metrics[owner].attempts[status, default: 0] += Int(value) }
            case .retries: tally.metrics[owner].retries += Int(value)
            case .milliseconds: tally.metrics[owner].completedMilliseconds += value
            case .lastSuccess:
                let last = Instant(milliseconds: value)
                tally.metrics[owner].lastSuccess = max(tally.metrics[owner].lastSuccess ?? last, last)
            }
        }
    }
}

/// Counting by owner: a task, or a handler by the name that both may share.
private struct MetricsTally {
    var metrics: [TaskMetrics] = []
    private var indices: [String: Int] = [:]
    private var tasks: [Int64: Int] = [:]
    /// Executions in the order of their keys, and whose each is.
    private var sequences: [Int64] = []
    private var owners: [Int32] = []
    /// Where the last one was found: steps of one execution lie side by side.
    private var place = 0

    mutating func addTask(_ id: Int64, _ name: String, dispatched: Int) {
        let index = index(ofHandler: name)
        tasks[id] = index
        metrics[index].dispatched += dispatched
    }

    mutating func take(_ record: TaskRecord) {
        let index = index(ofHandler: record.name)
        metrics[index].task = record
        metrics[index].decisions = [
            .started: record.started, .skippedOverlap: record.skipped, .coalesced: record.coalesced,
            .missed: record.missedCount,
        ]
    }

    mutating func index(ofHandler name: String) -> Int {
        if let index = indices[name] { return index }
        metrics.append(TaskMetrics(name))
        indices[name] = metrics.count - 1
        return metrics.count - 1
    }

    mutating func index(ofTask id: Int64) -> Int { tasks[id] ?? index(ofHandler: "") }

    mutating func change(_ task: Int64, _ change: (inout TaskMetrics) -> Void) {
        change(&metrics[index(ofTask: task)])
    }

    mutating func note(execution: Int64, of owner: Int) {
        sequences.append(execution)
        owners.append(Int32(truncatingIfNeeded: owner))
    }

    /// Whose an execution is; nil if it is not kept.
    mutating func owner(of execution: Int64) -> Int? {
        if place < sequences.count, sequences[place] == execution { return Int(owners[place]) }
        var (low, high) = (0, sequences.count)
        while low < high {
            let middle = (low + high) / 2
            if sequences[middle] < execution { low = middle + 1 } else { high = middle }
        }
        guard low < sequences.count, sequences[low] == execution else { return nil }
        place = low
        return Int(owners[low])
    }
}

extension TaskMetrics {
    fileprivate mutating func add(_ decision: String, _ count: Int) {
        guard let decision = Decision(rawValue: decision) else { return }
        decisions[decision, default: 0] += count
    }

    /// Adds a decision that has no counter in its task.
    fileprivate mutating func addRare(_ decision: String, _ count: Int) {
        switch Decision(rawValue: decision) {
        case .started, .skippedOverlap, .coalesced, .missed, .buffered, nil: break
        case .excluded, .limit, .expired, .paused: add(decision, count)
        }
    }

    fileprivate mutating func addRun(_ status: ExecutionStatus, from start: Instant, to end: Instant) {
        runs[status, default: 0] += 1
        if status == .completed { completedMilliseconds += max(0, (end - start).inMilliseconds) }
    }
}
