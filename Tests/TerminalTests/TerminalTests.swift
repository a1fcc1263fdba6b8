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
        #expect(second.contains("W") && !second.contains("second") && second.utf8.count < 64)
        // A few cells come in one piece without being told to.
        #expect(!second.contains("\u{1B}[?2026"))
        terminal.present(canvas("hello World", "second line"))
        #expect(pty.seen() == "")

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

    @Test func `keys that came together are all handled before the loop settles`() throws {
        let pty = try PseudoTerminal()
        let terminal = try Terminal(pty.settings())
        pty.type(String(repeating: "jk", count: 500))
        var keys = 0
        var handledWhenSettled: [Int] = []
        TerminalLoop(terminal: terminal, wake: try WakeFlag()).run(tickEvery: .seconds(5)) { event in
            if case .key = event { keys += 1 }
            return keys < 1_000
        } settled: {
            handledWhenSettled.append(keys)
        }
        #expect(keys == 1_000)
        // Some pieces of many keys each.
        #expect(handledWhenSettled.count < 20)
        terminal.close()
    }

    @Test func `a signal is heard before the rest of what was pasted`() throws {
        let pty = try PseudoTerminal()
        let terminal = try Terminal(pty.settings())
        pty.type(String(repeating: "j", count: 4_000))
        var keys = 0
        TerminalLoop(terminal: terminal, wake: try WakeFlag()).run(tickEvery: .seconds(5)) { event in
            if case .key = event { keys += 1 }
            if keys == 1 {
                kill(getpid(), SIGTERM)
                // Another thread may be the one that takes it, a moment later.
                var signals = pollfd(fd: terminal.signals, events: Int16(POLLIN), revents: 0)
                poll(&signals, 1, 10_000)
            }
            return keys == 0 || event != .stop(SIGTERM)
        }
        #expect(keys > 0 && keys < 1_000)
        terminal.close()
    }

    @Test func `sequences cut by the size of a read are put together, however long a frame takes`() throws {
        let pty = try PseudoTerminal()
        let terminal = try Terminal(pty.settings())
        // Every piece of 256 bytes ends with the Esc of a sequence.
        let piece = "[A" + String(repeating: "j", count: 253) + "\u{1B}"
        pty.type("jj" + String(piece.dropFirst(2)) + String(repeating: piece, count: 9) + "[A")
        var keys: [Key: Int] = [:]
        TerminalLoop(terminal: terminal, wake: try WakeFlag()).run(tickEvery: .seconds(30)) { event in
            if case .key(let key) = event { keys[key, default: 0] += 1 }
            return keys[.up] != 10 && keys[.escape] == nil
        } settled: {
            // The work of a slow frame.
            usleep(30_000)
        }
        #expect(keys == [.up: 10, .character("j"): 255 + 9 * 253])
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
            (["TERM": "xterm-256color", "COLORTERM": "truecolor"], .direct),
            (["TERM": "tmux-256color", "COLORTERM": "24bit"], .direct),
            (["TERM": "screen-256color", "COLORTERM": "truecolor", "TMUX": "/tmp/tmux"], .direct),
            (["TERM": "screen-256color", "COLORTERM": "truecolor"], .palette),
            (["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"], .mono),
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
            #expect(seen.contains("38;2;255;106;61") == (expected == .direct))
            #expect(environment["TERMINFO"] == nil && getenv("TERMINFO") == nil)
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

    @Test(
        arguments: [
            (["TERM": "xterm-256color"], Int32(202), Int32(234)), (["TERM": "linux"], 1, -1),
            (["TERM": "xterm-256color", "COLORTERM": "truecolor"], 0xFF6A3D, 0x14181F),
            (["TERM": "vt100"], -1, -1),
        ]
    )
    func `curses is asked for the theme's colours and attributes`(
        environment: [String: String],
        foreground: Int32,
        background: Int32
    ) throws {
        let pty = try PseudoTerminal()
        let terminal = try Terminal(pty.settings(environment))
        var frame = canvas()
        frame.draw("x", row: 1, column: 2, style: Style(.stateFailed))
        terminal.present(frame)
        #expect(try CursesCell(row: 1, column: 2) == CursesCell("x", .bold, foreground, background))
        terminal.close()
    }

    @Test func `another theme is one frame, and many of them do not use up the colours`() throws {
        for environment in [
            ["TERM": "xterm-256color", "COLORTERM": "truecolor"], ["TERM": "linux"],
        ] {
            let pty = try PseudoTerminal()
            let terminal = try Terminal(pty.settings(environment))
            var frame = canvas()
            for (column, role) in Role.allCases.enumerated() {
                frame.draw("x", row: 1 + column / 40, column: column % 40, style: Style(role))
            }
            for _ in 0..<40 {
                for theme in BuiltInTheme.allCases {
                    terminal.theme = theme.theme
                    terminal.present(frame)
                    _ = pty.seen()
                }
            }
            terminal.theme = BuiltInTheme.terminal.theme
            terminal.present(frame)
            let place = try #require(Role.allCases.firstIndex(of: .stateFailed))
            let cell = try CursesCell(row: Int32(1 + place / 40), column: Int32(place % 40))
            let red: Int32 = terminal.depth == .direct ? 0x100_0001 : 1
            #expect(cell == CursesCell("x", .bold, red, -1))
            #expect(pty.seen().contains(terminal.depth == .direct ? "38;5;1" : "31"))
            terminal.close()
        }
    }

    private func automatic(_ pty: PseudoTerminal, _ more: [String: String] = [:]) -> TerminalSettings {
        var settings = pty.settings(["TERM": "xterm-256color"].merging(more) { $1 })
        settings.lightTheme = BuiltInTheme.paper.theme
        return settings
    }

    @Test func `the first frame does not wait for the background, and a light one restyles it`() throws {
        let pty = try PseudoTerminal()
        let terminal = try Terminal(automatic(pty))
        #expect(pty.seen().contains("\u{1B}]11;?\u{1B}\\\u{1B}[c"))
        #expect(terminal.present(canvas("first")))
        #expect(pty.seen().contains("first"))
        #expect(terminal.theme == ThemeReader.standard)
        pty.type("\u{1B}]11;rgb:fafa/f7f7/f0f0\u{1B}\\\u{1B}[?62c")
        var events: [TerminalEvent] = []
        TerminalLoop(terminal: terminal, wake: try WakeFlag()).run(tickEvery: .seconds(5)) { event in
            events.append(event)
            return false
        }
        #expect(events == [.ready])
        #expect(terminal.theme == BuiltInTheme.paper.theme)
        #expect(terminal.background == .light)
        terminal.present(canvas("first"))
        #expect(pty.seen().contains("first"))
        terminal.close()
    }

    @Test func `a theme that was chosen meanwhile is not replaced by the answer`() throws {
        let pty = try PseudoTerminal()
        let terminal = try Terminal(automatic(pty))
        terminal.theme = BuiltInTheme.mono.theme
        pty.type("\u{1B}]11;rgb:ffff/ffff/ffff\u{7}\u{1B}[?62c")
        var wait = pollfd(fd: terminal.descriptor, events: Int16(POLLIN), revents: 0)
        while terminal.background == .dark, poll(&wait, 1, 5000) > 0 { _ = terminal.readKeys() }
        #expect(terminal.background == .light)
        #expect(terminal.theme == BuiltInTheme.mono.theme)
        terminal.close()
    }

    @Test func `COLORFGBG counts until the terminal answers, and a console is not asked`() throws {
        for (environment, expected) in [
            (["COLORFGBG": "0;15"], Theme.Kind.light), (["COLORFGBG": "15;0"], .dark),
            (["COLORFGBG": "0;default;7"], .light), (["COLORFGBG": "nonsense"], .dark), ([:], .dark),
        ] {
            let pty = try PseudoTerminal()
            let terminal = try Terminal(automatic(pty, environment.merging(["TERM": "linux"]) { $1 }))
            #expect(terminal.background == expected)
            #expect((terminal.theme == BuiltInTheme.paper.theme) == (expected == .light))
            #expect(!pty.seen().contains("]11;?"))
            terminal.close()
        }
    }

    @Test
    func `an answer that comes late does not reach the shell, and a mute terminal is not waited for long`()
        throws
    {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        var terminal = try Terminal(automatic(pty))
        pty.type("\u{1B}]11;rgb:0/0/0\u{7}\u{1B}[?62cls\r")
        terminal.close()
        #expect(try pty.modes() == before)

        terminal = try Terminal(automatic(pty))
        let clock = ContinuousClock()
        let taken = clock.measure { terminal.close() }
        #expect(taken >= .milliseconds(140) && taken < .seconds(5))
        #expect(try pty.modes() == before)
    }

    @Test func `the mouse is told of only while it is asked for`() throws {
        let pty = try PseudoTerminal()
        let terminal = try Terminal(pty.settings())
        #expect(!pty.seen().contains("?1000h"))
        terminal.setMouse(true)
        #expect(pty.seen() == "\u{1B}[?1000h\u{1B}[?1006h")
        terminal.setMouse(true)
        #expect(pty.seen() == "")
        terminal.setMouse(false)
        #expect(pty.seen() == "\u{1B}[?1006l\u{1B}[?1000l")
        terminal.setMouse(true)
        _ = pty.seen()
        terminal.close()
        #expect(pty.seen().contains("\u{1B}[?1006l\u{1B}[?1000l"))
    }

    @Test func `a saved file wakes the loop`() throws {
        var template = Array("/tmp/zartop-watch-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            unlink("\(folder)/a.theme")
            rmdir(folder)
        }
        let watch = try #require(FolderWatch(["\(folder)/nowhere", folder]))
        #expect(FolderWatch(["\(folder)/nowhere"]) == nil)
        #expect(!watch.takeChange())
        let pty = try PseudoTerminal()
        let terminal = try Terminal(pty.settings())
        close(open("\(folder)/a.theme", O_WRONLY | O_CREAT, 0o600))
        var events: [TerminalEvent] = []
        TerminalLoop(terminal: terminal, wake: try WakeFlag(), watch: watch).run(tickEvery: .seconds(5)) {
            event in
            events.append(event)
            return false
        }
        #expect(events == [.filesChanged])
        #expect(!watch.takeChange())
        terminal.close()
    }
}
