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
        let notes = JobNotes()
        let looks = Looks(settings, surroundings)
        let wake: WakeFlag
        let terminal: Terminal
        // Nothing is changed for a screen that cannot be.
        do { try Terminal.check(looks.terminalSettings(surroundings)) } catch { throw Self.failure(error) }
        let feed = try applyJobs(surroundings, notes)
        defer { feed?.end() }
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
            throw Self.failure(error)
        }
        defer { terminal.close() }
        notes.showOnScreen(wake)
        if settings.isWatching { feed?.watchFile() }
        let session = DashboardSession(
            settings,
            worker,
            terminal,
            SnapshotReader(
                source,
                past: PastSnapshots(settings, surroundings),
                wake: wake,
                now: surroundings.now
            ),
            OrderRunner(
                DurableScheduler(
                    forCommandsOf: worker.store,
                    actor: surroundings.actor,
                    terminal: surroundings.terminal
                ),
                surroundings,
                wake: wake
            ),
            looks,
            JobReloads(feed: feed, notes: notes),
            wake: wake
        )
        return try session.run()
    }

    /// Applies the job file before the screen is taken; one that was merely found only after it was asked for.
    private func applyJobs(_ surroundings: Surroundings, _ notes: JobNotes) throws(ProgramFailure) -> JobFeed?
    {
        guard !settings.isReadOnly, !settings.isAttachOnly, settings.takesJobs else { return nil }
        let feed = try JobFeed(settings, worker.store, surroundings) { event in
            notes.take(event)
        } mayApply: { source, plan, isKnown in
            Self.mayApply(source, plan, isKnown: isKnown)
        }
        if let feed { try feed.begin() }
        return feed
    }

    private static func failure(_ error: TerminalError) -> ProgramFailure {
        ProgramFailure(
            .wrongUsage,
            "\(error.message): use --no-ui for a worker without a terminal, --once for one frame"
        )
    }

    /// Shows what a file that was merely found would change, all of it, and asks.
    private static func mayApply(_ source: JobSource, _ plan: JobPlan, isKnown: Bool) -> Bool {
        let console = StandardConsole()
        let text = PlanTable(plan)
        let what =
            isKnown
            ? "'\(source.name)' no longer has tasks of this database, which would be stopped:"
            : "'\(source.name)' is here, and this database does not know it yet:"
        console.err("\(PlainText.harmless(what))\n\n")
        for line in text.table?.lines(width: console.width, mark: "~") ?? [] { console.err("\(line)\n") }
        console.err("\(text.summary)\n\n")
        if let refused = plan.entries.first(where: { $0.change == .refused }) {
            let why = refused.note ?? "'\(refused.task)' is refused"
            console.err("\(PlainText.harmless("it cannot be applied: \(why)"))\n")
            return false
        }
        return console.confirm("apply it?")
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
