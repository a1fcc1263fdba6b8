internal import Canvas
internal import Dashboard
internal import Glibc
internal import Terminal
internal import Zart
internal import ZartCore

/// One use of the dashboard, on the main thread: keys and snapshots in, frames and orders out.
final class DashboardSession {
    private let settings: Settings
    private let worker: Worker
    private let terminal: Terminal
    private let reader: SnapshotReader
    private let orders: OrderRunner
    private let wake: WakeFlag
    private let jobs: JobReloads
    private var looks: Looks
    private var glyphs: Glyphs
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    private var state: DashboardState
    private var engine: EngineHost?
    private var wish: Wish
    /// When a snapshot last came.
    private var newsAt: Int64 = 0
    /// The moment of the keys that were read at once, and how many of them are to come.
    private var together: (moment: Int64, left: Int) = (0, 0)
    /// So many milliseconds a snapshot counts as one of now.
    private static let current: Int64 = 500
    private var needsFrame = true
    private var needsRepaint = false
    private var status = ExitStatus.done.rawValue
    private var failure: ZartError?
    private var isOver = false
    /// When Ctrl-z was last answered with a question.
    private var suspendAskedAt = -DashboardSession.askedTwice - 1
    /// Within so many milliseconds a second Ctrl-z is the answer to that.
    private static let askedTwice: Int64 = 5000

    init(
        _ settings: Settings,
        _ worker: Worker,
        _ terminal: Terminal,
        _ reader: SnapshotReader,
        _ orders: OrderRunner,
        _ looks: Looks,
        _ jobs: JobReloads,
        wake: WakeFlag
    ) {
        self.settings = settings
        self.worker = worker
        self.terminal = terminal
        self.reader = reader
        self.orders = orders
        self.wake = wake
        self.looks = looks
        self.jobs = jobs
        glyphs = looks.glyphs(terminal)
        start = clock.now
        // The first look says what is there, the second what the screen then needs.
        let size = terminal.size
        var choices = DashboardSettings()
        choices.mayRunEngine = !settings.isReadOnly && !settings.isAttachOnly
        choices.isThrowAway = settings.isThrowAway
        choices.keys = looks.configuration.keyMap
        choices.keyConflicts = looks.configuration.keyConflicts
        choices.confirms = looks.configuration.confirm.value
        choices.hasMouse = terminal.usesMouse
        choices.shellCommands = Set(CommandTable.all.map(\.name.rawValue))
        choices.themes = looks.shelf.names
        choices.theme = looks.themeName(terminal)
        let empty = DashboardState(reader.first(Wish()), size: size, settings: choices)
        wish = empty.wish
        // What costs more the longer the past is comes after the first frame.
        wish.selectedTask = nil
        state = DashboardState(reader.first(wish), size: size, settings: choices)
        if let at = settings.at { _ = state.look(at: at.milliseconds, moment: 0) }
    }

    /// Shows the dashboard until it is quit and the engine has drained.
    func run() throws(ProgramFailure) -> Int32 {
        for warning in looks.warnings.prefix(1) { carryOut(state.tell(warning, .warn, at: now)) }
        show()
        askForWhatIsMissing()
        startEngine()
        let loop = TerminalLoop(terminal: terminal, wake: wake, watch: looks.watch)
        loop.run(tickEvery: .seconds(1)) { event in
            handle(event)
            return !isOver
        } settled: {
            askForWhatIsMissing()
            show()
        }
        if let failure { throw ProgramFailure(failure) }
        return status
    }

    // MARK: The engine beside it

    /// Runs the engine here, unless the options or another worker say otherwise.
    private func startEngine() {
        guard state.settings.mayRunEngine, state.snapshot.standing == .unattended else { return }
        hostEngine()
    }

    private func hostEngine() {
        do {
            let host = try EngineHost(worker, settings, wake: wake)
            reader.follow { host.commits }
            engine = host
        } catch {
            carryOut(state.tell(error.message, .error, at: now))
        }
    }

    // MARK: Events

    private func handle(_ event: TerminalEvent) {
        switch event {
        case .together(let keys):
            together = (now, keys.count)
            state.expect(keys, at: now)
        case .key(let key): carryOut(state.handle(key, at: momentOfKey()))
        case .wake: takeNews()
        case .tick:
            carryOut(state.tick(at: now))
            // While commits come, what they bring moves the clock too.
            guard now - newsAt >= Self.current else { break }
            if let news = reader.moved(state.wish) { show(news) } else { reader.ask(state.wish) }
        case .ready:
            glyphs = looks.glyphs(terminal)
            needsFrame = true
        case .filesChanged: if looks.watch?.takeChange() == true { showTheme(state.settings.theme) }
        case .suspend: suspend()
        case .stop(let signal): stop(signal)
        }
    }

    /// Keys that were read at once have one moment.
    private func momentOfKey() -> Int64 {
        guard together.left > 0 else { return now }
        together.left -= 1
        return together.moment
    }

    private func takeNews() {
        if let news = reader.take() {
            show(news)
        } else if state.snapshot.writeFault != engine?.storeFault {
            show(state.snapshot)
        }
        for report in orders.take() { carryOut(state.answered(report, at: now)) }
        for event in jobs.notes.taken() {
            carryOut(state.tell(event.message, event.level == .error ? .error : .info, at: now))
        }
        for note in reader.takeNotes() {
            carryOut(state.tell(note.message, note.isDone ? .info : .error, at: now))
        }
        guard case .over(let error)? = engine?.state else { return }
        engine = nil
        reader.follow(nil)
        reader.ask(state.wish)
        if let error { failure = error }
        if state.isDraining || error != nil { isOver = true }
    }

    private func show(_ news: Snapshot) {
        var news = news
        newsAt = now
        news.writeFault = engine?.storeFault
        carryOut(state.update(news, at: now))
    }

    private func carryOut(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .redraw: needsFrame = true
            case .repaint: needsRepaint = true
            case .order(let request): orders.perform(request)
            case .quit(let leaving): leave(leaving)
            case .suspend: suspend()
            case .takeOver:
                guard state.settings.mayRunEngine, engine == nil else { break }
                hostEngine()
                carryOut(state.tell("the engine runs here now", at: now))
            case .copy(let text): ClipboardFile.copy(text, terminal)
            case .save:
                let text = ScreenFile.save(state.render(glyphs: glyphs), rows: state.rowsAsJSON)
                carryOut(state.tell(text, at: now))
            case .saveOutput(let wish, let past): reader.save(wish, past: past)
            case .theme(let name, let keep):
                showTheme(name)
                if keep { carryOut(state.tell(looks.keep(name), at: now)) }
            case .mouse(let isOn): terminal.setMouse(isOn)
            }
        }
    }

    /// Reads at once what a key has brought on the screen.
    private func askForWhatIsMissing() {
        guard state.wish != wish else { return }
        wish = state.wish
        reader.ask(wish)
    }

    /// Shows a theme; one that cannot be read says so, and what is right in it counts.
    private func showTheme(_ name: String) {
        guard let found = looks.shelf.find(name) else {
            return carryOut(state.tell(looks.shelf.complaint(about: name), .warn, at: now))
        }
        terminal.theme = found.theme
        glyphs = looks.glyphs(terminal)
        needsFrame = true
        if let warning = found.warnings.first { carryOut(state.tell("\(warning)", .warn, at: now)) }
    }

    // MARK: Leaving

    private func leave(_ leaving: Leaving) {
        guard let engine else {
            isOver = true
            return
        }
        switch leaving {
        case .finish: engine.finish()
        case .drain: engine.drain()
        case .leave, .now: engine.drain(now: true)
        }
        state.beginDraining()
        needsFrame = true
    }

    /// Ctrl-c is as the key to quit, which asks where work is in flight; another signal drains, and a second one gives up
    /// what is in flight.
    private func stop(_ signal: Int32) {
        if signal == SIGINT, !terminal.isGone {
            let effects = state.interrupt(at: now)
            if effects.contains(where: { if case .quit = $0 { true } else { false } }) {
                status = 128 + signal
            }
            return carryOut(effects)
        }
        // Sent by hand, as to any worker with a job file, and not because the terminal is gone.
        if signal == SIGHUP, let feed = jobs.feed, !terminal.isGone { return feed.reload() }
        status = signal == SIGTERM ? ExitStatus.done.rawValue : 128 + signal
        let isSecond = state.isDraining
        if signal == SIGHUP {
            // The terminal is gone: what is left is to let the engine end.
            engine?.drain()
            engine?.wait()
            isOver = true
        } else {
            leave(isSecond ? .now : .drain)
        }
    }

    /// Suspends; while work is in flight here, only when asked twice, since the engine stands still with the screen.
    private func suspend() {
        let running = state.snapshot.totals.running
        if engine != nil, running > 0, now - suspendAskedAt > Self.askedTwice {
            suspendAskedAt = now
            let text = "suspending stops the engine too, with \(running) running: again to do so"
            return carryOut(state.tell(text, .warn, at: now))
        }
        terminal.suspend()
        carryOut(state.handle(.resize(terminal.size), at: now))
    }

    // MARK: Frames

    private func show() {
        if needsRepaint {
            terminal.redraw()
            needsRepaint = false
            needsFrame = true
        }
        guard needsFrame, !isOver, terminal.present(state.render(glyphs: glyphs)) else { return }
        needsFrame = false
        state.painted(at: now)
    }

    /// Milliseconds of a clock that only goes forward.
    private var now: Int64 { (clock.now - start).milliseconds }
}
