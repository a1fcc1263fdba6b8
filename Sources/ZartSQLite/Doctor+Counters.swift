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
}
