internal import ZartCore

extension Doctor {
    /// Every task has its current schedule version, and the ones before it have ended.
    struct VersionExamination: Examination {
        let name = "versions"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            var total = 0
            for task in snapshot.tasks {
                let versions = try snapshot.versions(of: task)
                total += versions.count
                let isLive = task.state == "active" || task.state == "paused"
                guard let newest = versions.last, newest.version == task.version else {
                    findings.fault(
                        "task '\(task.name)' is in version \(task.version), but its newest is "
                            + (versions.last.map { "\($0.version)" } ?? "none")
                    )
                    continue
                }
                if let first = versions.first, first.version != 1 {
                    findings.fault("task '\(task.name)' has no version 1")
                }
                for (older, newer) in zip(versions, versions.dropFirst()) {
                    if newer.version != older.version + 1 {
                        findings.fault("task '\(task.name)' has no version \(older.version + 1)")
                    }
                    if older.endedAt == nil {
                        findings.fault("version \(older.version) of task '\(task.name)' has no end")
                    }
                }
                if isLive, newest.endedAt != nil {
                    findings.fault(
                        "task '\(task.name)' is \(task.state), but its version \(newest.version) has ended"
                    )
                }
                // A stopped task takes a new recurrence without a version until it is revived.
                if isLive, newest.recurrence != task.recurrence {
                    findings.fault(
                        "task '\(task.name)' runs '\(task.recurrence)', but its version \(newest.version) "
                            + "says '\(newest.recurrence)'"
                    )
                }
            }
            return "\(counted(total, "version")) of \(counted(snapshot.tasks.count, "task"))"
        }
    }
}
