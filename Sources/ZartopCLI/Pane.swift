internal import Canvas
internal import Dashboard
internal import Dispatch
internal import Glibc
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
        engine?.end(settings.grace)
        return status
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
            worker.configured { engine in
                settings.apply(to: &engine)
                engine.committed = { beat.strike() }
            }
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
            case .wake, .tick, .filesChanged: outcome = state.update(source.read())
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
    private let worker: Worker
    private let ended = DispatchSemaphore(value: 0)

    init(_ worker: Worker) {
        self.worker = worker
        let ended = ended
        Task {
            try? await worker.run()
            ended.signal()
        }
    }

    /// Drains and returns when it is done.
    func end(_ grace: Duration) {
        worker.stop(grace: grace)
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
