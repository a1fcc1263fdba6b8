internal import ZartCore

/// `doctor`.
extension CommandRun {
    func showDoctor() throws(CommandFailure) -> ExitStatus {
        let checks = try examined()
        let faults = checks.filter { !$0.ok }.count
        if isJSON {
            let list = checks.map { check in
                JSONValue.object([
                    ("name", .string(check.name)), ("ok", .bool(check.ok)), ("detail", .string(check.detail)),
                ])
            }
            let report = JSONValue.object([("ok", .bool(faults == 0)), ("checks", .list(list))])
            console.out("\(report.text)\n")
        } else {
            for check in checks {
                let detail = check.detail.isEmpty ? "" : ": \(check.detail)"
                console.out(
                    PlainText.harmless("\(check.ok ? "ok   " : "FAULT") \(check.name)\(detail)") + "\n"
                )
            }
            console.out(
                faults == 0
                    ? "\(checks.count) checks, no faults\n"
                    : "\(faults) of \(checks.count) checks found faults\n"
            )
        }
        return faults == 0 ? .done : .endedBadly
    }

    /// The checks; of a file that is damaged so that none can be made, that.
    private func examined() throws(CommandFailure) -> [Programs.DoctorCheck] {
        // Who opens it for reading says best what is the matter, as far as it is a file of ours.
        if !TextSource.exists(settings.database) { _ = try openReader() }
        do throws(StoreError) {
            return try programs.doctor(settings.database)
        } catch {
            guard error.code == .corrupt else {
                _ = try openReader()
                throw CommandFailure(error)
            }
            let detail = "the file is damaged, and nothing in it can be read: restore a backup"
            return [(name: "integrity", ok: false, detail: detail)]
        }
    }
}
