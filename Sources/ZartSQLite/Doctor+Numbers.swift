internal import ZartCore

extension Doctor {
    /// The executions of a durable task that have a number, oldest number first.
    ///
    /// Pruning removes what ended first, so a number may be missing only if nothing that ended before that execution
    /// began is still kept. Failed executions are kept longer than others and prove nothing here, nor do those that an
    /// order or a buffered instant named while younger ones went.
    struct NumberedExecutions {
        private let task: TaskRow
        private(set) var count = 0
        private var byHand = 0
        private var newest: Int?
        /// The earliest end among kept executions that completed or were cancelled, and that nothing has spared.
        private var earliestEnd = Int64.max

        init(of task: TaskRow, _ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            self.task = task
            var count = 0
            var byHand = 0
            var earliestEnd = Int64.max
            var previous: (number: Int, created: Int64)?
            try snapshot.each(
                """
                WITH spared (id) AS (
                    SELECT target FROM zart_orders WHERE kind IN ('retry', 'restart', 'rerun')
                    UNION SELECT held_by FROM zart_ledger
                    WHERE task = ?1 AND held_by IS NOT NULL AND resolved_at IS NOT NULL)
                SELECT occurrence, created_at, ended_at,
                    status IN ('completed', 'cancelled') AND id NOT IN (SELECT id FROM spared), cause <> 'tick'
                FROM zart_executions WHERE task = ?1 AND occurrence IS NOT NULL ORDER BY occurrence
                """,
                task.id
            ) { row in
                let number = row.int(0)
                if let previous, number == previous.number {
                    findings.fault("task '\(task.name)' has two executions with occurrence \(number)")
                }
                if let previous, number > previous.number + 1, earliestEnd < previous.created,
                    !snapshot.clock.wasSetBack(from: previous.created, to: earliestEnd)
                {
                    Self.missing(previous.number + 1, through: number - 1, of: task, &findings)
                }
                previous = (number, row.int64(1))
                if row.bool(3), let end = row.optionalInt64(2) { earliestEnd = min(earliestEnd, end) }
                if row.bool(4) { byHand += 1 }
                count += 1
            }
            if let previous, previous.number >= task.occurrence {
                findings.fault(
                    "task '\(task.name)' has occurrence \(previous.number), but its counter is "
                        + "\(task.occurrence)"
                )
            } else if let previous, previous.number + 1 < task.occurrence, earliestEnd < previous.created,
                !snapshot.clock.wasSetBack(from: previous.created, to: earliestEnd)
            {
                Self.missing(previous.number + 1, through: task.occurrence - 1, of: task, &findings)
            }
            self.count = count
            self.byHand = byHand
            self.newest = previous?.number
            self.earliestEnd = earliestEnd
        }

        private static func missing(
            _ first: Int,
            through last: Int,
            of task: TaskRow,
            _ findings: inout Findings
        ) {
            let numbers = first == last ? "occurrence \(first)" : "occurrences \(first) to \(last)"
            findings.fault("task '\(task.name)' has no execution for \(numbers), though an older one is kept")
        }

        /// Dispatched by the schedule plus dispatched by hand is what the counter says.
        func compare(with ledger: Tally, _ pruned: Tally, _ findings: inout Findings) {
            let started = ledger.started + pruned.started
            let byHand = self.byHand + pruned.byHand
            guard started + byHand != task.occurrence else { return }
            findings.fault(
                "the counter of task '\(task.name)' is \(task.occurrence), but its ledger started \(started) "
                    + "and "
                    + "\(byHand) were dispatched by hand or backfill"
            )
        }

        /// Each `started` decision has its execution, and each execution of a tick its decision.
        func examineStarts(_ snapshot: Snapshot, _ ledger: Tally, _ findings: inout Findings)
            throws(StoreError)
        {
            var withoutExecution = 0
            try snapshot.each(
                """
                SELECT l.nominal_at, l.execution, coalesce(l.resolved_at, l.decided_at), e.seq IS NULL, CASE
                    WHEN e.task IS NOT l.task THEN 'belongs to another task'
                    WHEN e.cause <> 'tick' THEN 'was not dispatched by a tick'
                    WHEN e.occurrence IS NULL THEN 'has no number'
                    ELSE 'is for another instant' END
                FROM zart_ledger l LEFT JOIN zart_executions e ON e.id = l.execution
                WHERE l.task = ?1 AND l.decision = 'started' AND l.execution IS NOT NULL AND (e.seq IS NULL
                    OR e.task IS NOT l.task OR e.nominal_at IS NOT l.nominal_at OR e.cause <> 'tick'
                    OR e.occurrence IS NULL)
                """,
                task.id
            ) { row in
                let start = "\(shown(row.int64(0))) of task '\(task.name)' started '\(row.text(1))'"
                guard row.bool(3) else { return findings.fault("\(start), which \(row.text(4))") }
                withoutExecution += 1
                // After a clock was set back a younger execution may have ended earlier than a pruned one.
                let decided = row.int64(2)
                guard decided > earliestEnd, !snapshot.clock.wasSetBack(from: decided, to: earliestEnd) else {
                    return
                }
                findings.fault("\(start), which is not there")
            }
            let withStart = ledger.started - withoutExecution
            if count - byHand != withStart { try nameUndecided(snapshot, &findings) }
        }

        /// Names executions of ticks that the ledger knows nothing of, beyond what was pruned from it.
        private func nameUndecided(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT e.id, e.nominal_at FROM zart_executions e WHERE e.task = ?1 AND e.cause = 'tick'
                    AND e.nominal_at > coalesce((SELECT max(through) FROM zart_pruned
                        WHERE task = ?1 AND decision = 'started'), -9223372036854775808)
                    AND NOT EXISTS (SELECT 1 FROM zart_ledger l WHERE l.task = ?1
                        AND l.version IN (SELECT version FROM zart_versions v WHERE v.task = ?1)
                        AND l.nominal_at = e.nominal_at AND l.decision = 'started' AND l.execution = e.id)
                """,
                task.id
            ) { row in
                findings.fault("'\(row.text(0))' has no 'started' decision at \(shown(row.int64(1)))")
            }
        }
    }
}
