internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// E: what things cost beside a million ended executions, against what they cost beside a thousand.
struct HistoryBench {
    private let options: BenchOptions
    private let large: Int
    private static let small = 1_000
    /// Often enough for a median that a disturbance does not move.
    private static let repetitions = 200

    init(_ options: BenchOptions) {
        self.options = options
        large = max(options.n ?? 1_000_000, 10_000)
    }

    func rows() throws -> [BenchRow] {
        let scratch = try Scratch()
        let less = try measure(try HistoryFile(scratch.file("small.db"), size: Self.small, options))
        let more = try measure(try HistoryFile(scratch.file("large.db"), size: large, options))
        return zip(less, more).map { less, more in
            var row = BenchRow(workload: "E", n: large, unit: "ms, \(more.name)")
            row.samples = more.samples
            row.faults = less.faults + more.faults
            row.settings = more.settings
            if let dear = more.samples.median, let cheap = less.samples.median {
                // What takes less than 20 µs is not told from nothing.
                if !more.isBounded { row.growth = (max(dear, 0.02) / max(cheap, 0.02), 1.5) }
                row.note =
                    "\(BenchReport.short(cheap)) ms at \(Self.small): × \(BenchReport.short(dear / cheap))"
            }
            return row
        }
    }

    private struct Measured {
        let name: String
        var samples: [Double] = []
        var faults: [String] = []
        var settings = ""
        /// Whether it looks at a number of rows that a thousand do not reach, and at no more.
        var isBounded = false
    }

    private func measure(_ file: HistoryFile) throws -> [Measured] {
        try reads(file) + writes(file)
    }

    // MARK: Reading

    private func reads(_ file: HistoryFile) throws -> [Measured] {
        let reader: any StoreReader = try SQLiteReader(path: file.path) {
            ZoneDirectory.system.zone(named: $0)
        }
        let middle = Int64(file.size / 2)
        let tail = Int64(file.size)
        let ofTask = ExecutionRowQuery(task: file.name, phases: [.failed])
        let one = ExecutionRowQuery(id: "history-\(file.size / 3)")
        let text = ExecutionRowQuery(error: "no such words")
        var search = try timed("text search, bounded", repetitions: 20) {
            let page = try reader.executionRows(text, .older, from: nil, limit: 50)
            // Beyond its bound it says that there is more.
            return page.rows.isEmpty && (page.scannedTo != nil) == (file.size > 4_000)
        }
        search.isBounded = true
        return [
            try timed("first page of 50") {
                let page = try reader.executionRows(ExecutionRowQuery(), .older, from: nil, limit: 50)
                return page.rows.count == 50 && page.rows[0].sequence == tail
            },
            try timed("page in the middle") {
                let page = try reader.executionRows(ExecutionRowQuery(), .older, from: middle, limit: 50)
                return page.rows.count == 50 && page.rows[0].sequence == middle - 1
            },
            try timed("filter: failed of a task") {
                let page = try reader.executionRows(ofTask, .older, from: nil, limit: 20)
                return page.rows.count == 20 && page.rows.allSatisfy { $0.phase == .failed }
            },
            try timed("filter: one id") {
                try reader.executionRows(one, .older, from: nil, limit: 50).rows.count == 1
            },
            try timed("counts of the overview") {
                let tasks = try reader.tasks()
                let failed = try reader.failed(since: file.end - .seconds(600))
                return try tasks.count == 1 && failed > 0 && reader.retrying() == 0
            },
            search,
        ]
    }

    private func timed(
        _ name: String,
        repetitions: Int = Self.repetitions,
        _ body: () throws -> Bool
    ) throws -> Measured {
        var measured = Measured(name: name)
        for _ in 0..<repetitions {
            let watch = Stopwatch()
            let isRight = try body()
            measured.samples.append(watch.seconds * 1_000)
            if !isRight {
                measured.faults = ["\(name): the answer is wrong"]
                break
            }
        }
        return measured
    }

    // MARK: Writing

    /// Without flushes, which would hide what is looked for.
    private func writes(_ file: HistoryFile) throws -> [Measured] {
        let store = try SQLiteStore(path: file.path)
        store.durability = .off
        guard try store.tryLock() else {
            throw BenchOptions.Wrong(description: "somebody holds \(file.path)")
        }
        defer {
            store.close()
            store.unlock()
        }
        let begun = file.end + .seconds(3_600)
        _ = try store.beginSession(at: begun, leaseUntil: begun + .seconds(15))
        var load = try timed("an engine's start", repetitions: 20) {
            try store.load().lastExecution == Int64(file.size)
        }
        var number = 0
        var ticks = try timed("tick") {
            number += 1
            return try commit(store, tick(number, file, at: begun + .seconds(Int64(number))))
        }
        var claims = try timed("claim") {
            defer { number -= 1 }
            let ref = PassRef(execution: Int64(file.size + number), run: 0, epoch: 1)
            return try commit(
                store,
                .claim(ClaimWrite(ref: ref, startedAt: begun, deadline: nil, interrupts: false, at: begun))
            )
        }
        load.settings = store.readBack
        ticks.settings = store.readBack
        claims.settings = store.readBack
        return [load, ticks, claims]
    }

    private func commit(_ store: SQLiteStore, _ transition: Transition) throws -> Bool {
        if case .done = try store.commit([transition]).first { true } else { false }
    }

    /// The next occurrence: decision, execution, counter and cursor.
    private func tick(_ number: Int, _ file: HistoryFile, at: Instant) -> Transition {
        let occurrence = file.size + number - 1
        let id = "history-\(occurrence)"
        var plan = TickPlan(cursor: at, occurrence: occurrence + 1)
        plan.entries = [TickPlan.Entry(nominal: at, decision: .started, execution: id)]
        let new = NewExecution(
            sequence: Int64(file.size + number),
            id: id,
            task: file.task,
            handler: file.name,
            occurrence: occurrence,
            cause: .tick,
            nominalAt: at,
            scheduledAt: at,
            payload: "1",
            at: at
        )
        return .tick(
            TickWrite(
                task: file.task,
                version: 1,
                plan: plan,
                extends: nil,
                created: [new],
                cancelled: [],
                pendingAt: nil,
                at: at
            )
        )
    }
}
