package import Timetable
package import ZartCore

/// How long work usually takes, and how often it succeeds.
extension SQLiteReader {
    /// Durations of a task's newest executions, kept from one call to the next.
    struct KnownDurations {
        /// Nil for one that says nothing of it, by the execution's key in ascending order.
        var durations: [(sequence: Int64, sample: TaskStatistics.Sample?)] = []
        /// What the task's executions did: how long others took says nothing of these.
        var definition: String?
        /// Those that had not ended when they were looked at.
        var open: Set<Int64> = []

        /// The newest execution looked at.
        var newest: Int64 { durations.last?.sequence ?? .min }
    }

    /// How many of a task's newest executions are looked at.
    private static let window = 200

    package func statistics(tasks: [String]) throws(StoreError) -> [String: TaskStatistics] {
        try snapshot { () throws(StoreError) in
            var statistics: [String: TaskStatistics] = [:]
            for name in tasks {
                guard let id = try taskID(name) else { continue }
                let definition =
                    try connection.statement(Self.definitionOfTaskSQL).first(id) { $0.optionalText(0) } ?? nil
                var old = durations[id] ?? KnownDurations()
                if old.definition != definition { old = KnownDurations(definition: definition) }
                let known = try refresh(old, task: id)
                durations[id] = known
                let samples = known.durations.reversed().lazy.compactMap(\.sample)
                statistics[name] = TaskStatistics(of: Array(samples.prefix(TaskStatistics.most)))
            }
            return statistics
        }
    }

    /// Looks at what is new, and again at what was open.
    private func refresh(_ old: KnownDurations, task: Int64) throws(StoreError) -> KnownDurations {
        var known = old
        let found = try connection.statement(Self.newDurationsSQL).all(
            task,
            known.newest,
            Self.window,
            read: Self.readDuration
        )
        if !known.open.isEmpty {
            for (index, entry) in known.durations.enumerated() where known.open.contains(entry.sequence) {
                let now = try connection.statement(Self.oneDurationSQL).first(
                    entry.sequence,
                    read: Self.readDuration
                )
                known.durations[index].sample = now?.sample
                if now?.isOpen != true { known.open.remove(entry.sequence) }
            }
        }
        for entry in found.reversed() {
            known.durations.append((entry.sequence, entry.sample))
            if entry.isOpen { known.open.insert(entry.sequence) }
        }
        let excess = known.durations.count - Self.window
        if excess > 0 {
            for entry in known.durations.prefix(excess) { known.open.remove(entry.sequence) }
            known.durations.removeFirst(excess)
        }
        return known
    }

    static func readDuration(_ row: borrowing Row) -> (
        sequence: Int64, isOpen: Bool, sample: TaskStatistics.Sample?
    ) {
        let isCompleted = row.text(1) == ExecutionStatus.completed.rawValue
        let isCutOff = row.optionalText(4) == ExecutionEnd.cutOff
        var sample: TaskStatistics.Sample?
        if isCompleted || isCutOff, let start = row.optionalInstant(2), let end = row.optionalInstant(3) {
            sample = .init(start.duration(to: end), isCutOff: isCutOff)
        }
        return (row.int64(0), row.isNull(3), sample)
    }

    static let definitionOfTaskSQL = "SELECT definition FROM zart_tasks WHERE id = ?"

    /// Whether an execution did what its task's executions do by now.
    private static let isOfPresent =
        "definition IS (SELECT t.definition FROM zart_tasks t WHERE t.id = zart_executions.task)"

    /// One of another definition, or whose worker died in the middle of an attempt, says nothing of how long it usually
    /// takes: it has no start here.
    ///
    /// Nor has one that went on after more than a twentieth of its time without a worker, or that slept on for more than a
    /// minute, as while the machine was suspended. What is woken in time and waits for a slot takes less.
    private static let durationSQL = """
        SELECT seq, status, CASE WHEN \(isOfPresent) AND NOT EXISTS (
                SELECT 1 FROM zart_attempts a WHERE a.execution = seq AND a.status = 'interrupted'
            ) AND NOT EXISTS (
                SELECT 1 FROM zart_steps s JOIN zart_sessions w ON w.number = s.session
                WHERE s.execution = zart_executions.seq AND w.began_at > zart_executions.started_at
                    AND w.began_at - coalesce((SELECT coalesce(p.seen_at, p.ended_at) FROM zart_sessions p
                            WHERE p.number < w.number AND p.end_reason IS NOT '\(SessionRecord.errand)'
                            ORDER BY p.number DESC LIMIT 1), 0)
                        > max(1000, (zart_executions.ended_at - zart_executions.started_at) / 20)
            ) AND NOT EXISTS (
                SELECT 1 FROM zart_steps s WHERE s.execution = zart_executions.seq
                    AND s.kind IN ('sleep', 'event') AND s.ended_at > s.wake_at + 60000
            ) THEN started_at END, ended_at, error
        FROM zart_executions
        """

    static let newDurationsSQL = "\(durationSQL) WHERE task = ? AND seq > ? ORDER BY seq DESC LIMIT ?"

    static let oneDurationSQL = "\(durationSQL) WHERE seq = ?"

    package func successes(task: String, since: Instant) throws(StoreError) -> SuccessCount {
        try snapshot { () throws(StoreError) in
            let none = SuccessCount(completed: 0, failed: 0, cancelled: 0, isPartial: false)
            guard let id = try taskID(task),
                let floor = try firstKey(of: .executions, since: since.milliseconds)
            else { return none }
            let pruned = try connection.statement(Self.prunedSuccessSQL).first(id, since) { $0.bool(0) }
            let statement = connection.statement(Self.successesSQL)
            let count = try statement.first(id, floor, since, Self.mostCounted) { row in
                SuccessCount(
                    completed: row.int(1),
                    failed: row.int(2),
                    cancelled: row.int(3),
                    isPartial: row.int(0) == Self.mostCounted,
                    isPruned: pruned == true
                )
            }
            return count ?? none
        }
    }

    private static let mostCounted = 10_000

    static let prunedSuccessSQL = """
        SELECT EXISTS (SELECT 1 FROM zart_pruned_work
            WHERE task = ? AND measure = '\(PrunedWork.Measure.lastSuccess.rawValue)' AND value >= ?)
        """

    static let successesSQL = """
        SELECT count(*), count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed'),
            count(*) FILTER (WHERE status = 'cancelled')
        FROM (SELECT status FROM zart_executions
            WHERE task = ?1 AND seq >= ?2 AND created_at >= ?3 ORDER BY seq DESC LIMIT ?4)
        """

    package func usualSteps(task: String, limit: Int) throws(StoreError) -> [UsualStep] {
        try snapshot { () throws(StoreError) in
            guard let id = try taskID(task) else { return [] }
            var samples: [UsualKey: [(offset: Duration, length: Duration)]] = [:]
            let sequences = try connection.statement(Self.newestCompletedSQL).all(id, limit) { $0.int64(0) }
            for sequence in sequences {
                _ = try connection.statement(Self.usualStepsSQL).all(sequence) { row throws(StoreError) in
                    let key = UsualKey(name: row.text(0), kind: try row.word(1))
                    let (begin, start, end) = (row.instant(2), row.instant(3), row.instant(4))
                    samples[key, default: []].append((begin.duration(to: start), start.duration(to: end)))
                }
            }
            let usual = samples.compactMap { key, found -> UsualStep? in
                let lengths = found.map(\.length).sorted()
                guard let offset = found.map(\.offset).sorted().percentile(50),
                    let median = lengths.percentile(50), let p95 = lengths.percentile(95)
                else { return nil }
                return UsualStep(
                    name: key.name,
                    kind: key.kind,
                    samples: found.count,
                    offset: offset,
                    median: median,
                    p95: p95
                )
            }
            return usual.sorted { ($0.offset, $0.name) < ($1.offset, $1.name) }
        }
    }

    private struct UsualKey: Hashable {
        let name: String
        let kind: StepKind
    }

    static let newestCompletedSQL = """
        SELECT seq FROM (SELECT seq, status, \(isOfPresent) AS is_present FROM zart_executions
            WHERE task = ? ORDER BY seq DESC LIMIT 200)
        WHERE status = 'completed' AND is_present ORDER BY seq DESC LIMIT ?
        """

    /// Of a retried run only the steps that it ran itself say how long they take.
    static let usualStepsSQL = """
        SELECT s.name, s.kind, e.started_at, s.started_at, s.ended_at
        FROM zart_executions e JOIN zart_steps s ON s.execution = e.seq AND s.run = e.run
        WHERE e.seq = ? AND s.status = 'completed' AND s.started_at >= e.started_at
        """
}
