internal import ZartCore

extension Doctor {
    /// Poison is contained: an execution whose worker died again and again is given up, and so is its last word, which
    /// is allowed as many workers again.
    struct PoisonExamination: Examination {
        let name = "poison"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            var suspects = 0
            let allowed = 2 * snapshot.poisonAfter
            let ended = try snapshot.connection.number(
                "SELECT count(*) FROM zart_sessions WHERE ended_at IS NOT NULL"
            )
            try snapshot.each(
                "SELECT id, deaths, run, ended_at IS NULL FROM zart_executions WHERE deaths <> 0"
            ) { row in
                let (id, deaths) = (row.text(0), row.int64(1))
                suspects += 1
                if deaths < 0 {
                    findings.fault("'\(id)' counts \(deaths) deaths of its worker")
                } else if deaths > ended {
                    findings.fault(
                        "'\(id)' counts \(deaths) deaths of its worker, but only \(ended) sessions have ended"
                    )
                } else if row.int64(2) == 0, deaths > allowed {
                    findings.fault(
                        "'\(id)' outlived \(deaths) deaths of its worker, allowed are \(allowed)"
                    )
                } else if row.int64(2) == 0, row.bool(3), deaths >= allowed {
                    findings.fault(
                        "'\(id)' is open after \(deaths) deaths of its worker, which should have failed it"
                    )
                }
            }
            return suspects == 0
                ? "no execution lost its worker" : "\(counted(suspects, "execution")) lost a worker"
        }
    }
}
