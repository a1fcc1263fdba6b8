internal import CCurses
internal import CPlatform
package import Canvas
internal import Glibc

/// The operator's terminal while the program has it: takes keys, shows canvases, gives it back as it was.
///
/// ncurses computes the bytes and never touches the terminal: it writes to memory, and a frame leaves as one
/// write that does not block, so a terminal that stops reading costs a frame and nothing else. Signals, crashes
/// and `exit()` restore the terminal too. One screen exists in a process at a time, used from one thread.
///
/// Opening makes the user's character encoding the process's (`LC_CTYPE`), arms handlers for the signals that
/// ``TerminalLoop`` reports, and keeps standard error in memory until the screen is closed.
package final class Terminal {
    /// Readable when keys have come, writable when ``present(_:)`` may be called again.
    package let descriptor: Int32
    /// Readable when a signal has come.
    package let signals: Int32
    /// The window's size.
    package private(set) var size: Size
    /// False when only ASCII can be shown: other characters would appear as `?`.
    package let isUTF8: Bool
    /// The colours in use.
    package let depth: ColourDepth
    /// The looks; a new theme shows with the next frame.
    package var theme: Theme {
        didSet {
            choice = nil
            // The colour pairs of the theme before would add up: a picker shows many themes. They are freed one by
            // one: `reset_color_pairs` of ncurses 6.4 forgets the pairs but not their number.
            for pair in Set(looks.values.map(\.pair)) where pair > 0 { free_pair(pair) }
            looks = [:]
            shown = nil
        }
    }
    /// What lies behind the text, as far as it is known: the terminal may say so soon after the first frame.
    package private(set) var background: Theme.Kind
    /// True while the mouse is told of.
    package private(set) var usesMouse: Bool
    /// True when the screen's description is our own for exact colours.
    var isDirect: Bool { screen.isDirect }

    let sink: FrameSink
    /// What the terminal shows or will have shown once the sink is empty; nil when that is unknown.
    var shown: Canvas?
    var looks: [Style: Look] = [:]
    var text: [wchar_t] = []
    private let screen: Screen
    private var decoder = KeyDecoder()
    /// The themes to choose from when the terminal has said what its background is.
    private var choice: (dark: Theme, light: Theme)?
    private var isOpen = true

    /// Opens the terminal and clears it.
    ///
    /// - Throws: ``TerminalError``, and nothing has been touched: `notATerminal` when input or output is none,
    ///   `inBackground` when another job has it, `unusable` when it cannot place text, `inUse` when a screen
    ///   is open, `system` when the system refuses.
    package init(_ settings: TerminalSettings) throws(TerminalError) {
        try Self.check(settings)
        guard zt_guard_in_use() == 0 else {
            throw TerminalError(code: .inUse, message: "a screen is open already")
        }
        let sink = FrameSink(memory: zt_memory_file(), tty: Self.openAgain(settings.output))
        guard sink.tty >= 0, sink.memory >= 0 else { throw .system("cannot open the terminal", errno) }
        self.sink = sink
        descriptor = sink.tty
        // Before ncurses, which puts handlers of its own where it finds none.
        signals = zt_guard_arm(descriptor, settings.keepsStandardError ? 1 : 0)
        guard signals >= 0 else { throw .system("cannot guard the terminal", errno) }
        isUTF8 = zt_use_utf8() != 0
        do throws(TerminalError) {
            screen = try Screen(
                type: settings.environment["TERM"] ?? "",
                output: sink.memory,
                wantsExact: Self.wantsExact(settings),
                terminfo: settings.environment["TERMINFO"]
            )
        } catch {
            zt_guard_disarm()
            throw error
        }
        sink.isSynchronized = screen.hasAlternate
        let wanted = settings.depth ?? .detect(environment: settings.environment, described: screen.colours)
        depth = min(wanted, .described(screen.colours))
        background = settings.environment["COLORFGBG"].flatMap(Theme.Kind.init(colorFGBG:)) ?? .dark
        theme = background == .light ? settings.lightTheme ?? settings.theme : settings.theme
        choice = settings.lightTheme.map { (settings.theme, $0) }
        usesMouse = settings.usesMouse && screen.hasAlternate
        size = Self.windowSize(descriptor)
        let undo = screen.leaveBytes
        zt_guard_undo(undo, undo.count)
        screen.resize(to: size)
        zt_guard_raw()
        sink.send(modes)
        // A terminal of few colours may be a console that prints what it does not understand.
        if choice != nil, screen.hasAlternate, .described(screen.colours) >= ColourDepth.palette {
            decoder.isAnswerOwed = true
            sink.send(TerminalQuestion.bytes)
        }
    }

    deinit {
        close()
    }

    /// Gives the terminal back as it was found; harmless when that is done already.
    package func close() {
        guard isOpen else { return }
        isOpen = false
        awaitAnswer()
        sink.discard()
        zt_guard_disarm()
        screen.close()
    }

    /// Whether nobody is at the other end any more.
    package var isGone: Bool {
        var file = pollfd(fd: descriptor, events: 0, revents: 0)
        guard poll(&file, 1, 0) >= 0 else { return false }
        return Int32(file.revents) & (POLLHUP | POLLERR | POLLNVAL) != 0
    }

    /// So much is read at once, more than anybody types: before the rest of what was pasted, signals are looked at.
    private static let atOnce = 256

    /// Reads some of what has been typed; empty when nothing has or an Esc waits for what may follow it.
    package func readKeys() -> [Key] {
        var buffer = [UInt8](repeating: 0, count: Self.atOnce)
        let count = read(descriptor, &buffer, buffer.count)
        let keys = count > 0 ? decoder.feed(buffer.prefix(count)) : []
        if let kind = decoder.background.flatMap(Theme.Kind.init(background:)) { learn(kind) }
        return keys
    }

    /// Tells of the mouse from now on, or no more.
    package func setMouse(_ isOn: Bool) {
        guard screen.hasAlternate, isOn != usesMouse else { return }
        usesMouse = isOn
        sink.send(isOn ? Screen.mouseOn : Screen.mouseOff)
    }

    /// True when an Esc waits for what may follow it; ``takeEscape()`` ends that.
    package var isEscapeWaiting: Bool { decoder.isWaiting }

    /// The keys that waited, when nothing has followed in time.
    package func takeEscape() -> [Key] {
        decoder.flush()
    }

    /// Looks at the window's size, to be called when it has changed.
    package func measure() -> Size {
        size = Self.windowSize(descriptor)
        redraw()
        return size
    }

    /// Makes the next frame draw everything: whatever is on the terminal now is wrong.
    package func redraw() {
        screen.resize(to: size)
        shown = nil
    }

    /// Gives the terminal back, stops the process as Ctrl-z does, and takes the terminal again when it continues.
    ///
    /// Everything this process does stops meanwhile, not only the screen.
    package func suspend() {
        awaitAnswer()
        sink.discard()
        sink.send(screen.leaveBytes)
        zt_guard_cooked()
        zt_guard_stop()
        resume()
    }

    /// Takes the terminal again after a stop that was not asked for; harmless at any other time.
    func resume() {
        zt_guard_raw()
        sink.send(screen.enterBytes + modes)
        _ = measure()
    }

    /// The bytes that set what this screen was asked to tell of.
    private var modes: [UInt8] { screen.modeBytes + (usesMouse ? Screen.mouseOn : []) }

    private func learn(_ kind: Theme.Kind) {
        background = kind
        if let choice, case let wanted = kind == .light ? choice.light : choice.dark {
            if wanted != theme { theme = wanted }
            self.choice = nil
        }
    }

    /// Waits for the answer that is under way, so that it does not reach the shell as if it had been typed.
    private func awaitAnswer() {
        /// Farther than that no terminal is away, and some never answer.
        let patience = Duration.milliseconds(150)
        let clock = ContinuousClock()
        let end = clock.now + patience
        sink.drain()
        while decoder.isAnswerOwed, case let left = end - clock.now, left > .zero {
            var file = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&file, 1, left.pollTimeout) >= 0 || errno == EINTR else { break }
            if Int32(file.revents) & (POLLHUP | POLLERR | POLLNVAL) != 0 { break }
            if file.revents != 0 { _ = readKeys() }
        }
        decoder.isAnswerOwed = false
    }

    private static func wantsExact(_ settings: TerminalSettings) -> Bool {
        let isRefused = !(settings.environment["NO_COLOR"] ?? "").isEmpty
        return settings.depth.map { $0 == .direct }
            ?? (!isRefused && ColourDepth.promisesExact(settings.environment))
    }

    /// Whether there is a terminal that could be used; it is not touched.
    ///
    /// - Throws: why not.
    package static func check(_ settings: TerminalSettings) throws(TerminalError) {
        for (descriptor, name) in [(settings.input, "input"), (settings.output, "output")]
        where isatty(descriptor) == 0 {
            throw TerminalError(code: .notATerminal, message: "standard \(name) is not a terminal")
        }
        let type = settings.environment["TERM"] ?? ""
        if type.isEmpty || type == "dumb" {
            let found = type.isEmpty ? "TERM is not set" : "TERM is 'dumb'"
            throw TerminalError(
                code: .unusable,
                message: "\(found), so text cannot be placed on this terminal"
            )
        }
        if settings.needsForeground, tcgetpgrp(settings.input) != getpgrp() {
            throw TerminalError(code: .inBackground, message: "the terminal belongs to another job")
        }
    }

    /// A descriptor of our own: `O_NONBLOCK` on the one we were given would reach the shell.
    private static func openAgain(_ descriptor: Int32) -> Int32 {
        var name = [CChar](repeating: 0, count: 256)
        let named = ttyname_r(descriptor, &name, name.count) == 0
        let flags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let first = named ? open(name, flags) : -1
        // In a container the name may be that of another mount.
        return first >= 0 ? first : open("/proc/self/fd/\(descriptor)", flags)
    }

    private static func windowSize(_ tty: Int32) -> Size {
        var columns: Int32 = 0
        var rows: Int32 = 0
        // A serial line does not know: then it is the size of the VT100.
        guard zt_window_size(tty, &columns, &rows) == 0, columns > 0, rows > 0 else {
            return Size(columns: 80, rows: 24)
        }
        return Size(columns: Int(columns), rows: Int(rows))
    }
}

extension TerminalError {
    /// The system refused with an `errno`.
    fileprivate static func system(_ what: String, _ number: Int32) -> TerminalError {
        TerminalError(code: .system, message: "\(what): \(String(cString: strerror(number)))")
    }
}
