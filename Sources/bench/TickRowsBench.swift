internal import Glibc
internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// The rows of C written by the store alone, all of an instant one after the other in large commits: what no engine
/// around it can go below when every task is due at once.
struct TickRowsBench {
    private let options: BenchOptions
    private let size: Int
    /// How many executions one commit is about, as many as an engine has in flight.
    private let width = EngineSettings().concurrency
    private static let instants = 5

    init(_ options: BenchOptions, _ size: Int) {
        self.options = options
        self.size = size
    }

    func row() throws -> BenchRow {
        var row = BenchRow(workload: "C", n: size, unit: "ms an instant, rows alone")
        row.note = "tick, step and end of each task; the store without an engine, \(width) a commit"
        let scratch = try Scratch()
        let path = scratch.file("bench.db")
        // Late enough for the tasks to be on record before the first of them is due, however many they are.
        let first = Instant(
            milliseconds: (SystemTimeline.wallMilliseconds / 1_000 + 3) * 1_000 + Int64(size) * 1_000 / 500
        )
        try register(path, from: first)
        while SystemTimeline.wallMilliseconds < (first + .seconds(Self.instants)).milliseconds {
            usleep(10_000)
        }

        let store = try SQLiteStore(path: path)
        store.durability = options.durability
        let began = Self.now
        guard try store.tryLock() else { throw BenchOptions.Wrong(description: "the store is in use") }
        let session = try store.beginSession(at: began, lease: .seconds(600)).number
        let meter = ProcessMeter()
        for number in 0..<Self.instants {
            let watch = Stopwatch()
            for from in stride(from: 0, to: size, by: width) {
                let group = (from..<min(from + width, size)).map {
                    Tick(task: $0, number: number, size: size, nominal: first + .seconds(number))
                }
                let now = Self.now
                _ = try store.commit(group.map { .tick($0.begin(at: now)) })
                _ = try store.commit(group.map { $0.commits.step(0, session, at: now) })
                _ = try store.commit(group.map { $0.commits.end(at: now) })
            }
            row.samples.append(watch.seconds * 1_000)
        }
        row.cost = meter.cost(steps: size * Self.instants)
        row.settings = store.readBack
        _ = try store.commit([.endSession(at: Self.now, reason: "stopped")])
        store.unlock()
        store.close()
        let completed = try BenchRows(path).number(
            "SELECT count(*) FROM zart_steps WHERE status = 'completed'"
        )
        if completed != size * Self.instants {
            row.faults.append("\(completed) completed steps instead of \(size * Self.instants)")
        }
        row.faults += try BenchRows.doctor(path)
        return row
    }

    private static var now: Instant { Instant(milliseconds: SystemTimeline.wallMilliseconds) }

    /// Has an engine put the tasks on record, and leaves before the first of them is due.
    private func register(_ path: String, from first: Instant) throws {
        let engine = try BenchEngine(path, options) { builder in
            (0..<size).reduce(builder.registerDurable("tick", NoOps(1, BodyCount()))) { builder, number in
                builder.registerRecurringDurable(
                    "task-\(number)",
                    handler: "tick",
                    idTemplate: "task-\(number)-{occurrence}",
                    recurrence: .fixedDelay(.seconds(1)),
                    payload: number,
                    startingAt: first
                )
            }
        }
        try engine.stop()
    }

    /// What an engine commits of one instant of one task.
    private struct Tick {
        let task: Int
        let number: Int
        let size: Int
        let nominal: Instant

        private var id: String { "task-\(task)-\(number)" }
        private var sequence: Int64 { Int64(number * size + task + 1) }
        var commits: BenchCommits { BenchCommits(execution: sequence, task: Int64(task + 1)) }

        func begin(at now: Instant) -> TickWrite {
            var plan = TickPlan(cursor: nominal, occurrence: number + 1)
            plan.entries = [.init(nominal: nominal, decision: .started, execution: id)]
            let new = NewExecution(
                sequence: sequence,
                id: id,
                task: Int64(task + 1),
                handler: "tick",
                occurrence: number,
                cause: .tick,
                nominalAt: nominal,
                scheduledAt: nominal,
                payload: "\(task)",
                startedAt: now,
                at: now
            )
            return TickWrite(
                task: Int64(task + 1),
                version: 1,
                plan: plan,
                extends: nil,
                created: [new],
                cancelled: [],
                pendingAt: nil,
                at: now
            )
        }
    }
}
