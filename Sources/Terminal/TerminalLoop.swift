internal import CPlatform
internal import Canvas
internal import Glibc

/// The main thread's loop: waits for keys, signals, the wake flag and the next tick, and for nothing else.
package struct TerminalLoop {
    /// How long an Esc may be the beginning of a sequence; the parts of one come together, even over a network.
    private static let escapeDelay = Duration.milliseconds(25)

    private let terminal: Terminal
    private let wake: WakeFlag
    private let watch: FolderWatch?

    /// Creates a loop for a terminal, and perhaps for folders that people change while it runs.
    package init(terminal: Terminal, wake: WakeFlag, watch: FolderWatch? = nil) {
        self.terminal = terminal
        self.wake = wake
        self.watch = watch
    }

    /// Runs until the handler returns false.
    ///
    /// The handler runs on the calling thread; while it does, nothing is read. `settled` follows when everything that
    /// came together is handled: what takes long is done there, once for many pasted keys, so that a signal behind them
    /// is heard soon. Ticks come at most every `tick`, and a late one is not made up for.
    package func run(
        tickEvery tick: Duration,
        handle: (TerminalEvent) -> Bool,
        settled: () -> Void = {}
    ) {
        let clock = ContinuousClock()
        var nextTick = clock.now + tick
        var escapeEnd: ContinuousClock.Instant?
        while true {
            let deadline = min(nextTick, escapeEnd ?? nextTick)
            let found = wait(until: deadline - clock.now)
            // Whatever is waited for the end of has begun just now.
            if found.hasRead { escapeEnd = nil }
            for event in found.events {
                guard handle(event) else { return }
            }
            if let end = escapeEnd, clock.now >= end {
                for key in terminal.takeEscape() {
                    guard handle(.key(key)) else { return }
                }
            }
            escapeEnd = terminal.isEscapeWaiting ? (escapeEnd ?? clock.now + Self.escapeDelay) : nil
            if clock.now >= nextTick {
                nextTick = clock.now + tick
                guard handle(.tick) else { return }
            }
            settled()
        }
    }

    private func wait(until remaining: Duration) -> (events: [TerminalEvent], hasRead: Bool) {
        let wasBusy = terminal.sink.isBusy
        var files = [
            pollfd(fd: terminal.signals, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: terminal.descriptor, events: Int16(wasBusy ? POLLIN | POLLOUT : POLLIN), revents: 0),
            // A negative descriptor is passed over.
            pollfd(fd: watch?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&files, nfds_t(files.count), remaining.pollTimeout) > 0 else { return ([], false) }
        var events: [TerminalEvent] = []
        if files[0].revents != 0 { events += signalEvents() }
        if files[1].revents != 0 {
            wake.lower()
            events.append(.wake)
        }
        if files[3].revents != 0, let watch, watch.takeChange() { events.append(.filesChanged) }
        let state = Int32(files[2].revents)
        if state & (POLLHUP | POLLERR | POLLNVAL) != 0 { return (events + [.stop(SIGHUP)], false) }
        if state & POLLIN != 0 {
            let theme = terminal.theme
            let keys = terminal.readKeys()
            if keys.count > 1 { events.append(.together(keys)) }
            events += keys.map(TerminalEvent.key)
            // The terminal has said what its background is.
            if terminal.theme != theme { events.append(.ready) }
        }
        if wasBusy, state & POLLOUT != 0 {
            terminal.sink.drain()
            if !terminal.sink.isBusy { events.append(.ready) }
        }
        return (events, state & POLLIN != 0)
    }

    private func signalEvents() -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        while true {
            switch zt_guard_signal() {
            case 0: return events
            case SIGWINCH: events.append(.key(.resize(terminal.measure())))
            case SIGTSTP: events.append(.suspend)
            case SIGCONT:
                terminal.resume()
                events.append(.key(.resize(terminal.size)))
            case let number: events.append(.stop(number))
            }
        }
    }
}

extension Duration {
    /// For `poll`: milliseconds, rounded up so that it does not spin just before a deadline.
    var pollTimeout: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: milliseconds)
    }
}
