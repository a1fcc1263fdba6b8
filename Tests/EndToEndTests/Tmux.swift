import Glibc
import TestProcess

/// A shell in a terminal of its own, driven as an operator drives it: a tmux server that nobody else knows.
final class Tmux: Sendable {
    /// The folder of everything it makes, also the shell's home and working directory.
    let folder: Folder
    private let client: Client
    private let server: pid_t

    /// A screen with trailing blanks trimmed, a row each.
    struct Screen: Sendable, CustomStringConvertible {
        let rows: [String]

        var description: String { rows.joined(separator: "\n") }

        func shows(_ text: String) -> Bool { rows.contains { $0.contains(text) } }

        /// The first row with that text.
        func row(_ text: String) -> String? { rows.first { $0.contains(text) } }
    }

    /// Opens a terminal with a shell that waits for commands.
    init(_ columns: Int = 80, _ rows: Int = 24) async throws {
        folder = try Folder()
        client = try Client(folder: folder)
        // The shell, and with it the server, ends by itself should the test be killed.
        let shell = "timeout --foreground -s KILL 120 /bin/sh -i"
        let size = ["-x", "\(columns)", "-y", "\(rows)"]
        try await client.run(["-f", "/dev/null", "new-session", "-d"] + size + [shell])
        let number = try await client.run(["display-message", "-p", "#{pid}"])
        server = pid_t(number.prefix { $0.isNumber }) ?? 0
        try await client.run(["set-option", "-g", "escape-time", "0"])
        try await expect("the prompt") { $0.rows.first == "$" }
    }

    deinit {
        // The server is nobody's child: it has to be told, and seen to be gone with all that it runs.
        guard server > 0 else { return }
        kill(server, SIGTERM)
        let deadline = ContinuousClock.now + .seconds(2)
        while kill(server, 0) == 0 {
            guard ContinuousClock.now < deadline else {
                kill(server, SIGKILL)
                return
            }
            sched_yield()
        }
    }

    /// The program tmux, talking to the one server.
    private struct Client {
        let folder: Folder
        private let program: String

        init(folder: Folder) throws {
            let places = ["/usr/bin/tmux", "/usr/local/bin/tmux", "/bin/tmux"]
            guard let program = places.first(where: { access($0, X_OK) == 0 }) else {
                throw ChildProcess.Failure(
                    "tmux is not installed, and these tests drive the program in it: apt-get install tmux"
                )
            }
            self.folder = folder
            self.program = program
        }

        @discardableResult
        func run(_ words: [String]) async throws -> String {
            // The server, which outlives this client, must hold nothing open that whoever runs the tests waits for.
            let closing = "exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-; exec \(program) -u -S tmux \"$@\""
            let child = try ChildProcess(
                "/bin/sh",
                ["-c", "cd '\(folder.path)' && \(closing)", "tmux"] + words,
                environment: [
                    "LANG": "C.UTF-8", "TERM": "xterm-256color", "PS1": "$ ", "SHELL": "/bin/sh",
                    "PATH": "/usr/local/bin:/usr/bin:/bin",
                ],
                folder: folder.path
            )
            guard await child.ended() == .status(0) else {
                throw ChildProcess.Failure("tmux \(words.first ?? ""): \(child.errors)")
            }
            return child.output
        }
    }

    @discardableResult
    private func run(_ words: String...) async throws -> String { try await client.run(words) }

    // MARK: The operator

    /// Types text as it stands.
    func type(_ text: String) async throws { try await run("send-keys", "-l", text) }

    /// Presses keys by tmux's names: `Enter`, `Escape`, `C-z`.
    func press(_ keys: String...) async throws {
        for key in keys { try await run("send-keys", key) }
    }

    /// Types a line of shell, and Enter.
    func shell(_ line: String) async throws {
        try await type(line)
        try await press("Enter")
    }

    /// Gives the window another size.
    func resize(_ columns: Int, _ rows: Int) async throws {
        try await run("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    // MARK: What is seen

    /// What is on the screen.
    func screen() async throws -> Screen {
        let text = try await run("capture-pane", "-p")
        var rows = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if rows.last == "" { rows.removeLast() }
        return Screen(rows: rows)
    }

    /// The terminal's modes as tmux knows them: alternate screen, cursor, keypad, mouse, wrapping, insertion.
    func modes() async throws -> String {
        try await run(
            "display-message",
            "-p",
            "alternate=#{alternate_on} cursor=#{cursor_flag} keys=#{keypad_cursor_flag}#{keypad_flag} "
                + "mouse=#{mouse_any_flag}#{mouse_button_flag}#{mouse_sgr_flag} wrap=#{wrap_flag} insert=#{insert_flag}"
        )
    }

    /// Waits until the screen is as it should be, and gives it.
    ///
    /// - Throws: with the screen as it is, when the time is up first.
    @discardableResult
    func expect(
        _ what: String,
        within limit: Duration = .seconds(20),
        _ holds: (Screen) -> Bool
    ) async throws -> Screen {
        let (last, isThere) = try await look(within: limit, holds)
        guard isThere else {
            throw ChildProcess.Failure("\(what): not on the screen within \(limit):\n\(last)")
        }
        return last
    }

    /// Looks again and again until the screen is as it should be; gives what was seen last, and whether it is that.
    ///
    /// Each look starts a program, so there are fewer of them than ``eventually(within:_:)`` takes.
    private func look(within limit: Duration, _ holds: (Screen) -> Bool) async throws -> (Screen, Bool) {
        let deadline = ContinuousClock.now + limit
        while true {
            let seen = try await screen()
            if holds(seen) { return (seen, true) }
            guard ContinuousClock.now < deadline else { return (seen, false) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Waits until the modes are those, and gives what they are then or when the time is up.
    func modes(awaiting wanted: String, within limit: Duration = .seconds(10)) async throws -> String {
        let deadline = ContinuousClock.now + limit
        while true {
            let seen = try await modes()
            if seen == wanted || ContinuousClock.now >= deadline { return seen }
        }
    }

    /// Waits until the screen shows a text.
    @discardableResult
    func expect(_ text: String, within limit: Duration = .seconds(20)) async throws -> Screen {
        try await expect("'\(text)'", within: limit) { $0.shows(text) }
    }

    /// Presses a key again and again until the screen shows a text, as one does while a question is not armed yet.
    func press(_ key: String, until text: String) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            try await press(key)
            let (_, isThere) = try await look(within: .milliseconds(500)) { $0.shows(text) }
            if isThere { return }
        }
        throw ChildProcess.Failure("'\(key)' does not bring '\(text)':\n\(try await screen())")
    }
}
