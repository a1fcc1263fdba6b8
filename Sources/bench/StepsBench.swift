internal import Zart
internal import ZartCore
internal import ZartSQLite

/// B: one execution of many steps, each durable before the next begins.
struct StepsBench {
    private let options: BenchOptions
    private let n: Int

    init(_ options: BenchOptions) {
        self.options = options
        n = options.n ?? 1_000
    }

    func rows() throws -> [BenchRow] {
        var large = BenchRow(workload: "B", n: n, unit: "ms a step")
        var small = BenchRow(workload: "B", n: max(1, n / 10), unit: "ms a step")
        for _ in 0..<options.runs {
            try run(&large)
            try run(&small)
        }
        if let dear = large.median, let cheap = small.median {
            // Both are mostly flushes, which a shared disk makes dear for a while: the gate is wide, the floor tells.
            let floors = (large.floor ?? 1) / (small.floor ?? 1)
            large.growth = (dear / cheap / floors, 1.5)
            large.note = "\(BenchReport.short(dear / cheap / floors)) times a step's cost at \(small.n)"
        }
        return [large, small]
    }

    private func run(_ row: inout BenchRow) throws {
        let before = try Floor.steps(options, row.n)
        try runOurs(&row)
        row.floors.append((before, try Floor.steps(options, row.n)))
    }

    private func runOurs(_ row: inout BenchRow) throws {
        let scratch = try Scratch()
        let path = scratch.file("bench.db")
        let count = BodyCount()
        let steps = row.n
        let engine = try BenchEngine(path, options) { builder in
            builder.registerDurable("chain", NoOps(steps, count))
        }
        let meter = ProcessMeter()
        let watch = Stopwatch()
        let scheduler = engine.scheduler
        try BenchEngine.wait {
            try await scheduler.start("chain", id: "chain-0", payload: 0)
            _ = try await scheduler.wait(for: "chain-0", timeout: .seconds(300))
        }
        row.samples.append(watch.seconds * 1_000 / Double(steps))
        row.cost = meter.cost(steps: steps)
        row.settings = engine.store.readBack
        try engine.stop()
        let rows = try BenchRows(path)
        row.faults += try ExecutionsBench.faults(
            rows,
            path,
            executions: 1,
            steps: steps,
            bodies: count.ran
        )
    }
}
