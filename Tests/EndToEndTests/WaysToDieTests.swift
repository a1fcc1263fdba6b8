import Glibc
import TestProcess
import Testing

/// However the program ends, the terminal, its modes and what stood on it are as they were before.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct WaysToDieTests {
    private static let landmarks = (1...5).map { "landmark \($0) of what stood here before" }

    /// A terminal with something on it.
    private func terminal() async throws -> Tmux {
        let tmux = try await Tmux()
        try await tmux.shell("clear; \(Self.landmarks.map { "echo \($0)" }.joined(separator: "; "))")
        try await tmux.expect("the landmarks") {
            $0.rows.first == Self.landmarks[0] && $0.shows(Self.landmarks[4])
        }
        return tmux
    }

    /// Runs a program until it has ended in the way given, and looks at what it has left behind.
    private func check(
        _ way: String,
        status: Int32,
        on tmux: Tmux,
        _ command: String,
        shows sign: String = "Tasks",
        isRestored: Bool = true,
        end: (pid_t) async throws -> Void
    ) async throws {
        let modes = try await tmux.modes()
        for file in ["pid", "before", "after", "status"] { unlink(tmux.folder.file(file)) }
        try await tmux.shell(
            "stty -g >before; sh -c 'echo $$ >pid; exec \(command)'; echo $? >status; stty -g >after; mv after now"
        )
        try await tmux.expect(sign)
        // A key that has its effect: what the terminal was asked at the beginning it has answered by then.
        try await tmux.press("?")
        try await tmux.expect("Help:")
        try await tmux.press("Escape")
        try await tmux.expect("no help") { !$0.shows("Help:") }
        let id = pid_t(TextFile.read(tmux.folder.file("pid")).prefix { $0.isNumber }) ?? 0
        try #require(id > 0)
        try await end(id)
        let hasEnded = try await eventually { !TextFile.read(tmux.folder.file("now")).isEmpty }
        #expect(hasEnded, "\(way): the program does not end")
        #expect(TextFile.read(tmux.folder.file("status")) == "\(status)\n", "\(way)")
        let (before, after) = (
            TextFile.read(tmux.folder.file("before")), TextFile.read(tmux.folder.file("now"))
        )
        #expect(!before.isEmpty)
        #expect((before == after) == isRestored, "\(way): \(before) became \(after)")
        unlink(tmux.folder.file("now"))
        guard isRestored else { return }
        // The modes come with the last bytes, which the terminal may still be reading.
        #expect(try await tmux.modes(awaiting: modes) == modes, "\(way)")
        let screen = try await tmux.expect("\(way): the shell's prompt") {
            $0.rows.last { !$0.isEmpty } == "$"
        }
        #expect(Array(screen.rows.prefix(5)) == Self.landmarks, "\(way):\n\(screen)")
        try await tmux.shell("clear; \(Self.landmarks.map { "echo \($0)" }.joined(separator: "; "))")
        try await tmux.expect("the landmarks") {
            $0.rows.first == Self.landmarks[0] && $0.shows(Self.landmarks[4])
        }
    }

    private func idle(_ tmux: Tmux) -> String { "\(BuiltProgram.zartop) --db idle.db" }

    @Test func `a key, a request to end and every fatal signal leave the terminal as it was`() async throws {
        let tmux = try await terminal()
        try await check("q", status: 0, on: tmux, idle(tmux)) { _ in try await tmux.press("q") }
        try await check("Ctrl-c", status: 130, on: tmux, idle(tmux)) { _ in try await tmux.press("C-c") }
        let requests = [(SIGTERM, 0), (SIGINT, 130), (SIGHUP, 129), (SIGQUIT, 131)] as [(Int32, Int32)]
        for (signal, status) in requests {
            try await check("signal \(signal)", status: status, on: tmux, idle(tmux)) { kill($0, signal) }
        }
        for signal in [SIGSEGV, SIGABRT, SIGILL, SIGFPE, SIGBUS, SIGTRAP] {
            try await check("signal \(signal)", status: 128 + signal, on: tmux, idle(tmux)) {
                kill($0, signal)
            }
        }
    }

    @Test func `exit in the depths of a handler leaves the terminal as it was`() async throws {
        let tmux = try await terminal()
        let command = "env CRASH_WORK=exit \(BuiltProgram.crashWorker) --db exit.db"
        try await check("exit()", status: 7, on: tmux, command, shows: "leaver") { _ in
            TextFile.write("", to: tmux.folder.file("leave"))
        }
    }

    @Test func `after SIGKILL, which nobody can catch, the terminal is the shell's to mend`() async throws {
        let tmux = try await terminal()
        let modes = try await tmux.modes()
        try await check("SIGKILL", status: 137, on: tmux, idle(tmux), isRestored: false) { kill($0, SIGKILL) }
        // Enter gives no end of line in this mode: Ctrl-j does, as with `reset`.
        try await tmux.type("stty \"$(cat before)\"; tput rmcup; tput cnorm; tput rmkx")
        try await tmux.press("C-j")
        #expect(try await tmux.modes(awaiting: modes) == modes)
    }
}
