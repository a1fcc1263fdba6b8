internal import ZartCore

/// `doctor`.
extension CommandRun {
    func showDoctor() throws(CommandFailure) -> ExitStatus {
        _ = try openReader()
        let checks = try stored { () throws(StoreError) in try programs.doctor(settings.database) }
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
}
