internal import CPlatform
internal import Glibc
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// D: a worker is killed at half of all steps, and the next one finishes them.
struct KillBench {
    private let options: BenchOptions
    private let n: Int
    private let executions: Int
    private let steps: Int

    init(_ options: BenchOptions) {
        self.options = options
        executions = min(50, options.n ?? 5_000)
        steps = max(2, (options.n ?? 5_000) / executions)
        n = executions * steps
    }

    func rows() throws -> [BenchRow] {
        var row = BenchRow(workload: "D", n: n, unit: "× the remaining work")
        var repeats = BenchRow(workload: "D", n: n, unit: "steps run twice")
        row.note =
            "\(executions) executions of \(steps) steps, killed at half; time from the next worker's start"
        repeats.note = "of \(executions) in flight"
        for _ in 0..<options.runs {
            let whole = try undisturbed(&row)
            let (remaining, took, twice) = try killed(&row)
            // What was left would have taken its share of an undisturbed worker's time.
            row.samples.append(took / (whole * Double(max(1, remaining)) / Double(n)))
            repeats.samples.append(Double(twice))
        }
        if let most = repeats.samples.max(), most > Double(executions) {
            repeats.faults.append("\(Int(most)) steps ran twice, and only \(executions) were in flight")
        }
        repeats.faults += row.faults
        return [row, repeats]
    }

    private func start(_ scratch: Scratch, _ role: ChildRole.Kind) throws -> Int32 {
        let words = ChildRole(
            kind: role,
            database: scratch.file("bench.db"),
            journal: scratch.file("journal"),
            executions: executions,
            steps: steps,
            durability: options.durability
        ).words
        return Spawned.start("/proc/self/exe", words)
    }

    /// Seconds that one worker takes for all of it, from its start.
    private func undisturbed(_ row: inout BenchRow) throws -> Double {
        let scratch = try Scratch()
        let watch = Stopwatch()
        let child = try start(scratch, .begin)
        let status = zt_child_wait(child, 120_000)
        let seconds = watch.seconds
        if status != 0 { row.faults.append("the undisturbed worker ended with \(status)") }
        row.faults += try audit(scratch).faults
        return seconds
    }

    private func killed(_ row: inout BenchRow) throws -> (remaining: Int, seconds: Double, twice: Int) {
        let scratch = try Scratch()
        let first = try start(scratch, .begin)
        let journal = scratch.file("journal")
        let patience = Stopwatch()
        while Journal.size(journal) < n / 2 * Journal.recordSize, patience.seconds < 120 { usleep(200) }
        kill(first, SIGKILL)
        _ = zt_child_wait(first, 10_000)
        let before = try BenchRows(scratch.file("bench.db"))
            .number("SELECT count(*) FROM zart_steps WHERE status = 'completed'")
        let watch = Stopwatch()
        let second = try start(scratch, .resume)
        let status = zt_child_wait(second, 120_000)
        let seconds = watch.seconds
        if status != 0 { row.faults.append("the second worker ended with \(status)") }
        let found = try audit(scratch)
        row.faults += found.faults
        return (n - before, seconds, found.twice)
    }

    /// Holds the log of bodies against the database.
    private func audit(_ scratch: Scratch) throws -> (twice: Int, faults: [String]) {
        let path = scratch.file("bench.db")
        let bodies = Journal.read(scratch.file("journal"))
        let rows = try BenchRows(path)
        var faults = try BenchRows.doctor(path)
        let completed = try rows.number("SELECT count(*) FROM zart_steps WHERE status = 'completed'")
        let ended = try rows.number("SELECT count(*) FROM zart_executions WHERE status = 'completed'")
        if completed != n { faults.append("\(completed) completed steps instead of \(n)") }
        if ended != executions {
            faults.append("\(ended) completed executions instead of \(executions)")
        }
        let distinct = Set(bodies)
        if distinct.count != n { faults.append("bodies of \(distinct.count) steps instead of \(n)") }
        return (bodies.count - distinct.count, faults)
    }
}
