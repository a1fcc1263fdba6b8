import CPseudoTerminal
import Canvas
import Glibc
import Terminal
import Testing

/// However a program ends, its terminal must be as it was: each test ends a process of its own.
@Suite(.timeLimit(.minutes(10)))
struct RestoreTests {
    private func check(_ pty: PseudoTerminal, _ before: [UInt8], shows text: String = "") throws {
        #expect(try pty.modes() == before)
        let seen = pty.seen()
        let leave = try #require(seen.firstRange(of: "\u{1B}[?1049l"))
        #expect(text.isEmpty || seen[leave.upperBound...].contains(text))
    }

    @Test func `a crash restores the terminal and says what it was`() async throws {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        await #expect(processExitsWith: .signal(SIGSEGV)) { [path = try pty.path() as String] in
            unsetenv("SWIFT_BACKTRACE")
            let terminal = showScreen(path)
            if terminal != nil { raise(SIGSEGV) }
        }
        try check(pty, before, shows: "ended by signal 11")
    }

    @Test func `a failed precondition's message is seen after the screen has gone`() async throws {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        await #expect(processExitsWith: .failure) { [path = try pty.path() as String] in
            unsetenv("SWIFT_BACKTRACE")
            let terminal = showScreen(path)
            let words = Array("the last words\n".utf8)
            write(2, words, words.count)
            end(holding: terminal)
        }
        try check(pty, before, shows: "the last words")
    }

    @Test func `after closing, signals do what they did before`() async throws {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        await #expect(processExitsWith: .exitCode(0)) { [path = try pty.path() as String] in
            let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT, SIGSEGV, SIGABRT]
            let defaults = numbers.map(zt_pty_is_default)
            let terminal = showScreen(path)
            guard let terminal, numbers.map(zt_pty_is_default).allSatisfy({ $0 == 0 }) else { exit(1) }
            terminal.close()
            exit(numbers.map(zt_pty_is_default) == defaults ? 0 : 2)
        }
        try check(pty, before)
    }

    @Test func `exit in the depths of a library restores the terminal`() async throws {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        await #expect(processExitsWith: .exitCode(7)) { [path = try pty.path() as String] in
            let terminal = showScreen(path)
            exit(terminal == nil ? 1 : 7)
        }
        try check(pty, before)
    }

    @Test(arguments: [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS])
    func `every fatal signal restores the terminal and still ends the process`(number: Int32) async throws {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        await #expect(processExitsWith: .signal(number)) { [path = try pty.path() as String, number] in
            unsetenv("SWIFT_BACKTRACE")
            let terminal = showScreen(path)
            if terminal != nil { raiseNow(number) }
        }
        try check(pty, before, shows: "ended by signal \(number < 10 ? "0" : "")\(number)")
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func `a signal that asks for the end lets the loop leave in good order`(number: Int32) async throws {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        await #expect(processExitsWith: .exitCode(3)) { [path = try pty.path() as String, number] in
            guard let terminal = showScreen(path), let wake = try? WakeFlag() else { exit(1) }
            kill(getpid(), number)
            var status: Int32 = 2
            TerminalLoop(terminal: terminal, wake: wake).run(tickEvery: .seconds(30)) { event in
                if event == .stop(number) { status = 3 }
                return event != .stop(number)
            }
            terminal.close()
            exit(status)
        }
        try check(pty, before)
    }

    @Test func `a key that quits restores the terminal, the mouse and the pasting too`() async throws {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        pty.type("q")
        await #expect(processExitsWith: .exitCode(0)) { [path = try pty.path() as String] in
            guard let terminal = showScreen(path), let wake = try? WakeFlag() else { exit(1) }
            terminal.setMouse(true)
            TerminalLoop(terminal: terminal, wake: wake).run(tickEvery: .seconds(30)) { event in
                event != .key(.character("q")) && event != .key(.enter)
            }
            terminal.close()
            exit(0)
        }
        #expect(try pty.modes() == before)
        let seen = pty.seen()
        for mode in ["?1000", "?1006", "?2004", "?1049"] {
            let (on, off) = (seen.ranges(of: "\(mode)h"), seen.ranges(of: "\(mode)l"))
            let last = try #require(off.last)
            #expect(on.allSatisfy { $0.upperBound <= last.lowerBound }, "\(mode)")
        }
        #expect(seen.contains("\u{1B}[?25h"))
    }

    @Test func `a program that hangs still obeys the third request`() async throws {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        await #expect(processExitsWith: .exitCode(128 + SIGTERM)) { [path = try pty.path() as String] in
            let terminal = showScreen(path)
            // Signals of one kind that wait for delivery are one: so ask until it has been heard three times.
            while terminal != nil { kill(getpid(), SIGTERM) }
        }
        try check(pty, before)
    }

    @Test func `a crash on a terminal that has stopped reading still ends`() async throws {
        let pty = try PseudoTerminal(columns: 200, rows: 60)
        let before = try pty.modes()
        await #expect(processExitsWith: .signal(SIGABRT)) { [path = try pty.path() as String] in
            unsetenv("SWIFT_BACKTRACE")
            let terminal = showScreen(path)
            for scalar in ["a", "b", "a", "b", "a", "b"] as [Unicode.Scalar] {
                var canvas = Canvas(size: Size(columns: 200, rows: 60))
                for row in 0..<60 { canvas.fill(row: row, with: scalar, style: .text) }
                terminal?.present(canvas)
            }
            end(holding: terminal)
        }
        #expect(try pty.modes() == before)
    }
}

/// Shows a screen on the terminal of that name and leaves it open.
private func showScreen(_ path: String) -> Terminal? {
    let tty = open(path, O_RDWR | O_NOCTTY)
    var settings = TerminalSettings(environment: ["TERM": "xterm-256color"])
    settings.input = tty
    settings.output = tty
    settings.needsForeground = false
    // Standard error goes to the terminal, as it does for an operator.
    dup2(tty, 2)
    guard let terminal = try? Terminal(settings) else { return nil }
    terminal.present(Canvas(size: terminal.size))
    return terminal
}

/// Aborts with the screen still open; `raise` would wait forever, because this thread blocks signals.
private func end(holding terminal: Terminal?) -> Never {
    abort()
}

/// Raises a signal on the thread at hand, which may have it blocked.
private func raiseNow(_ number: Int32) {
    var only = sigset_t()
    sigemptyset(&only)
    sigaddset(&only, number)
    pthread_sigmask(SIG_UNBLOCK, &only, nil)
    raise(number)
}
