internal import ZartCore

extension Doctor {
    /// An event is used at most once, after it was offered, by a run that there is.
    struct EventExamination: Examination {
        let name = "events"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let total = try snapshot.connection.number("SELECT count(*) FROM zart_events")
            try snapshot.each(
                """
                SELECT v.name, e.id, v.used_run, v.used_at, v.offered_at, e.run FROM zart_events v
                JOIN zart_executions e ON e.seq = v.execution
                WHERE (v.used_run IS NULL) <> (v.used_at IS NULL) OR v.used_run > e.run
                    OR v.offered_at - v.used_at >= ?
                """,
                ClockHistory.smallestStep
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
