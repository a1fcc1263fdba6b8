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
        let less = try Side(HistoryFile(scratch.file("small.db"), size: Self.small, options))
        let more = try Side(HistoryFile(scratch.file("large.db"), size: large, options))
        return try reads(less, more) + writes(less, more)
    }

    /// One of the two files, and a connection to it that only reads.
    private struct Side {
        let file: HistoryFile
        let reader: any StoreReader

        init(_ file: HistoryFile) throws {
            self.file = file
            reader = try SQLiteReader(path: file.path) { ZoneDirectory.system.zone(named: $0) }
        }
    }

    /// Does the same on both sides by turns, so that a busy machine is as busy for the one as for the other.
    private func compare<Place>(
        _ name: String,
        _ less: Place,
        _ more: Place,
        isBounded: Bool = false,
        repetitions: Int = Self.repetitions,
        _ body: (Place) throws -> Bool
    ) throws -> BenchRow {
        var row = BenchRow(workload: "E", n: large, unit: "ms, \(name)")
        var cheap: [Double] = []
        for _ in 0..<repetitions {
            let isRight = try timed(less, &cheap, body) && timed(more, &row.samples, body)
            if isRight { continue }
            row.faults = ["\(name): the answer is wrong"]
            break
        }
        if let dear = row.median, let cheap = cheap.median {
            // What takes less than 20 µs is not told from nothing; what looks at a bounded number of rows grows up to it.
            if !isBounded { row.growth = (max(dear, 0.02) / max(cheap, 0.02), 1.5) }
            row.note = "\(BenchReport.short(cheap)) ms at \(Self.small): × \(BenchReport.short(dear / cheap))"
        }
        return row
    }

    private func timed<Place>(_ place: Place, _ samples: inout [Double], _ body: (Place) throws -> Bool)
        throws -> Bool
    {
        let watch = Stopwatch()
        let isRight = try body(place)
        samples.append(watch.seconds * 1_000)
        return isRight
    }

    // MARK: Reading

    private func reads(_ less: Side, _ more: Side) throws -> [BenchRow] {
        [
            try compare("first page of 50", less, more) { side in
                let page = try side.reader.executionRows(ExecutionRowQuery(), .older, from: nil, limit: 50)
                return page.rows.count == 50 && page.rows[0].sequence == Int64(side.file.size)
            },
            try compare("page in the middle", less, more) { side in
                let middle = Int64(side.file.size / 2)
                let page = try side.reader.executionRows(ExecutionRowQuery(), .older, from: middle, limit: 50)
                return page.rows.count == 50 && page.rows[0].sequence == middle - 1
            },
            try compare("filter: failed of a task", less, more) { side in
                let query = ExecutionRowQuery(task: side.file.name, phases: [.failed])
                let page = try side.reader.executionRows(query, .older, from: nil, limit: 20)
                return page.rows.count == 20 && page.rows.allSatisfy { $0.phase == .failed }
            },
            try compare("filter: one id", less, more) { side in
                let query = ExecutionRowQuery(id: "history-\(side.file.size / 3)")
                return try side.reader.executionRows(query, .older, from: nil, limit: 50).rows.count == 1
            },
            try compare("counts of the overview", less, more) { side in
                let tasks = try side.reader.tasks()
                let failed = try side.reader.failed(since: side.file.end - .seconds(600))
                return try tasks.count == 1 && failed > 0 && side.reader.retrying() == 0
            },
            try compare("text search, bounded", less, more, isBounded: true, repetitions: 20) { side in
                let query = ExecutionRowQuery(error: "no such words")
                let page = try side.reader.executionRows(query, .older, from: nil, limit: 50)
                // Beyond its bound it says that there is more.
                return page.rows.isEmpty && (page.scannedTo != nil) == (side.file.size > 4_000)
            },
        ]
    }

    // MARK: Writing

    /// A worker's session on one of the files, and what it has written; without flushes, which would hide what is
    /// looked for.
    private final class Writing {
        let file: HistoryFile
        let store: SQLiteStore
        let begun: Instant
        var number = 0

        init(_ file: HistoryFile) throws {
            self.file = file
            store = try SQLiteStore(path: file.path)
            store.durability = .off
            begun = file.end + .seconds(3_600)
            guard try store.tryLock() else {
                throw BenchOptions.Wrong(description: "somebody holds \(file.path)")
            }
            _ = try store.beginSession(at: begun, lease: .seconds(15))
        }

        deinit {
            store.close()
            store.unlock()
        }
    }

    private func writes(_ less: Side, _ more: Side) throws -> [BenchRow] {
        let (less, more) = (try Writing(less.file), try Writing(more.file))
        let load = try compare("an engine's start", less, more, repetitions: 50) { writing in
            try writing.store.load().lastExecution == Int64(writing.file.size)
        }
        let ticks = try compare("tick", less, more) { writing in
            writing.number += 1
            let at = writing.begun + .seconds(Int64(writing.number))
            return try commit(writing.store, tick(writing.number, writing.file, at: at))
        }
        let claims = try compare("claim", less, more) { writing in
            defer { writing.number -= 1 }
            let ref = PassRef(execution: Int64(writing.file.size + writing.number), run: 0, epoch: 1)
            let at = writing.begun
            return try commit(
                writing.store,
                .claim(ClaimWrite(ref: ref, startedAt: at, deadline: nil, interrupts: false, at: at))
            )
        }
        return [load, ticks, claims].map { row in
            var row = row
            row.settings = more.store.readBack
            return row
        }
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
