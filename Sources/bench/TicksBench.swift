internal import Glibc
internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// C: recurring tasks, each every second with one no-op step: how many instants are fired, and how late.
struct TicksBench {
    private let options: BenchOptions
    private let sizes: [Int]

    init(_ options: BenchOptions) {
        self.options = options
        sizes = options.n.map { [$0] } ?? [1_000, 10_000]
    }

    /// When tasks are due within the second.
    private enum Phase: String {
        case spread = "grids spread over the second"
        case together = "all at the same instant"

        /// For how long it is looked at.
        var seconds: Int {
            switch self {
            case .spread: 20
            case .together: 5
            }
        }
    }

    func rows() throws -> [BenchRow] {
        var rows: [BenchRow] = []
        for size in sizes { rows += try measure(size, .spread) }
        for size in sizes { rows += try measure(size, .together) + [TickRowsBench(options, size).row()] }
        return rows + [try idle(sizes.max() ?? 10_000)]
    }

    private func measure(_ size: Int, _ phase: Phase) throws -> [BenchRow] {
        var fired = BenchRow(workload: "C", n: size, unit: "% of instants fired")
        var late = BenchRow(workload: "C", n: size, unit: "ms late, p99")
        fired.note = phase.rawValue
        let scratch = try Scratch()
        let path = scratch.file("bench.db")
        let count = BodyCount()
        let first = Instant(milliseconds: (SystemTimeline.wallMilliseconds / 1_000 + 3) * 1_000)
        let end = first + .seconds(phase.seconds)
        let engine = try BenchEngine(path, options) { builder in
            (0..<size).reduce(builder.registerDurable("tick", NoOps(1, count))) { builder, number in
                builder.registerRecurringDurable(
                    "task-\(number)",
                    handler: "tick",
                    idTemplate: "task-\(number)-{occurrence}",
                    recurrence: phase == .spread
                        ? .fixedDelay(.seconds(1)) : .cron("* * * * * *", timezone: "UTC"),
                    payload: number,
                    startingAt: phase == .spread
                        ? first + .milliseconds(Int64(number) * 1_000 / Int64(size)) : first
                )
            }
        }
        while SystemTimeline.wallMilliseconds < first.milliseconds { usleep(1_000) }
        let meter = ProcessMeter()
        while SystemTimeline.wallMilliseconds < end.milliseconds { usleep(10_000) }
        fired.cost = meter.cost()
        // What was due in the last moment has its time to run.
        usleep(1_500_000)
        fired.settings = engine.store.readBack
        try engine.stop()
        let rows = try BenchRows(path)
        let window = "nominal_at >= \(first.milliseconds) AND nominal_at < \(end.milliseconds)"
        let started = try rows.number(
            "SELECT count(*) FROM zart_executions WHERE status = 'completed' AND \(window)"
        )
        fired.samples = [100 * Double(started) / Double(size * phase.seconds)]
        let lateness = try rows.numbers(
            """
            SELECT s.attempt_started_at - e.nominal_at FROM zart_executions e
            JOIN zart_steps s ON s.execution = e.seq AND s.run = e.run WHERE \(window)
            """
        )
        late.samples = [lateness.quantile(0.99) ?? .nan]
        late.note =
            "p50 \(BenchReport.short(lateness.quantile(0.5) ?? .nan)), max \(BenchReport.short(lateness.max() ?? .nan))"
        let completed = try rows.number("SELECT count(*) FROM zart_steps WHERE status = 'completed'")
        if completed > count.ran {
            fired.faults.append("\(completed) completed steps of \(count.ran) bodies")
        }
        let twice = try rows.number(
            """
            SELECT count(*) FROM (SELECT task, nominal_at FROM zart_executions GROUP BY task, nominal_at HAVING count(*) > 1)
            """
        )
        if twice > 0 { fired.faults.append("\(twice) instants were started twice") }
        if lateness.contains(where: { $0 < 0 }) {
            fired.faults.append("a step began before its instant")
        }
        fired.faults += try BenchRows.doctor(path)
        late.faults = fired.faults
        return [fired, late]
    }

    /// Tasks none of which is due.
    private func idle(_ size: Int) throws -> BenchRow {
        var row = BenchRow(workload: "C", n: size, unit: "% CPU, tasks not due")
        let scratch = try Scratch()
        let count = BodyCount()
        let engine = try BenchEngine(scratch.file("bench.db"), options) { builder in
            (0..<size).reduce(builder.registerDurable("tick", NoOps(1, count))) { builder, number in
                builder.registerRecurringDurable(
                    "task-\(number)",
                    handler: "tick",
                    idTemplate: "task-\(number)-{occurrence}",
                    recurrence: .cron("0 0 1 1 *", timezone: "UTC"),
                    payload: number
                )
            }
        }
        sleep(1)
        let meter = ProcessMeter()
        let watch = Stopwatch()
        sleep(5)
        var cost = meter.cost()
        row.samples = [100 * cost.cpuSeconds / watch.seconds]
        cost.syncs = nil
        row.cost = cost
        row.settings = engine.store.readBack
        try engine.stop()
        if count.ran > 0 { row.faults.append("\(count.ran) steps ran that were not due") }
        return row
    }
}
