import Timetable

@testable import Jobs

/// What the tests read with: the zones they name, and a place for the file.
enum Bench {
    static func read(_ text: String) throws(JobFileError) -> JobFile {
        try read(Array(text.utf8))
    }

    static func read(_ bytes: [UInt8]) throws(JobFileError) -> JobFile {
        try JobFile.read(bytes, name: "zartop.yaml", directory: "/srv/jobs", zones: zone)
    }

    /// What is wrong with a file, each as `line:column: message`.
    static func faults(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch {
            return error.faults.map { "\($0.mark.line):\($0.mark.column): \($0.message)" }
        }
    }

    /// The one task of a file whose task has these further lines.
    static func task(_ lines: String, defaults: String = "") throws(JobFileError) -> JobTask {
        let indented = lines.split(separator: "\n").map { "    \($0)\n" }.joined()
        let steps = lines.contains("steps:") ? "" : "    steps: [{ name: only, run: 'true' }]\n"
        let head =
            defaults.isEmpty
            ? "" : "defaults:\n\(defaults.split(separator: "\n").map { "  \($0)\n" }.joined())"
        guard let task = try read("\(head)tasks:\n  report:\n\(indented)\(steps)").tasks.first else {
            throw JobFileError(file: "", faults: [], isCut: false)
        }
        return task
    }

    /// The zones of the tests: Berlin as it has been since 1996, under its rule.
    @Sendable static func zone(_ name: String) -> Zone? {
        guard name == "Europe/Berlin" else { return nil }
        var bytes = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let type: [UInt8] = [0, 0, 0, 0, 0, 0] + Array("CET\0".utf8)
        bytes += counts + type
        bytes += Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts + type
        bytes += Array("\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8)
        return try? Zone(name: name, tzif: bytes)
    }

    /// The example of the design, whole.
    static let whole = """
        defaults: { timezone: Europe/Berlin, retry: { times: 2, backoff: exponential, first: 1s, cap: 1m } }

        tasks:
          nightly-report:
            description: Inventory report
            cron: "0 2 * * *"
            id: report-{occurrence}
            overlap: skip-if-running
            missed: latest
            payload: { warehouse: EU-1 }
            timeout: 30m
            env: { LANG: C.UTF-8, TOKEN: { secret: file:/run/secrets/token } }
            on-failure: ./page-someone.sh
            steps:
              - name: fetch-inventory
                run: |
                  curl -fsS "https://example.org/stock?w=$WAREHOUSE" -o stock.json
                retry: { times: 3, backoff: exponential, first: 2s, cap: 1m, unless-exit: [64, 65] }
                timeout: 5m
              - parallel:
                  - { name: render-pdf, run: ./render pdf }
                  - { name: render-csv, run: ./render csv }
              - { name: settle, sleep: 10s }
              - { name: approved, wait-for: approval, timeout: 1h }
              - { name: publish, exec: [./publish, --quiet], result: json }
        """
}
