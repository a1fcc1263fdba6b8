internal import Timetable
internal import ZartCore

extension Doctor {
    /// At most one alarm is raised for each thing that can be the matter, and of each end of each alarm somebody is
    /// told, or it is on record that there is nobody.
    struct AlarmExamination: Examination {
        let name = "alarms"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let total = try snapshot.connection.number("SELECT count(*) FROM zart_alarms")
            // An index says the same, as long as it is whole.
            try snapshot.each(
                """
                SELECT min(a.id), t.name, a.kind, a.subject, count(*) FROM zart_alarms a NOT INDEXED
                JOIN zart_tasks t ON t.id = a.task
                WHERE a.recovered_at IS NULL GROUP BY a.task, a.kind, a.subject HAVING count(*) > 1
                """
            ) { row in
                findings.fault(
                    "\(row.int(4)) alarms '\(row.text(2))' of task '\(row.text(1))' are raised for the same thing"
                )
            }
            try ends(snapshot, &findings)
            try notices(snapshot, &findings)
            return counted(Int(total), "alarm")
        }

        private func ends(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            let least = ClockHistory.smallestStep
            try snapshot.each(
                """
                SELECT id, raised_at, recovered_at, acknowledged_at FROM zart_alarms
                WHERE raised_at - recovered_at >= ?1 OR raised_at - acknowledged_at >= ?1
                    OR acknowledged_at - recovered_at >= ?1
                """,
                least
            ) { row in
                let alarm = "alarm \(row.int64(0))"
                if let recovered = row.optionalInt64(2), row.int64(1) - recovered >= least {
                    findings.fault(
                        "\(alarm) was over at \(shown(recovered)), before it was raised",
                        unless: snapshot.clock,
                        turnedBackFrom: row.int64(1),
                        to: recovered
                    )
                } else if row.int64(1) - row.int64(3) >= least {
                    findings.fault(
                        "\(alarm) was acknowledged at \(shown(row.int64(3))), before it was raised",
                        unless: snapshot.clock,
                        turnedBackFrom: row.int64(1),
                        to: row.int64(3)
                    )
                } else {
                    findings.fault(
                        "\(alarm) was acknowledged at \(shown(row.int64(3))), when it was over",
                        unless: snapshot.clock,
                        turnedBackFrom: row.int64(3),
                        to: row.int64(2)
                    )
                }
            }
        }

        private func notices(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT a.id, n.change, a.recovered_at IS NULL, (SELECT count(*) FROM zart_alarm_notices m
                    WHERE m.alarm = a.id)
                FROM zart_alarms a
                LEFT JOIN zart_alarm_notices n ON n.alarm = a.id AND n.change = 'recovered'
                WHERE (a.recovered_at IS NULL) <> (n.alarm IS NULL) OR NOT EXISTS (SELECT 1 FROM zart_alarm_notices m
                    WHERE m.alarm = a.id AND m.change = 'raised')
                """
            ) { row in
                if row.bool(2), !row.isNull(1) {
                    findings.fault("alarm \(row.int64(0)) is raised, and there is a notice that it is over")
                } else {
                    findings.fault("alarm \(row.int64(0)) lacks a notice: it has \(row.int(3))")
                }
            }
            try snapshot.each(
                """
                SELECT n.alarm, n.change FROM zart_alarm_notices n
                WHERE NOT EXISTS (SELECT 1 FROM zart_alarms a WHERE a.id = n.alarm)
                """
            ) { row in
                findings.fault("notice \(row.int64(0))-\(row.text(1)) is of an alarm that is not there")
            }
            try snapshot.each(
                """
                SELECT alarm, change, status FROM zart_alarm_notices
                WHERE status IN ('delivered', 'failed') AND attempts = 0
                    OR status = 'failed' AND error IS NULL OR attempts > \(PendingNotice.mostAttempts)
                """
            ) { row in
                findings.fault(
                    "notice \(row.int64(0))-\(row.text(1)) is '\(row.text(2))', which its tries do not bear out"
                )
            }
        }
    }
}
