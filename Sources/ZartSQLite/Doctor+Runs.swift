internal import ZartCore

extension Doctor {
    /// Runs are numbered from 0 and added, never overwritten: each that was followed is kept, ended, and came first.
    struct RunExamination: Examination {
        let name = "runs"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let total = try snapshot.connection.number("SELECT count(*) FROM zart_all_runs")
            try snapshot.each(
                """
                SELECT id, run, run_trigger, run_trigger = 'initial' FROM zart_executions
                WHERE run < 0 OR (run = 0) <> (run_trigger = 'initial')
                """
            ) { row in
                findings.fault("run \(row.int64(1)) of '\(row.text(0))' came by '\(row.text(2))'")
            }
            try snapshot.each(
                """
                SELECT e.id, e.run, count(r.run) FROM zart_executions e
                LEFT JOIN zart_runs r ON r.execution = e.seq AND r.run BETWEEN 0 AND e.run - 1
                WHERE e.run > 0 GROUP BY e.seq HAVING count(r.run) <> e.run
                """
            ) { row in
                findings.fault(
                    "'\(row.text(0))' is in run \(row.int64(1)), but \(counted(row.int(2), "run")) before it "
                        + "is kept"
                )
            }
            try snapshot.each(
                """
                SELECT e.id, r.run, e.run, r.run_trigger, (r.run = 0) <> (r.run_trigger = 'initial')
                FROM zart_runs r JOIN zart_executions e ON e.seq = r.execution
                WHERE r.run >= e.run OR r.run < 0 OR (r.run = 0) <> (r.run_trigger = 'initial')
                """
            ) { row in
                let reason =
                    row.bool(4)
                    ? "came by '\(row.text(3))'" : "is kept as an earlier one of run \(row.int64(2))"
                findings.fault("run \(row.int64(1)) of '\(row.text(0))' \(reason)")
            }
            try examineOrder(snapshot, &findings)
            return counted(Int(total), "run")
        }

        /// A run begins after the one before it ended.
        private func examineOrder(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT e.id, r.run, r.ended_at, n.started_at FROM zart_runs r
                JOIN zart_executions e ON e.seq = r.execution
                JOIN zart_runs n ON n.execution = r.execution AND n.run = r.run + 1
                WHERE r.ended_at - n.started_at >= ?1
                UNION ALL
                SELECT e.id, r.run, r.ended_at, e.started_at FROM zart_runs r
                JOIN zart_executions e ON e.seq = r.execution AND e.run = r.run + 1
                WHERE r.ended_at - e.started_at >= ?1
                """,
                ClockHistory.smallestStep
            ) { row in
                findings.fault(
                    "run \(row.int64(1)) of '\(row.text(0))' ended at \(shown(row.int64(2))), but the next "
                        + "one began "
                        + "at \(shown(row.int64(3)))",
                    unless: snapshot.clock,
                    turnedBackFrom: row.int64(2),
                    to: row.int64(3)
                )
            }
        }
    }
}
