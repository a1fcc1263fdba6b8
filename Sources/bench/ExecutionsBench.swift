internal import Glibc
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// A: many short executions, from the order to start each to the commit of the last one's end.
struct ExecutionsBench {
    private let options: BenchOptions
    private let n: Int
    private static let steps = 5
    /// Programs that start executions side by side.
    private static let starters = 256

    init(_ options: BenchOptions) {
        self.options = options
        n = options.n ?? 2_000
    }

    func rows() throws -> [BenchRow] {
        var row = BenchRow(workload: "A", n: n, unit: "executions/s")
        let settings = EngineSettings()
        row.note = "\(Self.steps) steps each, \(settings.concurrency) in flight; floor 64 a commit"
        for _ in 0..<options.runs {
            let before = try Floor.executions(options, n, steps: Self.steps, width: 64)
            try run(&row)
            let after = try Floor.executions(options, n, steps: Self.steps, width: 64)
            row.floors.append((before, after))
        }
        let alone = StoreBench(options, n, steps: Self.steps, width: settings.concurrency)
        return [row, try alone.row()]
    }

    private func run(_ row: inout BenchRow) throws {
        let scratch = try Scratch()
        let path = scratch.file("bench.db")
        let count = BodyCount()
        let engine = try BenchEngine(path, options) { builder in
            builder.registerDurable("work", NoOps(Self.steps, count))
        }
        let rows = try BenchRows(path)
        let meter = ProcessMeter()
        let watch = Stopwatch()
        let scheduler = engine.scheduler
        let n = n
        try BenchEngine.wait {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for starter in 0..<min(n, Self.starters) {
                    group.addTask {
                        for number in stride(from: starter, to: n, by: Self.starters) {
                            try await scheduler.start("work", id: "work-\(number)", payload: number)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let open =
            "SELECT count(*) FROM zart_executions INDEXED BY zart_executions_open WHERE ended_at IS NULL"
        while try watch.seconds < 120 && (count.returning < n || rows.number(open) > 0) { usleep(100) }
        row.samples.append(Double(n) / watch.seconds)
        row.cost = meter.cost(steps: n * Self.steps)
        row.settings = engine.store.readBack
        try engine.stop()
        row.faults += try Self.faults(
            rows,
            path,
            executions: n,
            steps: n * Self.steps,
            bodies: count.ran
        )
    }

    /// What is not there that should be, and what is there twice.
    static func faults(_ rows: BenchRows, _ path: String, executions: Int, steps: Int, bodies: Int?)
        throws
        -> [String]
    {
        var faults = try BenchRows.doctor(path)
        func expect(_ what: String, _ found: Int, _ wanted: Int) {
            if found != wanted { faults.append("\(found) \(what) instead of \(wanted)") }
        }
        if let bodies { expect("step bodies", bodies, steps) }
        expect(
            "completed steps with a result and one attempt",
            try rows.number(
                """
                SELECT count(*) FROM zart_steps WHERE status = 'completed' AND attempt = 1
                    AND attempt_status = 'completed' AND json_extract(result, '$.items') = 1234
                    AND attempt_ended_at >= attempt_started_at
                """
            ),
            steps
        )
        expect(
            "completed executions",
            try rows.number(
                "SELECT count(*) FROM zart_executions WHERE status = 'completed' AND result IS NOT NULL"
            ),
            executions
        )
        expect("executions", try rows.number("SELECT count(*) FROM zart_executions"), executions)
        return faults
    }
}
