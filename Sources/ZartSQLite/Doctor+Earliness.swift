internal import Timetable
internal import ZartCore

extension Doctor {
    /// Never early: nothing was decided or begun before it was due.
    struct EarlinessExamination: Examination {
        let name = "never-early"

        /// The caller read its clock before the snapshot was taken, and that may be another machine's.
        private static let slack: Int64 = 60_000

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let total = try snapshot.connection.number(
                "SELECT count(*) FROM zart_executions WHERE cause = 'tick'"
            )
            try examineExecutions(snapshot, &findings)
            try snapshot.each(
                """
                SELECT t.name, l.nominal_at, l.until, l.decision, l.decided_at FROM zart_ledger l
                JOIN zart_tasks t ON t.id = l.task WHERE l.decided_at < l.nominal_at OR l.until > ?1
                """,
                snapshot.now.milliseconds + EarlinessExamination.slack
            ) { row in
                let (nominal, until, decided) = (row.int64(1), row.int64(2), row.int64(4))
                let early = decided < nominal
                let sentence =
                    early
                    ? "\(shown(nominal)) of task '\(row.text(0))' was decided (\(row.text(3))) at \(shown(decided))"
                    : "\(shown(until)) of task '\(row.text(0))' is decided (\(row.text(3))), and is still to come"
                findings.fault(
                    sentence,
                    unless: snapshot.clock,
                    turnedBackFrom: early ? nominal : until,
                    to: early ? decided : snapshot.now.milliseconds
                )
            }
            return "\(counted(Int(total), "execution")) of ticks began when due or later"
        }

        private func examineExecutions(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT id, nominal_at, scheduled_at, CASE WHEN run = 0 THEN started_at END, created_at
                FROM zart_executions
                WHERE cause = 'tick' AND (run = 0 AND started_at < scheduled_at OR scheduled_at < nominal_at
                    OR created_at < nominal_at)
                UNION ALL
                SELECT e.id, e.nominal_at, e.scheduled_at, r.started_at, e.created_at
                FROM zart_runs r JOIN zart_executions e ON e.seq = r.execution
                WHERE e.cause = 'tick' AND r.run = 0 AND r.started_at < e.scheduled_at
                """
            ) { row in
                let (nominal, scheduled, created) = (row.int64(1), row.int64(2), row.int64(4))
                let id = row.text(0)
                // A clock step moves what was meant for later along with it.
                let least = ClockHistory.smallestStep
                if scheduled + least <= nominal, !snapshot.clock.wasSet(from: scheduled, through: nominal) {
                    findings.fault(
                        "'\(id)' was scheduled for \(shown(scheduled)), before its instant \(shown(nominal))"
                    )
                } else if let started = row.optionalInt64(3), started < scheduled {
                    // Steps of the clock too small to be recorded may have done that.
                    guard started + least <= scheduled else { return findings.excuse() }
                    findings.fault(
                        "'\(id)' began at \(shown(started)), but was scheduled for \(shown(scheduled))",
                        unless: snapshot.clock,
                        turnedBackFrom: scheduled,
                        to: started
                    )
                } else if created + least <= nominal {
                    findings.fault(
                        "'\(id)' was created at \(shown(created)), before its instant \(shown(nominal))",
                        unless: snapshot.clock,
                        turnedBackFrom: nominal,
                        to: created
                    )
                } else {
                    findings.excuse()
                }
            }
        }
    }
}
