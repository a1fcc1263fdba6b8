internal import ZartCore

extension Doctor {
    /// The counter is the number of dispatched occurrences, and the tallies are what the ledger says.
    struct CounterExamination: Examination {
        let name = "counters"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            var kept = 0
            var total = 0
            for task in snapshot.tasks {
                let ledger = try Tally(ledgerOf: task, snapshot)
                let pruned = try Tally(prunedOf: task, snapshot)
                compare(task, ledger, pruned, &findings)
                total += task.occurrence
                if task.isDurable {
                    let numbers = try NumberedExecutions(of: task, snapshot, &findings)
                    kept += numbers.count
                    numbers.compare(with: ledger, pruned, &findings)
                    try numbers.examineStarts(snapshot, ledger, &findings)
                } else {
                    try examinePlain(task, ledger, pruned, snapshot, &findings)
                }
            }
            return "\(counted(total, "occurrence")) of \(counted(snapshot.tasks.count, "task")), "
                + "\(counted(kept, "execution")) of them kept"
        }

        private func compare(_ task: TaskRow, _ ledger: Tally, _ pruned: Tally, _ findings: inout Findings) {
            if task.metadataOccurrence != task.occurrence {
                let shown = task.metadataOccurrence.map(String.init) ?? "nothing"
                findings.fault(
                    "metadata of task '\(task.name)' says occurrence \(shown), not \(task.occurrence)"
                )
            }
            for (column, stored, counted) in [
                ("started", task.started, ledger.started + pruned.started),
                ("skipped", task.skipped, ledger.skipped + pruned.skipped),
                ("coalesced", task.coalesced, ledger.coalesced + pruned.coalesced),
                ("missed_count", task.missed, ledger.missed + pruned.missed),
            ] where stored != counted {
                findings.fault(
                    "\(column) of task '\(task.name)' is \(stored), but its ledger and what was pruned make "
                        + "\(counted)"
                )
            }
        }

        /// A plain scheduled task keeps no executions: only its decisions, and orders that started it by hand.
        private func examinePlain(
            _ task: TaskRow,
            _ ledger: Tally,
            _ pruned: Tally,
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) throws(StoreError) {
            let started = ledger.started + pruned.started
            guard started != task.occurrence else { return }
            let byHand = try snapshot.connection.statement(
                """
                SELECT count(*) FROM zart_orders WHERE target = ?1 AND kind IN ('start', 'trigger')
                    AND answered_at IS NOT NULL AND refusal IS NULL
                """
            ).first(task.name) { row throws(StoreError) in row.int(0) }
            guard started > task.occurrence || task.occurrence - started > (byHand ?? 0) else { return }
            findings.fault(
                "the counter of task '\(task.name)' is \(task.occurrence), but \(started) instants started "
                    + "it and "
                    + "\(byHand ?? 0) orders"
            )
        }
    }

    /// Decisions of one task by kind.
    struct Tally {
        private(set) var started = 0
        private(set) var skipped = 0
        private(set) var coalesced = 0
        private(set) var missed = 0
        /// Of pruned executions: those that had a number but no ledger row.
        private(set) var byHand = 0

        private static let sums = """
            SELECT sum(CASE WHEN decision = 'started' THEN count END),
                sum(CASE WHEN decision = 'skipped-overlap' THEN count END),
                sum(CASE WHEN decision = 'coalesced' THEN count END),
                sum(CASE WHEN decision = 'missed' THEN count END),
                sum(CASE WHEN decision IN ('trigger', 'start', 'backfill') THEN count END)
            """

        init(ledgerOf task: TaskRow, _ snapshot: Snapshot) throws(StoreError) {
            try read("\(Tally.sums) FROM zart_ledger WHERE task = ?1", task, snapshot)
        }

        init(prunedOf task: TaskRow, _ snapshot: Snapshot) throws(StoreError) {
            try read("\(Tally.sums) FROM zart_pruned WHERE task = ?1", task, snapshot)
        }

        private mutating func read(_ sql: String, _ task: TaskRow, _ snapshot: Snapshot) throws(StoreError) {
            try snapshot.each(sql, task.id) { row in
                started = row.int(0)
                skipped = row.int(1)
                coalesced = row.int(2)
                missed = row.int(3)
                byHand = row.int(4)
            }
        }
    }
}
