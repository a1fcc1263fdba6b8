internal import Canvas
internal import Dashboard
internal import Glibc
internal import Jobs
internal import Terminal
internal import Zart
internal import ZartCore

/// The dashboard on the main thread, and the engine beside it unless another process runs it.
struct DashboardProgram {
    private let settings: Settings
    private let worker: Worker

    init(_ settings: Settings, _ worker: Worker) {
        self.settings = settings
        self.worker = worker
    }

    /// Shows the dashboard until it is quit; the engine, if it runs here, drains first.
    func run() throws(ProgramFailure) -> Int32 {
        let surroundings = Surroundings.process()
        try applyJobs(surroundings)
        let wake: WakeFlag
        let terminal: Terminal
        let looks = Looks(settings, surroundings)
        let source: SnapshotSource
        do {
            let reader = try worker.store.makeReader(zones: surroundings.zones)
            source = SnapshotSource(settings, reader, surroundings)
        } catch {
            throw ProgramFailure(error.asZartError)
        }
        do {
            wake = try WakeFlag()
            terminal = try Terminal(looks.terminalSettings(surroundings))
        } catch {
            throw ProgramFailure(
                .wrongUsage,
                "\(error.message): use --no-ui for a worker without a terminal, --once for one frame"
            )
        }
        defer { terminal.close() }
        let session = DashboardSession(
            settings,
            worker,
            terminal,
            SnapshotReader(source, past: PastSnapshots(settings, surroundings), wake: wake),
            OrderRunner(
                DurableScheduler(
                    store: worker.store,
                    actor: surroundings.actor,
                    terminal: surroundings.terminal
                ),
                surroundings,
                wake: wake
            ),
            looks,
            wake: wake
        )
        return try session.run()
    }

    /// Applies the job file before the screen is taken; one that was merely found only after it was asked for.
    private func applyJobs(_ surroundings: Surroundings) throws(ProgramFailure) {
        guard !settings.isReadOnly, !settings.isAttachOnly, settings.takesJobs else { return }
        let console = StandardConsole()
        let feed = try JobFeed(settings, worker.store, surroundings) { event in
            console.err("\(PlainText.harmless(event.message))\n")
        } mayApply: { source in
            let tasks = source.file.tasks.map(\.name)
            console.err(
                "\(PlainText.harmless("\(source.name) has tasks that are not here: \(tasks.joined(separator: ", "))"))\n"
            )
            return console.confirm("apply it?")
        }
        if let feed { try feed.apply() }
    }
}

extension Surroundings {
    /// The variables that say what the terminal is and can.
    var terminalVariables: [String: String] {
        let names = [
            "TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE", "TERMINFO", "COLUMNS", "LINES",
            "COLORFGBG", "TMUX", "HOME", "XDG_CONFIG_HOME",
        ]
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in variable(name).map { (name, $0) } }
        )
    }
}
