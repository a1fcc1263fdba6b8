internal import Timetable
internal import ZartCore

extension Doctor {
    /// A backfill started each of its instants once, none that is not its own, and its counts add up.
    struct BackfillExamination: Examination {
        let name = "backfills"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let total = try snapshot.connection.number("SELECT count(*) FROM zart_backfills")
            try examineLinks(snapshot, &findings)
            try examineInstants(snapshot, &findings)
            try examineCounts(snapshot, &findings)
            try examineProgress(snapshot, &findings)
            return "\(counted(Int(total), "backfill")), each instant once"
        }

        /// An execution of a backfill says so in both ways, and belongs to the backfill's task.
        private func examineLinks(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT e.id, e.backfill, CASE
                    WHEN e.backfill IS NULL THEN 'was dispatched by a backfill, but says by none'
                    WHEN b.id IS NULL THEN 'belongs to a backfill that is not there'
                    WHEN e.cause <> 'backfill' THEN 'belongs to a backfill, but was dispatched by a ' || e.cause
                    WHEN e.task IS NOT b.task THEN 'belongs to a backfill of another task'
                    WHEN e.occurrence IS NULL THEN 'belongs to a backfill, but has no number'
                    WHEN e.nominal_at IS NULL THEN 'belongs to a backfill, but has no instant'
                    END
                FROM zart_executions e LEFT JOIN zart_backfills b ON b.id = e.backfill
                WHERE (e.backfill IS NOT NULL OR e.cause = 'backfill') AND (b.id IS NULL OR e.cause <> 'backfill'
                    OR e.task IS NOT b.task OR e.occurrence IS NULL OR e.nominal_at IS NULL)
                """
            ) { row in
                let which = row.optionalInt64(1).map { " (backfill \($0))" } ?? ""
                findings.fault("'\(row.text(0))'\(which) \(row.text(2))")
            }
        }

        /// Each instant lies in the range that was dealt with, and no two executions of a backfill have the same.
        private func examineInstants(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT e.id, e.backfill, e.nominal_at, CASE
                    WHEN e.nominal_at < b.from_at OR e.nominal_at > b.to_at THEN 'outside its range'
                    WHEN b.position IS NULL THEN 'although it has not begun'
                    WHEN b.direction = 'oldest' AND e.nominal_at > b.position
                        OR b.direction = 'newest' AND e.nominal_at < b.position
                        THEN 'beyond its position'
                    WHEN e.created_at < e.nominal_at THEN 'before that instant'
                    END AS fault
                FROM zart_executions e JOIN zart_backfills b ON b.id = e.backfill WHERE fault IS NOT NULL
                """
            ) { row in
                findings.fault(
                    "backfill \(row.int64(1)) started '\(row.text(0))' for \(shown(row.int64(2))), \(row.text(3))"
                )
            }
            try snapshot.each(
                """
                SELECT backfill, nominal_at, group_concat(id, ''' and ''') FROM zart_executions
                WHERE backfill IS NOT NULL AND nominal_at IS NOT NULL
                GROUP BY backfill, nominal_at HAVING count(*) > 1
                """
            ) { row in
                findings.fault(
                    "backfill \(row.int64(0)) started \(shown(row.int64(1))) more than once: '\(row.text(2))'"
                )
            }
        }

        /// What backfills of a task say they dispatched, those that are no longer kept among them, is what is kept of
        /// it and what was pruned.
        private func examineCounts(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT b.id, b.dispatched, (SELECT count(*) FROM zart_executions e WHERE e.backfill = b.id) AS kept
                FROM zart_backfills b WHERE kept > b.dispatched
                """
            ) { row in
                findings.fault(
                    "backfill \(row.int64(0)) says it dispatched \(row.int64(1)), and \(row.int64(2)) are there"
                )
            }
            for task in snapshot.tasks {
                let sums = try snapshot.connection.statement(
                    """
                    SELECT (SELECT coalesce(sum(dispatched), 0) FROM zart_backfills WHERE task = ?1)
                        + (SELECT coalesce(sum(count), 0) FROM zart_pruned WHERE task = ?1 AND decision = 'backfills'),
                        (SELECT count(*) FROM zart_executions WHERE task = ?1 AND cause = 'backfill')
                        + (SELECT coalesce(sum(count), 0) FROM zart_pruned WHERE task = ?1 AND decision = 'backfill')
                    """
                ).first(task.id) { row throws(StoreError) in (said: row.int(0), counted: row.int(1)) }
                guard let sums, sums.said != sums.counted else { continue }
                findings.fault(
                    "the backfills of task '\(task.name)' say they dispatched \(sums.said), but kept and pruned "
                        + "executions make \(sums.counted)"
                )
            }
        }

        /// Up to its position every instant was dispatched or left out, and one that completed has no instant left.
        private func examineProgress(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            let rows = BackfillRows(snapshot.connection)
            var backfills: [Backfill] = []
            try snapshot.each("SELECT \(BackfillRows.columns) FROM zart_backfills ORDER BY id") {
                (row) throws(StoreError) in
                backfills.append(try BackfillRows.read(row))
            }
            for backfill in backfills {
                let done = backfill.dispatched + backfill.leftOut
                if backfill.state == .completed, done != backfill.instants {
                    findings.fault(
                        "backfill \(backfill.id) is completed, but \(done) of its \(backfill.instants) instants are "
                            + "done"
                    )
                }
                let stretches = try rows.stretches(of: backfill.id)
                guard let instants = instants(of: stretches, snapshot) else { continue }
                if instants.count != backfill.instants {
                    findings.fault(
                        "backfill \(backfill.id) says it has \(backfill.instants) instants, but its stretches have "
                            + "\(instants.count)"
                    )
                }
                var passed = 0
                if let position = backfill.position, let range = backfill.passed {
                    passed = instants.count(in: range)
                    if !instants.contains(position) {
                        findings.fault(
                            "backfill \(backfill.id) stands at \(position), which is none of its instants"
                        )
                    }
                }
                if passed != done {
                    findings.fault(
                        "backfill \(backfill.id) passed \(passed) instants, but \(backfill.dispatched) dispatched and "
                            + "\(backfill.leftOut) left out make \(done)"
                    )
                }
            }
        }

        /// Nil when they cannot be enumerated as they were: another zone file, or none.
        private func instants(of stretches: [BackfillStretch], _ snapshot: Snapshot) -> BackfillInstants? {
            for stretch in stretches {
                guard case .cron = stretch.recurrence else { continue }
                guard let zone = stretch.recurrence.zone(snapshot.zones),
                    stretch.zoneFingerprint.map({ $0 == zone.fingerprint }) ?? true
                else {
                    return nil
                }
            }
            return try? BackfillInstants(stretches, zones: snapshot.zones)
        }
    }
}
