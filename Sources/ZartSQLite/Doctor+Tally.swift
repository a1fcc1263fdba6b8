internal import ZartCore

extension Doctor {
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
