internal import ZartCore
internal import ZartSQLite

/// `metrics`.
extension CommandRun {
    func tellMetrics() throws(CommandFailure) -> ExitStatus {
        if isJSON { throw .usage("metrics are text in the format of Prometheus: leave --json out") }
        let reader = try openReader()
        let now = surroundings.now()
        let report = try stored { () throws(StoreError) in try reader.metrics(at: now) }
        let text = MetricsText(report, version: HelpText.version).text
        if let path = arguments.value("--file") {
            try MetricsFile.write(text, to: path, of: settings.database)
        } else {
            console.out(text)
        }
        return .done
    }
}
