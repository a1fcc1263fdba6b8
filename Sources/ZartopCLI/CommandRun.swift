internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// One command with all it needs.
struct CommandRun: Sendable {
    let command: CommandSpec.Name
    let arguments: Arguments
    let settings: Settings
    let console: any Console
    let surroundings: Surroundings
    let programs: Programs

    /// Carries the command out and gives the status to end with.
    func perform() async -> ExitStatus {
        do {
            return try await run()
        } catch {
            console.report(error)
            return error.status
        }
    }

    private func run() async throws(CommandFailure) -> ExitStatus {
        switch command {
        case .tasks: try showTasks()
        case .executions: try showExecutions()
        case .show: try showExecution()
        case .logs: try await showLogs()
        case .ledger: try showLedger()
        case .why: try explain()
        case .forecast: try showForecast()
        case .diff: try showDiff()
        case .next: try showNext()
        case .doctor: try showDoctor()
        case .alarms: try await alarms()
        case .selftest: try await testItself()
        case .wait: try await waitForExecution()
        case .start, .trigger, .cancel, .stop, .revive, .pause, .resume, .skip, .retry, .restart, .rerun,
            .event:
            try await giveOrders()
        case .prune: try await prune()
        case .export: try export()
        case .backup: try backUp()
        case .metrics: try tellMetrics()
        case .backfill: try await backfill()
        case .check: try checkJobs()
        case .plan: try planJobs()
        case .apply: try await applyJobs()
        case .schema: printSchema()
        case .`init`: try writeExample()
        case .`import`: try importCrontab()
        case .service: try printService()
        case .migrate: try migrate()
        case .theme: try lintThemes()
        case .help: try showHelp()
        case .man: printManual()
        case .completions: try complete()
        case .demo: .done
        }
    }

    // MARK: What commands share

    var isJSON: Bool { arguments.has("--json") }
    var operand: String { arguments.operands.first ?? "" }

    /// What marks the place where text was cut.
    var cutMark: String { settings.isASCII ? "~" : "…" }

    /// Opens the database for looking, as it is or as it was at the time asked for; it must be there.
    ///
    /// As it was it holds as much as screens show, unless everything is asked for. The executions named are there however
    /// old they are, and so are all decisions of the task named.
    func openReader(
        reach: PastReach = .screens,
        including executions: [String] = [],
        decisionsOf task: String? = nil
    ) throws(CommandFailure) -> SQLiteReader {
        guard let at = settings.at else { return try presentReader() }
        return try stored { () throws(StoreError) in
            let reader = try SQLiteReader(
                path: settings.database,
                at: at,
                reach: reach,
                including: executions,
                decisionsOf: task,
                zones: surroundings.zones
            )
            reader.readDefinition = DefinitionGlance.ofJob
            // Of an execution all is there, or nothing.
            let isOfExecutions = !executions.isEmpty && task == nil
            var gone = isOfExecutions ? [] : try reader.tasksPruned(beyond: at)
            guard !gone.isEmpty else { return reader }
            let names = try reader.names()
            if let one = task ?? names.first(where: arguments.operands.contains) {
                gone = gone.filter { $0 == one }
            }
            if !gone.isEmpty { console.err("zartop: \(Self.pruned(gone))\n") }
            return reader
        }
    }

    private static func pruned(_ tasks: [String]) -> String {
        let named = 3
        let names = tasks.prefix(named).map { "'\($0)'" }.joined(separator: ", ")
        let more = tasks.count > named ? " and \(tasks.count - named) more" : ""
        return
            "of \(tasks.count == 1 ? "task" : "tasks") \(names)\(more) what happened until then is no longer kept: "
            + "numbers and states may be off"
    }

    /// Opens the database for looking, as it is.
    func presentReader() throws(CommandFailure) -> SQLiteReader {
        let reader = try stored { () throws(StoreError) in
            try SQLiteReader(path: settings.database, zones: surroundings.zones)
        }
        reader.readDefinition = DefinitionGlance.ofJob
        return reader
    }

    /// Runs what reads the store and turns its error into one of the command.
    func stored<T>(_ body: () throws(StoreError) -> T) throws(CommandFailure) -> T {
        do {
            return try body()
        } catch {
            throw CommandFailure(error)
        }
    }

    /// A time that was given as an option and already checked.
    func time(_ option: String, _ direction: TimeText.Direction) -> Instant? {
        arguments.value(option).flatMap {
            TimeText.read($0, direction: direction, now: surroundings.now())
        }
    }

    func count(_ option: String, default standard: Int) -> Int {
        arguments.value(option).flatMap { Int($0) } ?? standard
    }

    /// Prints a table for people.
    func print(_ table: TextTable) {
        for line in table.lines(width: console.width, mark: cutMark) { console.out("\(line)\n") }
    }

    /// Prints a row for people: harmless, and cut at the terminal's edge.
    func print(row: String) {
        let text = PlainText.harmless(row)
        console.out("\(console.width.map { PlainText.clip(text, to: $0, mark: cutMark) } ?? text)\n")
    }

    /// Prints a sentence for people: harmless, and on as many lines as the terminal needs for it.
    func print(sentence: String, indent: String = "", deeper: String = "  ") {
        let text = PlainText.harmless(sentence)
        for line in PlainText.wrap(text, to: console.width, indent: indent, deeper: deeper) {
            console.out("\(line)\n")
        }
    }

    /// That nothing fires, where no worker runs or the one that does shows no sign of life; nil where one works.
    func workerNote(_ reader: SQLiteReader) throws(CommandFailure) -> String? {
        let report = try stored { () throws(StoreError) in try reader.workers(limit: 1) }
        guard report.isLocked else {
            guard let at = settings.at else { return "no worker runs: nothing fires until one does" }
            let silence = try stored { () throws(StoreError) in try reader.silence(at: at) }
            guard let silence, silence.isLast else {
                return "no worker ran then: nothing fired until one did"
            }
            return silence.sentence(since: HumanTime.seconds(silence.since))
        }
        guard settings.at == nil else { return nil }
        if let silence = try stored({ () throws(StoreError) in try reader.silence(at: surroundings.now()) }) {
            return "\(silence.sentence(since: HumanTime.seconds(silence.since))); nothing fires meanwhile"
        }
        return report.holder?.drainingAt.map {
            "the worker has been stopping since \(HumanTime.seconds($0)): nothing fires until another runs"
        }
    }

    /// That there is no such task, with the one that may have been meant.
    func noTask(_ name: String, _ reader: SQLiteReader) throws(CommandFailure) -> CommandFailure {
        let execution = try stored { () throws(StoreError) in try reader.execution(id: name) }
        if let execution {
            return CommandFailure(.notFound, "no task '\(name)': it is an execution of '\(execution.task)'")
        }
        return CommandFailure(.notFound, "no task '\(name)'\(try nearTask(name, reader))")
    }

    /// What a task of that name is called now, or which one may have been meant; empty where nothing is known.
    func nearTask(_ name: String, _ reader: SQLiteReader) throws(CommandFailure) -> String {
        let renamed = try stored { () throws(StoreError) in try reader.renamed(from: name) }
        if let renamed { return ": it is called '\(renamed.name)' since \(HumanTime.seconds(renamed.since))" }
        let names = try stored { () throws(StoreError) in try reader.names() }
        return NearestName.question(name, among: names)
    }

    /// That there is no such execution, with the recent one that may have been meant.
    func noExecution(_ id: String, _ reader: SQLiteReader) throws(CommandFailure) -> CommandFailure {
        CommandFailure(.notFound, "no execution '\(id)'\(try nearExecution(id, reader))")
    }

    func nearExecution(_ id: String, _ reader: SQLiteReader) throws(CommandFailure) -> String {
        var present = reader
        if settings.at != nil {
            // The past does not know what came after it, nor what has been pruned since.
            present = try presentReader()
            let later = try stored { () throws(StoreError) in try present.execution(id: id) }
            if later != nil { return " then: it was created later" }
        }
        let pruned = try stored { () throws(StoreError) in try present.taskPruned(ofExecution: id) }
        if let pruned { return " any more: task '\(pruned)' had it, and its history of then has been pruned" }
        let recent = try stored { () throws(StoreError) in
            try reader.executions(ExecutionFilter(), before: nil, limit: 200)
        }
        return NearestName.question(id, among: recent.map(\.id))
    }
}
