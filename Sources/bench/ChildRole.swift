internal import Glibc
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// What this program does as the child that is killed, and as the one after it.
struct ChildRole {
    enum Kind: String {
        /// Starts the executions and works.
        case begin = "begin"
        /// Works on what is there.
        case resume = "resume"
    }

    let kind: Kind
    let database: String
    let journal: String
    let executions: Int
    let steps: Int
    let durability: SQLiteStore.Durability

    private static let mark = "--child"

    var words: [String] {
        [Self.mark, kind.rawValue, database, journal, "\(executions)", "\(steps)", durability.rawValue]
    }

    init(
        kind: Kind,
        database: String,
        journal: String,
        executions: Int,
        steps: Int,
        durability: SQLiteStore.Durability
    ) {
        self.kind = kind
        self.database = database
        self.journal = journal
        self.executions = executions
        self.steps = steps
        self.durability = durability
    }

    /// Reads the words that a parent gave; nil when an operator runs the program.
    init?(_ words: [String]) throws {
        guard words.first == Self.mark else { return nil }
        guard words.count == 7, let kind = Kind(rawValue: words[1]), let executions = Int(words[4]),
            let steps = Int(words[5]), let durability = SQLiteStore.Durability(rawValue: words[6])
        else { throw BenchOptions.Wrong(description: "\(Self.mark) is for the bench's own children") }
        self.init(
            kind: kind,
            database: words[2],
            journal: words[3],
            executions: executions,
            steps: steps,
            durability: durability
        )
    }

    /// Works until every execution has ended.
    func run() throws -> Int32 {
        var options = try BenchOptions([])
        options.durability = durability
        let log = Journal.open(journal)
        let engine = try BenchEngine(database, options) { builder in
            builder.registerDurable(
                "work",
                NotedSteps(names: (0..<steps).map { "step-\($0)" }, journal: log)
            )
        }
        let scheduler = engine.scheduler
        let isFirst = kind == .begin
        let executions = executions
        try BenchEngine.wait {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<executions {
                    group.addTask {
                        if isFirst {
                            try await scheduler.start("work", id: "work-\(number)", payload: number)
                        }
                        _ = try await scheduler.wait(for: "work-\(number)", timeout: .seconds(300))
                    }
                }
                try await group.waitForAll()
            }
        }
        try engine.stop()
        return 0
    }
}

/// Steps whose bodies are noted outside the database.
struct NotedSteps: DurableExecution {
    let names: [String]
    let journal: Int32

    func run(_ input: Int) async throws -> Int {
        for (number, name) in names.enumerated() {
            try await step(name) { Journal.note(journal, execution: input, step: number) }
        }
        return input
    }
}
