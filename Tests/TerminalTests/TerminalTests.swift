import CPseudoTerminal
import Canvas
import Glibc
import Terminal
import Testing

/// Serialized because a process has one screen and one guard.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct TerminalTests {
    private func canvas(_ lines: String..., columns: Int = 40, rows: Int = 6) -> Canvas {
        var canvas = Canvas(size: Size(columns: columns, rows: rows))
        for (row, line) in lines.enumerated() { canvas.draw(line, row: row, column: 0) }
        return canvas
    }

    /// Two canvases without a cell in common.
    private func full(size: Size) -> [Canvas] {
        (["a", "b"] as [Unicode.Scalar]).map { scalar in
            var canvas = Canvas(size: size)
            for row in 0..<size.rows { canvas.fill(row: row, with: scalar, style: .text) }
            return canvas
        }
    }

    @Test func `a frame is shown, the next one is a difference, and the terminal is left as it was`() throws {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        let terminal = try Terminal(pty.settings())
        #expect(terminal.size == Size(columns: 40, rows: 6))
        #expect(try pty.modes() != before)
        #expect(terminal.present(canvas("hello world", "second line")))
        let first = pty.seen()
        #expect(first.contains("\u{1B}[?1049h"))
        #expect(first.contains("hello world") && first.contains("second line"))
        #expect(first.contains("\u{1B}[?2026h") && first.hasSuffix("\u{1B}[?2026l"))

        terminal.present(canvas("hello World", "second line"))
        let second = pty.seen()
        #expect(second.contains("W") && !second.contains("second") && second.utf8.count < 80)
        terminal.present(canvas("hello World", "second line"))
        #expect(pty.seen().utf8.count < 24)

        terminal.close()
        let last = pty.seen()
        #expect(last.contains("\u{1B}[?1049l") && last.contains("\u{1B}[?2004l"))
        #expect(try pty.modes() == before)
        terminal.close()
        #expect(pty.seen() == "")
    }

    @Test func `a terminal that stops reading blocks nothing and gets the newest frame later`() throws {
        let pty = try PseudoTerminal(columns: 200, rows: 60)
        let terminal = try Terminal(pty.settings())
        // A pseudo terminal holds some kilobytes: whole new screens fill it soon.
        var refused = 0
        for number in 0..<40 {
            let line = String(repeating: String(number % 10), count: 200)
            var frame = Canvas(size: terminal.size)
            for row in 0..<60 {
                frame.draw(line, row: row, column: 0, style: Style(row % 2 == 0 ? .key : .stateOK))
            }
            if !terminal.present(frame) { refused += 1 }
        }
        #expect(refused > 0)
        let newest = canvas("newest", columns: 200, rows: 60)
        var wait = pollfd(fd: pty.operatorEnd, events: Int16(POLLIN), revents: 0)
        while !terminal.present(newest), poll(&wait, 1, 5000) > 0 { _ = pty.seen() }
        var seen = ""
        while !seen.contains("newest"), poll(&wait, 1, 5000) > 0 {
            seen = String(seen.suffix(8)) + pty.seen()
        }
        #expect(seen.contains("newest"))
        terminal.close()
    }

    @Test func `closing a stalled terminal does not block either`() throws {
        let pty = try PseudoTerminal(columns: 200, rows: 60)
        let before = try pty.modes()
        let terminal = try Terminal(pty.settings())
        let frames = full(size: terminal.size)
        for number in 0..<40 { terminal.present(frames[number % 2]) }
        terminal.close()
        #expect(try pty.modes() == before)
    }

    @Test func `what is typed comes as keys`() throws {
        let pty = try PseudoTerminal()
        let terminal = try Terminal(pty.settings())
        pty.type("j\u{1B}[A\r\u{1B}")
        var keys: [Key] = []
        var wait = pollfd(fd: terminal.descriptor, events: Int16(POLLIN), revents: 0)
        while keys.count < 3, poll(&wait, 1, 5000) > 0 { keys += terminal.readKeys() }
        #expect(keys == [.character("j"), .up, .enter])
        #expect(terminal.isEscapeWaiting)
        #expect(terminal.takeEscape() == [.escape])
        terminal.close()
    }

    @Test func `the loop hands over keys, wakes, ticks, sizes and signals`() throws {
        let pty = try PseudoTerminal()
        let terminal = try Terminal(pty.settings())
        let wake = try WakeFlag()
        var seen: [TerminalEvent] = []
        pty.type("x")
        TerminalLoop(terminal: terminal, wake: wake).run(tickEvery: .milliseconds(20)) { event in
            guard seen.last != event else { return true }
            if event == .tick, seen.contains(.tick) { return true }
            seen.append(event)
            switch event {
            case .key(.character("x")):
                wake.raise()
                wake.raise()
            case .wake: pty.type("\u{1B}")
            case .key(.escape):
                zt_pty_resize(pty.operatorEnd, 33, 7)
                kill(getpid(), SIGWINCH)
            case .key(.resize): kill(getpid(), SIGTERM)
            case .stop: return false
            default: break
            }
            return true
        }
        #expect(
            seen.filter { $0 != .tick && $0 != .ready } == [
                .key(.character("x")), .wake, .key(.escape), .key(.resize(Size(columns: 33, rows: 7))),
                .stop(SIGTERM),
            ]
        )
        terminal.close()
    }

    @Test func `a wide character of unknown width does not shift its row`() throws {
        let pty = try PseudoTerminal()
        let terminal = try Terminal(pty.settings())
        terminal.present(canvas("日本|", "e\u{301}|"))
        let seen = pty.seen()
        #expect(seen.contains(terminal.isUTF8 ? "日本|" : "????|"))
        #expect(seen.contains(terminal.isUTF8 ? "e\u{301}|" : "?|"))
        terminal.close()
    }

    @Test func `colours are what was asked for`() throws {
        for (environment, expected) in [
            (["TERM": "xterm-256color"], ColourDepth.palette), (["TERM": "linux"], .eight),
            (["TERM": "vt100"], .mono),
            (["TERM": "xterm-256color", "NO_COLOR": "1"], .mono),
            (["TERM": "xterm-256color", "NO_COLOR": ""], .palette),
            (["TERM": "no-such-terminal"], .palette),
        ] {
            let pty = try PseudoTerminal()
            let before = try pty.modes()
            let terminal = try Terminal(pty.settings(environment))
            #expect(terminal.depth == expected, "\(environment)")
            var frame = canvas()
            frame.draw("bad", row: 0, column: 0, style: Style(.stateFailed))
            terminal.present(frame)
            let seen = pty.seen()
            #expect(seen.contains("bad"))
            #expect(seen.contains("38;5;") == (expected == .palette))
            terminal.close()
            #expect(try pty.modes() == before)
        }
    }

    @Test func `what cannot be a screen says so in one sentence`() throws {
        let pty = try PseudoTerminal()
        func refusal(_ settings: TerminalSettings) -> TerminalError? {
            do {
                try Terminal(settings).close()
                return nil
            } catch {
                return error
            }
        }
        let before = try pty.modes()
        #expect(refusal(pty.settings(["TERM": "dumb"]))?.code == .unusable)
        #expect(refusal(pty.settings([:]))?.message.contains("TERM is not set") == true)
        var pipe = pty.settings()
        pipe.input = try WakeFlag().descriptor
        #expect(refusal(pipe)?.message == "standard input is not a terminal")
        var background = pty.settings()
        background.needsForeground = true
        #expect(refusal(background)?.code == .inBackground)
        #expect(try pty.modes() == before)

        let terminal = try Terminal(pty.settings())
        #expect(refusal(pty.settings())?.code == .inUse)
        terminal.present(canvas("still here"))
        #expect(pty.seen().contains("still here"))
        terminal.close()
        #expect(try pty.modes() == before)
    }
}
