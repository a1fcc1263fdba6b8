internal import ZartCore

extension Doctor {
    /// Each decision says who and what: the execution that started, the holder of the slot, the instant it went into.
    struct DecisionExamination: Examination {
        let name = "decisions"

        /// How much later than its holder's end a skip may have been decided: both are in flight at once.
        private static let overlapOfWrites: Int64 = 1_000

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            for task in snapshot.tasks {
                try examineRows(of: task, snapshot, &findings)
                try examineTargets(of: task, snapshot, &findings)
                if task.isDurable { try examineHolders(of: task, snapshot, &findings) }
            }
            return "every decision of \(counted(snapshot.tasks.count, "task")) names its reason"
        }

        /// What one row can say against itself.
        private func examineRows(
            of task: TaskRow,
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) throws(StoreError) {
            try snapshot.each(
                """
                SELECT nominal_at, decision, count, decided_at, resolved_at, CASE
                    WHEN count > 1 AND decision IN ('started', 'buffered') THEN 'is one row of several instants'
                    WHEN (count = 1) <> (until = nominal_at) THEN 'is a span whose count and end disagree'
                    WHEN decision = 'started' AND decided_at >= ?2 AND execution IS NULL THEN 'names no execution'
                    WHEN decision <> 'started' AND execution IS NOT NULL THEN 'names an execution'
                    WHEN decision = 'skipped-overlap' AND decided_at >= ?2 AND held_by IS NULL
                        AND resolved_at IS NULL THEN 'names no holder'
                    WHEN decision = 'coalesced' AND coalesced_into IS NULL THEN 'names no newer instant'
                    WHEN decision = 'coalesced' AND coalesced_into <= until THEN 'is coalesced into an older instant'
                    WHEN decision = 'buffered' AND resolved_at IS NOT NULL THEN 'is resolved and still waits'
                    ELSE 'is resolved before it was decided' END
                FROM zart_ledger WHERE task = ?1 AND (
                    count > 1 AND decision IN ('started', 'buffered') OR (count = 1) <> (until = nominal_at)
                    OR decision = 'started' AND decided_at >= ?2 AND execution IS NULL
                    OR decision <> 'started' AND execution IS NOT NULL
                    OR decision = 'skipped-overlap' AND decided_at >= ?2 AND held_by IS NULL
                        AND resolved_at IS NULL
                    OR decision = 'coalesced' AND (coalesced_into IS NULL OR coalesced_into <= until)
                    OR decision = 'buffered' AND resolved_at IS NOT NULL OR resolved_at <= decided_at - ?3)
                """,
                task.id,
                // What a plain task starts, or is held by, has no name.
                task.isDurable ? task.durableSince ?? .min : .max,
                ClockHistory.smallestStep
            ) { row in
                let reason = row.text(5)
                let sentence = "'\(row.text(1))' of \(shown(row.int64(0))) of task '\(task.name)' \(reason)"
                guard reason.hasPrefix("is resolved before") else { return findings.fault(sentence) }
                findings.fault(
                    sentence,
                    unless: snapshot.clock,
                    turnedBackFrom: row.int64(3),
                    to: row.int64(4)
                )
            }
        }

        /// The instant another one was coalesced into has a decision itself.
        private func examineTargets(
            of task: TaskRow,
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) throws(StoreError) {
            try snapshot.each(
                """
                SELECT l.nominal_at, l.coalesced_into FROM zart_ledger l
                WHERE l.task = ?1 AND l.decision = 'coalesced' AND l.coalesced_into IS NOT NULL
                    AND l.coalesced_into > coalesce((SELECT max(through) FROM zart_pruned p
                        WHERE p.task = l.task AND p.version = l.version), -9223372036854775808)
                    AND coalesce((SELECT t.until FROM zart_ledger t
                        WHERE t.task = l.task AND t.version = l.version AND t.nominal_at <= l.coalesced_into
                        ORDER BY t.nominal_at DESC LIMIT 1), -9223372036854775808) < l.coalesced_into
                """,
                task.id
            ) { row in
                findings.fault(
                    "\(shown(row.int64(0))) of task '\(task.name)' is coalesced into \(shown(row.int64(1))), "
                        + "which has no decision"
                )
            }
        }

        /// The execution that held the slot was there, was of this task, and had not ended.
        private func examineHolders(
            of task: TaskRow,
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) throws(StoreError) {
            try snapshot.each(
                """
                SELECT l.nominal_at, l.held_by, e.task IS NOT l.task, e.created_at,
                    coalesce(l.resolved_at, l.decided_at), e.ended_at
                FROM zart_ledger l JOIN zart_executions e ON e.id = l.held_by
                WHERE l.task = ?1 AND l.decision = 'skipped-overlap' AND (e.task IS NOT l.task
                    OR e.created_at - coalesce(l.resolved_at, l.decided_at) >= ?3
                    OR e.run = 0 AND e.ended_at < coalesce(l.resolved_at, l.decided_at) - ?2)
                """,
                task.id,
                DecisionExamination.overlapOfWrites,
                ClockHistory.smallestStep
            ) { row in
                let (created, decided) = (row.int64(3), row.int64(4))
                let skip =
                    "\(shown(row.int64(0))) of task '\(task.name)' was skipped because of '\(row.text(1))'"
                if row.bool(2) {
                    findings.fault("\(skip), which is not its execution")
                } else if created > decided {
                    let sentence = "\(skip), which began only at \(shown(created))"
                    findings.fault(sentence, unless: snapshot.clock, turnedBackFrom: created, to: decided)
                } else if !snapshot.clock.wasSet(from: row.int64(5), through: decided) {
                    findings.fault("\(skip), which had ended at \(shown(row.int64(5)))")
                } else {
                    findings.excuse()
                }
            }
        }
    }
}
