internal import Canvas
internal import Dashboard
internal import Dispatch
internal import Glibc
internal import Jobs
internal import Synchronization
internal import Terminal
internal import Zart
internal import ZartCore

/// The screen: a pane of the recurring tasks and their counters, on the main thread, beside the engine.
struct Pane {
    private let settings: Settings
    private let worker: Worker

    init(_ settings: Settings, _ worker: Worker) {
        self.settings = settings
        self.worker = worker
    }

    /// Shows the pane until it is quit; the engine, if it runs here, drains then.
    func run() throws(ProgramFailure) -> Int32 {
        let surroundings = Surroundings.process()
        try applyJobs(surroundings)
        let terminal: Terminal
        let wake: WakeFlag
        do {
            terminal = try Terminal(TerminalSettings(environment: Self.environment(surroundings)))
            wake = try WakeFlag()
        } catch {
            throw ProgramFailure(.wrongUsage, error.message)
        }
        defer { terminal.close() }
        let engine = try startEngine(wake)
        let status = try show(terminal, wake, isLive: engine != nil, surroundings)
        engine?.end()
        return status
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

    // MARK: The engine beside it

    /// Runs the engine here, unless the options or another worker say otherwise.
    private func startEngine(_ wake: WakeFlag) throws(ProgramFailure) -> BackgroundWorker? {
        guard !settings.isReadOnly, !settings.isAttachOnly else { return nil }
        let store = worker.store
        do {
            guard try store.tryLock() else { return nil }
        } catch {
            throw ProgramFailure(error.asZartError)
        }
        store.unlock()
        let beat = Beat(wake)
        return BackgroundWorker(
            try ServedWorker(worker, settings) { engine in engine.committed = { beat.strike() } }
        )
    }

    // MARK: The loop

    private func show(
        _ terminal: Terminal,
        _ wake: WakeFlag,
        isLive: Bool,
        _ surroundings: Surroundings
    ) throws(ProgramFailure) -> Int32 {
        let source = try SnapshotSource(settings, worker.store, isLive: isLive, surroundings)
        let glyphs = Glyphs(settings.isASCII || !terminal.isUTF8 ? .ascii : .unicode, theme: terminal.theme)
        var state = DashboardState(source.read(), size: terminal.size)
        var status = ExitStatus.done.rawValue
        terminal.present(state.render(glyphs: glyphs))
        TerminalLoop(terminal: terminal, wake: wake).run(tickEvery: .seconds(1)) { event in
            var outcome: Dashboard.Outcome = []
            switch event {
            case .key(let key): outcome = state.handle(key)
            case .wake, .tick: outcome = state.update(source.read())
            case .ready: outcome = .redraw
            case .suspend:
                terminal.suspend()
                outcome = state.handle(.resize(terminal.size))
            case .stop(let signal):
                status = signal == SIGTERM ? ExitStatus.done.rawValue : 128 + signal
                outcome = .quit
            }
            if outcome.contains(.quit) { return false }
            if outcome.contains(.repaint) { terminal.redraw() }
            if outcome.contains(.redraw) { terminal.present(state.render(glyphs: glyphs)) }
            return true
        }
        return status
    }

    private static func environment(_ surroundings: Surroundings) -> [String: String] {
        let names = [
            "TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE", "TERMINFO", "COLUMNS", "LINES",
        ]
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in surroundings.variable(name).map { (name, $0) } }
        )
    }
}

/// A worker on the concurrent pool, beside whatever holds the main thread.
private final class BackgroundWorker: Sendable {
    private let served: ServedWorker
    private let ended = DispatchSemaphore(value: 0)

    init(_ served: ServedWorker) {
        self.served = served
        let ended = ended
        Task {
            try? await served.worker.run()
            ended.signal()
        }
    }

    /// Drains and returns when it is done.
    func end() {
        served.stop()
        ended.wait()
    }
}

/// Passes commits on to the screen, a few times a second at most: nobody reads faster.
private final class Beat: Sendable {
    private let wake: WakeFlag
    private let isDue = Atomic<Bool>(false)
    private let queue = DispatchQueue(label: "zartop.beat", target: .global(qos: .utility))

    init(_ wake: WakeFlag) {
        self.wake = wake
    }

    func strike() {
        guard !isDue.exchange(true, ordering: .relaxed) else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(100)) {
            self.isDue.store(false, ordering: .relaxed)
            self.wake.raise()
        }
    }
}
