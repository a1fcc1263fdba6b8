internal import Timetable
internal import ZartCore

/// One command line on its way to what it asks for.
struct CommandLineRun {
    /// What is left to do.
    enum Step {
        case ended(ExitStatus)
        /// To be run on the main thread.
        case program(() -> Int32)
        /// To be awaited anywhere.
        case command(CommandRun)
    }

    let words: [String]
    let console: any Console
    let surroundings: Surroundings
    let programs: Programs

    init(_ words: [String], console: any Console, surroundings: Surroundings, programs: Programs) {
        self.words = words
        self.console = console
        self.surroundings = surroundings
        self.programs = programs
    }

    /// Reads the command line and answers at once what needs no database.
    func begin() -> Step {
        do {
            var arguments = try Arguments(words)
            try arguments.readJSON()
            return try step(arguments)
        } catch {
            console.report(error)
            return .ended(error.status)
        }
    }

    private func step(_ arguments: Arguments) throws(CommandFailure) -> Step {
        let spec = arguments.command.flatMap(CommandTable.spec)
        if arguments.has("--help") {
            console.out(spec.map(HelpText.command) ?? HelpText.program)
            return .ended(.done)
        }
        if arguments.has("--version") {
            console.out("zartop \(HelpText.version)\n")
            return .ended(.done)
        }
        try checkTogether(arguments)
        if arguments.has("--print-config") {
            let configuration = ConfigurationFile.load(try settings(arguments), surroundings)
            for warning in configuration.warnings { console.err("zartop: \(PlainText.harmless(warning))\n") }
            console.out(configuration.lines.map { "\(PlainText.harmless($0))\n" }.joined())
            return .ended(configuration.warnings.isEmpty ? .done : .endedBadly)
        }
        let isProgram = arguments.command == nil || arguments.command == .demo
        if isProgram, !arguments.has("--no-ui"), !arguments.has("--once") { try checkTerminal() }
        let settings = try settings(arguments)
        switch arguments.command {
        case nil:
            return .program {
                if settings.isOnce { return programs.once(settings) }
                return settings.isHeadless ? programs.worker(settings) : programs.dashboard(settings)
            }
        case .demo:
            return .program { programs.demo(settings) }
        case let command?:
            var surroundings = surroundings
            if let at = settings.at { surroundings.now = { at } }
            return .command(
                CommandRun(
                    command: command,
                    arguments: arguments,
                    settings: settings,
                    console: console,
                    surroundings: surroundings,
                    programs: programs
                )
            )
        }
    }

    /// Refuses options that contradict one another.
    private func checkTogether(_ arguments: Arguments) throws(CommandFailure) {
        let isProgram = arguments.command == nil || arguments.command == .demo
        if arguments.has("--json"), isProgram, !arguments.has("--once") {
            throw .usage(
                "--json needs a command that tells something, such as 'zartop tasks --json', or --once"
            )
        }
        if arguments.has("--svg"), !arguments.has("--once") {
            throw .usage("--svg is how --once shows its frame: add --once")
        }
        if arguments.has("--once"), arguments.command != nil {
            throw .usage("--once shows the dashboard of a database: leave the command out")
        }
        if arguments.has("--once"), arguments.has("--no-ui") {
            throw .usage("--once shows a frame and --no-ui shows none: leave one of them out")
        }
        if arguments.has("--at"), arguments.command.map({ !$0.looksBack }) ?? arguments.has("--no-ui") {
            let what = arguments.command.map { "'\($0.rawValue)'" } ?? "a worker"
            throw .usage("--at looks back, which \(what) cannot: leave it out")
        }
        if arguments.has("--db"), source(arguments) != nil {
            throw .usage("--from names the database, and so does --db: leave one of them out")
        }
        if arguments.has("--watch"), !appliesJobs(arguments) {
            throw .usage("--watch is for what applies a job file: the dashboard with its engine, or --no-ui")
        }
        guard arguments.has("--no-ui") else {
            if arguments.has("--metrics-file") {
                throw .usage("--metrics-file is for the worker: add --no-ui")
            }
            return
        }
        if let command = arguments.command, !isProgram {
            throw .usage("--no-ui goes alone or with 'demo', not with '\(command.rawValue)'")
        }
        for option in ["--read-only", "--attach"] where arguments.has(option) {
            throw .usage("\(option) runs no engine, and --no-ui is nothing else: leave one of them out")
        }
    }

    /// Whether what is begun applies a job file.
    private func appliesJobs(_ arguments: Arguments) -> Bool {
        arguments.command == nil
            && !["--once", "--read-only", "--attach", "--at"].contains { arguments.has($0) }
    }

    private func checkTerminal() throws(CommandFailure) {
        guard console.isTerminal else {
            throw .usage(
                "the dashboard needs a terminal: use --no-ui for a worker without one, --once for one frame"
            )
        }
    }

    /// The moment to look back to.
    private func past(_ arguments: Arguments) throws(CommandFailure) -> Instant? {
        guard let text = arguments.value("--at") else { return nil }
        let now = surroundings.now()
        guard let at = TimeText.read(text, direction: .back, now: now), at <= now else {
            throw .usage("--at looks back, and '\(text)' is still to come")
        }
        // A time of day that comes within the hour: who writes that hardly means the one a day before.
        if TimeText.isOfAnyDay(text), now - at >= .seconds(23 * 3_600) {
            throw .usage(
                "--at looks back, and '\(text)' has yet to come: for the one a day before give its date"
            )
        }
        return at
    }

    /// The database that is migrated, which is another word for `--db`.
    private func source(_ arguments: Arguments) -> String? {
        arguments.command == .migrate ? arguments.value("--from") : nil
    }

    private func settings(_ arguments: Arguments) throws(CommandFailure) -> Settings {
        var settings = Settings()
        settings.isDatabaseGiven = arguments.has("--db")
        if arguments.command?.needsDatabase ?? !arguments.has("--print-config") || settings.isDatabaseGiven {
            let given = arguments.value("--db") ?? source(arguments)
            settings.database = try DatabasePath.find(given, variable: surroundings.variable)
        }
        settings.isHeadless = arguments.has("--no-ui")
        settings.jobs = arguments.value("--jobs")
        settings.takesJobs = arguments.command != .demo
        settings.isWatching = arguments.has("--watch")
        settings.isReadOnly = arguments.has("--read-only")
        // Whoever looks back wants nothing begun.
        settings.isAttachOnly = arguments.has("--attach") || arguments.has("--at")
        settings.isASCII = arguments.has("--ascii")
        settings.isOnce = arguments.has("--once")
        settings.theme = arguments.value("--theme")
        settings.isWithoutMouse = arguments.has("--no-mouse")
        settings.svg = arguments.value("--svg")
        settings.isJSON = arguments.has("--json")
        settings.logFormat = arguments.value("--log-format").flatMap(LogFormat.init) ?? .text
        settings.logLevel = arguments.value("--log-level").flatMap(LogLevel.init) ?? .info
        settings.metricsFile = arguments.value("--metrics-file")
        settings.concurrency = arguments.value("--concurrency").flatMap { Int($0) }
        settings.drain = arguments.value("--drain").flatMap(Drain.init)
        settings.at = try past(arguments)
        settings.poisonAfter = arguments.value("--poison-after").flatMap { Int($0) }
        return settings
    }
}

extension Console {
    /// Writes an error as one harmless line.
    func report(_ failure: CommandFailure) {
        err("zartop: \(PlainText.harmless(failure.message))\n")
    }
}
