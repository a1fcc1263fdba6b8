internal import ZartCore

extension Doctor {
    /// The executions of a durable task that have a number: what is kept and what was pruned make the counter.
    struct NumberedExecutions {
        private let task: TaskRow
        private(set) var count = 0
        private var byHand = 0
        /// Numbers that are not there, in runs of neighbours.
        private var gaps: [ClosedRange<Int>] = []
        /// How many of them were pruned.
        private let pruned: Int

        init(of task: TaskRow, _ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            self.task = task
            self.pruned =
                try snapshot.connection.statement(
                    "SELECT coalesce(sum(value), 0) FROM zart_pruned_work WHERE task = ?1 AND measure = ?2"
                ).first(task.id, PrunedWork.Measure.executions.rawValue) { row in row.int(0) } ?? 0
            var numbers = (count: 0, byHand: 0, next: 0)
            var gaps: [ClosedRange<Int>] = []
            try snapshot.each(
                """
                SELECT occurrence, cause <> 'tick' FROM zart_executions
                WHERE task = ?1 AND occurrence IS NOT NULL ORDER BY occurrence
                """,
                task.id
            ) { row in
                let number = row.int(0)
                if number < numbers.next {
                    findings.fault("task '\(task.name)' has two executions with occurrence \(number)")
                }
                if number > numbers.next { gaps.append(numbers.next...number - 1) }
                numbers.next = number + 1
                if row.bool(1) { numbers.byHand += 1 }
                numbers.count += 1
            }
            if numbers.next > task.occurrence {
                findings.fault(
                    "task '\(task.name)' has occurrence \(numbers.next - 1), but its counter is "
                        + "\(task.occurrence)"
                )
            } else if numbers.next < task.occurrence {
                gaps.append(numbers.next...task.occurrence - 1)
            }
            self.count = numbers.count
            self.byHand = numbers.byHand
            self.gaps = gaps
            examineGaps(&findings)
        }

        /// Every number that is not there was pruned, and what was pruned is not there.
        private func examineGaps(_ findings: inout Findings) {
            let missing = gaps.reduce(0) { $0 + $1.count }
            if missing < pruned {
                findings.fault(
                    "the pruned tally of task '\(task.name)' says \(counted(pruned, "execution")), but \(missing) "
                        + "of its numbers have none"
                )
            }
            guard missing > pruned else { return }
            let shown = gaps.suffix(5).map {
                $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)"
            }
            let numbers = (gaps.count > 5 ? "others, " : "") + shown.joined(separator: ", ")
            findings.fault(
                "task '\(task.name)' has no execution for \(missing == 1 ? "occurrence" : "occurrences") \(numbers)"
                    + (pruned == 0 ? "" : ", of which \(pruned) \(pruned == 1 ? "was" : "were") pruned")
            )
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
                SELECT l.nominal_at, l.execution, e.seq IS NULL, CASE
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
                guard row.bool(2) else { return findings.fault("\(start), which \(row.text(3))") }
                withoutExecution += 1
                if pruned == 0 { findings.fault("\(start), which is not there") }
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
