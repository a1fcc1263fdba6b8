internal import CBench
internal import Glibc
internal import JobRunner
internal import Jobs
internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// Commands of job files, each under a supervisor, captured and checkpointed, against spawning /bin/true.
struct ShellBench {
    private let options: BenchOptions
    private let n: Int
    private let tasks: Int
    private let steps: Int

    init(_ options: BenchOptions) {
        self.options = options
        tasks = min(8, options.n ?? 400)
        steps = max(1, (options.n ?? 400) / tasks)
        n = tasks * steps
    }

    func rows() throws -> [BenchRow] {
        var row = BenchRow(workload: "shell", n: n, unit: "commands/s")
        row.note = "\(tasks) executions of \(steps) commands; floor: posix_spawn and wait of /bin/true"
        // Removed when all is measured: an ext4 without a journal passes over every inode that was freed within the last
        // five minutes, one by one, and a run after the removal of another's took three times as long.
        var scratches: [Scratch] = []
        for _ in 0..<options.runs {
            let before = Double(n) / cb_spawn_true(Int32(n))
            scratches.append(try Scratch())
            try run(&row, in: scratches[scratches.count - 1])
            row.floors.append((before, Double(n) / cb_spawn_true(Int32(n))))
        }
        return [row]
    }

    /// A job file of tasks that are not due for long, whose steps do nothing.
    private var text: String {
        "tasks:\n"
            + (0..<tasks).map { task in
                "  job-\(task):\n    every: 365d\n    start-at: 2099-01-01T00:00:00Z\n    steps:\n"
                    + (0..<steps).map { "      - { name: step-\($0), exec: [/bin/true] }\n" }.joined()
            }.joined()
    }

    private func run(_ row: inout BenchRow, in scratch: Scratch) throws {
        let path = scratch.file("bench.db")
        let runner = try JobRunner(database: path)
        let engine = try BenchEngine(path, options, runner: runner) { $0 }
        let zones: @Sendable (String) -> Zone? = { ZoneDirectory.system.zone(named: $0) }
        let file = try JobFile.read(
            Array(text.utf8),
            name: "bench.yaml",
            directory: scratch.path,
            zones: zones
        )
        let scheduler = engine.scheduler
        let source = TaskSource.file(scratch.file("bench.yaml"))
        let applied = file.tasks.map(\.applied)
        let tasks = tasks
        try BenchEngine.wait {
            _ = try await scheduler.perform(Order(.apply(source: source, tasks: applied)))
        }
        let meter = ProcessMeter()
        let watch = Stopwatch()
        try BenchEngine.wait {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<tasks {
                    group.addTask {
                        let id = try await scheduler.trigger("job-\(task)").id
                        _ = try await scheduler.wait(for: id, timeout: .seconds(300))
                    }
                }
                try await group.waitForAll()
            }
        }
        row.samples.append(Double(n) / watch.seconds)
        row.cost = meter.cost(steps: n)
        row.settings = engine.store.readBack
        try engine.stop()
        let rows = try BenchRows(path)
        let completed = try rows.number(
            "SELECT count(*) FROM zart_steps WHERE status = 'completed' AND attempt = 1"
        )
        if completed != n { row.faults.append("\(completed) completed commands instead of \(n)") }
        row.faults += try BenchRows.doctor(path)
    }
}
