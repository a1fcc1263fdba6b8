internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// The rows of A written by the store alone, in commits of as many executions as an engine has in flight: what no
/// engine around it can go beyond.
struct StoreBench {
    private let options: BenchOptions
    private let n: Int
    private let steps: Int
    private let width: Int

    init(_ options: BenchOptions, _ n: Int, steps: Int, width: Int) {
        self.options = options
        self.n = n
        self.steps = steps
        self.width = width
    }

    func row() throws -> BenchRow {
        var row = BenchRow(workload: "A", n: n, unit: "executions/s, rows alone")
        row.note = "the store without an engine, \(width) a commit; floor 64 a commit"
        for _ in 0..<options.runs {
            let before = try Floor.executions(options, n, steps: steps, width: 64)
            try run(&row)
            let after = try Floor.executions(options, n, steps: steps, width: 64)
            row.floors.append((before, after))
        }
        return row
    }

    private func run(_ row: inout BenchRow) throws {
        let scratch = try Scratch()
        let path = scratch.file("bench.db")
        let store = try SQLiteStore(path: path)
        store.durability = options.durability
        let now = Self.now
        guard try store.tryLock() else { throw BenchOptions.Wrong(description: "the store is in use") }
        let session = try store.beginSession(at: now, lease: .seconds(600)).number
        let rows = try BenchRows(path)
        let meter = ProcessMeter()
        let watch = Stopwatch()
        for first in stride(from: 1, through: n, by: width) {
            let group = Int64(first)...Int64(min(first + width - 1, n))
            let phases = -1...steps
            for phase in phases {
                _ = try store.commit(group.map { transition($0, phase, session, at: Self.now) })
            }
        }
        row.samples.append(Double(n) / watch.seconds)
        row.cost = meter.cost(steps: n * steps)
        row.settings = store.readBack
        _ = try store.commit([.endSession(at: Self.now, reason: "stopped")])
        store.unlock()
        store.close()
        row.faults += try ExecutionsBench.faults(
            rows,
            path,
            executions: n,
            steps: n * steps,
            bodies: nil
        )
    }

    private static var now: Instant { Instant(milliseconds: SystemTimeline.wallMilliseconds) }

    /// What an engine commits of an execution: its begin, its steps, its end.
    private func transition(_ execution: Int64, _ phase: Int, _ session: Int, at now: Instant) -> Transition {
        switch phase {
        case -1:
            return .createExecution(
                NewExecution(
                    sequence: execution,
                    id: "work-\(execution)",
                    task: nil,
                    handler: "work",
                    occurrence: nil,
                    cause: .start,
                    nominalAt: nil,
                    scheduledAt: now,
                    payload: "\(execution)",
                    startedAt: now,
                    at: now
                )
            )
        case steps: return BenchCommits(execution: execution, task: nil).end(at: now)
        default: return BenchCommits(execution: execution, task: nil).step(phase, session, at: now)
        }
    }
}
