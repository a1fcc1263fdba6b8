internal import CSQLite
internal import Glibc

/// The program: measures the workloads that it is asked for and prints one table.
enum BenchProgram {
    static func run(_ words: [String]) -> Int32 {
        do {
            if let child = try ChildRole(words) { return try child.run() }
            // As the store has it, and before the floor is the first to use SQLite.
            _ = zart_sqlite_count_no_memory()
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
            let measured: [BenchRow]
            do {
                measured = try workload.measure(options)
            } catch {
                // The others are measured all the same.
                var row = BenchRow(workload: workload.rawValue, n: options.n ?? 0, unit: "–")
                row.faults = ["\(error)"]
                measured = [row]
            }
            for row in measured {
                rows.append(row)
                for fault in row.faults { say("bench: \(row.workload): \(fault)\n") }
            }
        }
        print(options.isJSON ? BenchReport.json(rows) : BenchReport.table(rows))
        if !rows.allSatisfy(\.isVerified) { return 1 }
        return rows.allSatisfy(\.isWithinGate) ? 0 : 3
    }

    static func say(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
