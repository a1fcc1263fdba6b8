internal import ZartCore

extension Doctor {
    /// What began ended later, unless the clock was set back between; by how little, nobody has recorded.
    struct TimeExamination: Examination {
        let name = "times"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let total = try snapshot.connection.number("SELECT count(*) FROM zart_executions")
            let least = ClockHistory.smallestStep
            try snapshot.each(
                """
                SELECT id, created_at, started_at, ended_at, run FROM zart_executions
                WHERE ended_at + ?1 <= started_at OR started_at + ?1 <= created_at OR ended_at + ?1 <= created_at
                UNION ALL
                SELECT e.id, e.created_at, r.started_at, r.ended_at, r.run
                FROM zart_runs r JOIN zart_executions e ON e.seq = r.execution
                WHERE r.ended_at + ?1 <= r.started_at OR r.started_at + ?1 <= e.created_at
                    OR r.ended_at + ?1 <= e.created_at
                """,
                least
            ) { row in
                let run = "run \(row.int64(4)) of '\(row.text(0))'"
                let created = row.int64(1)
                let started = row.optionalInt64(2)
                let ended = row.optionalInt64(3)
                if let started, let ended, ended + least <= started {
                    let sentence = "\(run) ended at \(shown(ended)), before it began at \(shown(started))"
                    findings.fault(sentence, unless: snapshot.clock, turnedBackFrom: started, to: ended)
                } else {
                    let first = min(started ?? .max, ended ?? .max)
                    let sentence =
                        "\(run) has the time \(shown(first)), before it was created at \(shown(created))"
                    findings.fault(sentence, unless: snapshot.clock, turnedBackFrom: created, to: first)
                }
            }
            return "\(counted(Int(total), "execution")) ended after beginning"
        }
    }
}
