internal import CBench
internal import ZartSQLite

/// What plain C reaches on the same SQLite and the same disk, run before and after what is compared with it.
enum Floor {
    /// Executions a second, so many of them in each commit.
    static func executions(_ options: BenchOptions, _ count: Int, steps: Int, width: Int) throws
        -> Double
    {
        Double(count)
            / (try run(options) { path, level, reason in
                cb_floor_executions(path, Int32(count), Int32(steps), Int32(width), level, reason, 256)
            })
    }

    /// Milliseconds for each of so many steps, one after the other.
    static func steps(_ options: BenchOptions, _ count: Int) throws -> Double {
        try run(options) { path, level, reason in cb_floor_steps(path, Int32(count), level, reason, 256)
        }
            * 1_000 / Double(count)
    }

    private static func run(
        _ options: BenchOptions,
        _ body: (String, String, UnsafeMutablePointer<CChar>) -> Double
    ) throws -> Double {
        let scratch = try Scratch()
        return try withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { reason in
            reason.initialize(repeating: 0)
            guard let base = reason.baseAddress else { return .nan }
            let took = body(scratch.file("floor.db"), options.durability.rawValue, base)
            guard took > 0 else {
                throw BenchOptions.Wrong(description: "the floor failed: \(String(cString: base))")
            }
            return took
        }
    }

    static func rows(_ options: BenchOptions) throws -> [BenchRow] {
        let count = options.n ?? 2_000
        var rows: [BenchRow] = []
        for width in [1, 64, 256] {
            var row = BenchRow(workload: "floor", n: count, unit: "executions/s, \(width) a commit")
            for _ in 0..<options.runs {
                row.samples.append(try executions(options, count, steps: 5, width: width))
            }
            rows.append(row)
        }
        var row = BenchRow(workload: "floor", n: 1_000, unit: "ms a step")
        for _ in 0..<options.runs { row.samples.append(try steps(options, 1_000)) }
        return rows + [row]
    }
}
