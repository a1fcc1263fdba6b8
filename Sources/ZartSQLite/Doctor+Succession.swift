internal import ZartCore

extension Doctor {
    /// A successor begins only when its predecessor has really stopped, and is not forgotten then.
    struct SuccessionExamination: Examination {
        let name = "succession"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            var waiting = 0
            try snapshot.each(
                """
                SELECT e.id, e.status, p.id, e.waits_for, EXISTS (SELECT 1 FROM zart_steps s
                    WHERE s.execution = e.waits_for AND s.stopping = 1)
                FROM zart_executions e LEFT JOIN zart_executions p ON p.seq = e.waits_for
                WHERE e.ended_at IS NULL AND e.waits_for IS NOT NULL
                """
            ) { row in
                waiting += 1
                let predecessor = row.optionalText(2).map { "'\($0)'" } ?? "execution \(row.int64(3))"
                if row.text(1) == "running" {
                    findings.fault("'\(row.text(0))' runs, though it waits for \(predecessor) to stop")
                } else if !row.bool(4) {
                    findings.fault(
                        "'\(row.text(0))' waits for \(predecessor) to stop, which has nothing in flight"
                    )
                }
            }
            try snapshot.each(
                """
                SELECT e.id, s.name FROM zart_steps s JOIN zart_executions e ON e.seq = s.execution
                WHERE s.stopping = 1 AND e.ended_at IS NULL AND s.run = e.run
                """
            ) { row in
                findings.fault("step '\(row.text(1))' of '\(row.text(0))' is stopping, but its run goes on")
            }
            return "\(counted(waiting, "execution")) waiting for another to stop"
        }
    }
}
