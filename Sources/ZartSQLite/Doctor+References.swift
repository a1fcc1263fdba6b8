internal import ZartCore

extension Doctor {
    /// Rows that belong to others name ones that are there, where no key of the database says so.
    struct ReferenceExamination: Examination {
        let name = "references"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            for (what, table, label) in [
                ("run", "zart_runs", "run"), ("step", "zart_steps", "name"), ("event", "zart_events", "name"),
            ] {
                try snapshot.each(
                    """
                    SELECT execution, \(label) FROM \(table) c
                    WHERE NOT EXISTS (SELECT 1 FROM zart_executions e WHERE e.seq = c.execution)
                    """
                ) { row in
                    findings.fault(
                        "\(what) '\(row.text(1))' belongs to execution \(row.int64(0)), which is not there"
                    )
                }
            }
            try snapshot.each(
                """
                SELECT a.execution, a.run, a.step, a.attempt FROM zart_attempts a WHERE NOT EXISTS
                    (SELECT 1 FROM zart_steps s WHERE s.execution = a.execution AND s.run = a.run AND s.name = a.step)
                """
            ) { row in
                findings.fault(
                    "attempt \(row.int64(3)) belongs to step '\(row.text(2))' of run \(row.int64(1)) of "
                        + "execution "
                        + "\(row.int64(0)), which is not there"
                )
            }
            try sessions(snapshot, &findings)
            return "every run, step, attempt and event belongs to something"
        }

        /// A step driven by a session that never was.
        private func sessions(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            let newest = try snapshot.connection.number("SELECT max(number) FROM zart_sessions")
            for (table, step) in [("zart_steps", "name"), ("zart_attempts", "step")] {
                try snapshot.each(
                    "SELECT execution, \(step), session FROM \(table) WHERE session > ?1",
                    newest
                ) { row in
                    findings.fault(
                        "step '\(row.text(1))' of execution \(row.int64(0)) was driven by worker session "
                            + "\(row.int64(2)), which never was"
                    )
                }
            }
        }
    }
}
