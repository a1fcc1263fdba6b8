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

    /// An event is used at most once, after it was offered, by a run that there is.
    struct EventExamination: Examination {
        let name = "events"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let total = try snapshot.connection.number("SELECT count(*) FROM zart_events")
            try snapshot.each(
                """
                SELECT v.name, e.id, v.used_run, v.used_at, v.offered_at, e.run FROM zart_events v
                JOIN zart_executions e ON e.seq = v.execution
                WHERE (v.used_run IS NULL) <> (v.used_at IS NULL) OR v.used_run > e.run OR v.used_at < v.offered_at
                """
            ) { row in
                let event = "event '\(row.text(0))' of '\(row.text(1))'"
                if row.isNull(2) || row.isNull(3) {
                    findings.fault("\(event) is half used: it has a run or a time, but not both")
                } else if row.int64(2) > row.int64(5) {
                    findings.fault("\(event) was used by run \(row.int64(2)), which never was")
                } else {
                    findings.fault(
                        "\(event) was used at \(shown(row.int64(3))), before it was offered",
                        unless: snapshot.clock,
                        turnedBackFrom: row.int64(4),
                        to: row.int64(3)
                    )
                }
            }
            return counted(Int(total), "event")
        }
    }
}
