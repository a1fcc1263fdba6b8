internal import Glibc

/// The program: measures the workloads that it is asked for and prints one table.
enum BenchProgram {
    static func run(_ words: [String]) -> Int32 {
        do {
            let options = try BenchOptions(words)
            if options.showsHelp {
                print(BenchOptions.help)
                return 0
            }
            return try measure(options)
        } catch {
            say("bench: \(error)\n")
            return error is BenchOptions.Wrong ? 2 : 70
        }
    }

    private static func measure(_ options: BenchOptions) throws -> Int32 {
        var rows: [BenchRow] = []
        for workload in options.workloads {
            for row in try workload.measure(options) {
                rows.append(row)
                for fault in row.faults { say("bench: \(row.workload): \(fault)\n") }
            }
        }
        print(options.isJSON ? BenchReport.json(rows) : BenchReport.table(rows))
        return rows.allSatisfy { $0.isVerified && $0.isWithinGate } ? 0 : 1
    }

    static func say(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
