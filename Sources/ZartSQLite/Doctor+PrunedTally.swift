internal import Timetable
internal import ZartCore

extension Doctor {
    /// What was pruned from the ledger of one version.
    struct PrunedTally {
        private(set) var count = 0
        /// The newest instant whose decision was pruned.
        private(set) var through: Instant?

        init(_ snapshot: Snapshot, task: TaskRow, version: VersionRow, _ findings: inout Findings)
            throws(StoreError)
        {
            var total = 0
            var newest: Instant?
            let end = version.end(in: task)
            try snapshot.each(
                "SELECT decision, count, through FROM zart_pruned WHERE task = ?1 AND version = ?2",
                task.id,
                version.version
            ) { row in
                let decision = row.text(0)
                // Pruned executions that had no ledger row are tallied by their cause, for the counter.
                guard ExecutionCause(rawValue: decision) == nil || decision == "tick" else { return }
                let (number, through) = (row.int(1), row.instant(2))
                let place =
                    "the pruned tally '\(decision)' of version \(version.version) of task '\(task.name)'"
                if Decision(rawValue: decision) == nil { findings.fault("\(place) is of no known decision") }
                if number < 1 { findings.fault("\(place) is \(number)") }
                if through > end {
                    findings.fault("\(place) reaches \(through.shortDescription), beyond its end")
                }
                total += max(0, number)
                newest = newest.map { max($0, through) } ?? through
            }
            count = total
            through = newest
        }
    }
}
