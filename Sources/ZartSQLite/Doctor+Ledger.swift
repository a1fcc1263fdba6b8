internal import ZartCore

extension Doctor {
    /// One decision per instant, conserved: every instant a version enumerates up to its end has one decision, and
    /// every decision is about such an instant.
    struct LedgerExamination: Examination {
        let name = "ledger-conservation"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            var total = 0
            for task in snapshot.tasks {
                let versions = try snapshot.versions(of: task)
                for version in versions { total += try examine(version, of: task, snapshot, &findings) }
                guard versions.count > 1 else { continue }
                let joints = try VersionJoints(of: task, snapshot)
                for (older, newer) in zip(versions, versions.dropFirst()) {
                    joints.examine(older, newer, snapshot, &findings)
                }
            }
            for table in ["zart_ledger", "zart_pruned"] {
                try snapshot.each(
                    """
                    SELECT task, version, count(*) FROM \(table) l WHERE NOT EXISTS
                        (SELECT 1 FROM zart_versions v WHERE v.task = l.task AND v.version = l.version)
                        \(table == "zart_pruned"
                            ? "AND decision NOT IN ('trigger', 'start', 'backfill', 'backfills')" : "")
                    GROUP BY task, version
                    """
                ) { row in
                    let name = snapshot.tasks.first { $0.id == row.int64(0) }?.name ?? "\(row.int64(0))"
                    findings.fault(
                        "\(counted(row.int(2), "decision")) of task '\(name)' in version \(row.int64(1)), "
                            + "which never was"
                    )
                }
            }
            return
                "\(counted(total, "instant")) of \(counted(snapshot.tasks.count, "task")), one decision each"
        }

        /// Walks along the instants and the rows of one version, and returns how many instants have a decision.
        private func examine(
            _ version: VersionRow,
            of task: TaskRow,
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) throws(StoreError) -> Int {
            let pruned = try PrunedTally(snapshot, task: task, version: version, &findings)
            let label = "version \(version.version) of task '\(task.name)'"
            var walk: LedgerWalk
            switch version.instants(zones: snapshot.zones) {
            case .broken(let reason):
                findings.fault("\(label) cannot be enumerated: \(reason)")
                return 0
            case .unverifiable(let reason):
                findings.note("\(label) cannot be verified: \(reason)")
                walk = LedgerWalk(label, version, task, instants: nil, pruned)
            case .afterCompletion(let delay):
                walk = LedgerWalk(label, version, task, instants: nil, pruned)
                try CompletionChain(label, version, task, delay: delay).examine(snapshot, &findings)
            case .enumerated(let instants):
                walk = LedgerWalk(label, version, task, instants: instants, pruned)
            }
            try snapshot.each(
                "SELECT nominal_at, until, count FROM zart_ledger WHERE task = ?1 AND version = ?2 ORDER BY "
                    + "nominal_at",
                task.id,
                version.version
            ) { row in
                walk.visit(
                    nominal: row.instant(0),
                    until: row.instant(1),
                    count: row.int(2),
                    &findings
                )
            }
            walk.finish(&findings)
            return walk.decided + pruned.count
        }
    }
}
