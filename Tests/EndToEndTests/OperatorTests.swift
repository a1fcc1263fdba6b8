import Glibc
import TestProcess
import Testing

/// What an operator does at a terminal, and what comes of it in the store, by the real program in a real terminal.
///
/// One after the other: each has a terminal, an engine and a shell of its own, and two cores are soon busy.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct OperatorTests {
    /// Starts the program in the terminal's shell; its process id is in the file `pid`.
    private func start(_ tmux: Tmux, _ words: String) async throws {
        try await tmux.shell("sh -c 'echo $$ >pid; exec \(BuiltProgram.zartop) \(words)'")
    }

    private func process(_ tmux: Tmux) -> pid_t {
        let text = TextFile.read(tmux.folder.file("pid"))
        return pid_t(text.prefix { $0.isNumber }) ?? 0
    }

    /// The counter in a task's row of the overview.
    private func counter(_ task: String, _ screen: Tmux.Screen) -> Int? {
        guard let row = screen.row(task) else { return nil }
        let words = row.split(separator: " ")
        // The state's mark, the name, the countdown, the counter.
        guard let place = words.firstIndex(where: { $0 == task }), words.indices.contains(place + 2) else {
            return nil
        }
        return Int(words[place + 2])
    }

    @Test
    func `the demo's counters move, a task is stopped by its name, sizes and a suspension leave it whole`()
        async throws
    {
        let tmux = try await Tmux()
        let beside = CommandLineBeside(folder: tmux.folder, database: tmux.folder.file("demo.db"))
        try await start(tmux, "demo --db demo.db")
        let first = try await tmux.expect("config-refresh")
        let before = try #require(counter("config-refresh", first), "\(first)")
        try await tmux.expect("a counter that moves") { (counter("config-refresh", $0) ?? 0) > before }

        // Every size, and back; nothing of the size before is left.
        for (columns, rows, sign) in [
            (120, 40, "3 recurring"), (40, 12, "[1 Tasks] 2 3 4"), (80, 24, "3 rec "),
        ] {
            try await tmux.resize(columns, rows)
            let screen = try await tmux.expect("\(columns)x\(rows)") {
                $0.rows.count == rows && $0.shows(sign) && ($0.rows.last ?? "").contains("?")
            }
            #expect(screen.rows.filter { $0.contains("demo.db") }.count == 1, "\(screen)")
        }

        // An execution, and back.
        try await tmux.press("2")
        try await tmux.expect("a selected execution") {
            $0.row("▌")?.contains("-") == true && $0.shows("EXECUTION")
        }
        try await tmux.press("Enter")
        let detail = try await tmux.expect("Timeline")
        #expect(detail.shows("occurrence"), "\(detail)")
        try await tmux.press("Escape", "1")
        try await tmux.expect("[1 Tasks]")

        // Stopping takes the name, typed; Enter alone does nothing.
        try await tmux.type("/audit")
        try await tmux.press("Enter")
        try await tmux.expect("only the one task") {
            !$0.shows("config-refresh  ") && $0.shows("audit-window")
        }
        try await tmux.press("S")
        try await tmux.expect("Type the name")
        try await tmux.press("Enter")
        try await tmux.type("audit-window")
        try await tmux.press("Enter", until: "stopped")
        #expect(try await beside.task("audit-window", "state") == "stopped")
        try await tmux.press("Escape")
        try await tmux.expect("config-refresh")

        // With work in flight it says what stops too; asked again it gives the terminal back.
        try await tmux.press("C-z", until: "Stopped")
        #expect(try await tmux.modes().hasPrefix("alternate=0 cursor=1"))
        try await tmux.shell("fg")
        try await tmux.expect("[1 Tasks]")
        // Its last row: killed in the middle of a frame, what the terminal had got of a sequence would eat the shell's word.
        try await tmux.expect("? help")

        // Killed, it leaves a store that keeps every promise.
        kill(process(tmux), SIGKILL)
        try await tmux.expect("Killed")
        let doctor = try await beside.json("doctor") as? [String: Any]
        #expect(doctor?["ok"] as? Bool == true, "\(String(describing: doctor))")
    }

    @Test func `a retry counts down, and a cancel asked for and confirmed is in the store`() async throws {
        let tmux = try await Tmux()
        TextFile.write(
            """
            tasks:
              flaky:
                every: 1h
                steps:
                  - name: fetch
                    run: |
                      echo trying $ZART_ATTEMPT
                      echo no route to host >&2
                      exit 7
                    retry: { times: 3, backoff: fixed, first: 90s }
            """,
            to: tmux.folder.file("jobs.yaml")
        )
        let beside = CommandLineBeside(folder: tmux.folder, database: tmux.folder.file("jobs.db"))
        try await start(tmux, "--db jobs.db --jobs jobs.yaml")
        try await tmux.expect("flaky")
        try await tmux.press("2")
        try await tmux.expect("flaky-0")
        try await tmux.press("Enter")
        let waiting = try await tmux.expect("a planned retry") { seconds($0) != nil && $0.shows("Timeline") }
        #expect(waiting.shows("exit status 7"), "\(waiting)")
        let first = try #require(seconds(waiting), "\(waiting)")
        try await tmux.expect("a countdown") { seconds($0).map { $0 < first } ?? false }

        // What the command wrote, both streams told apart.
        try await tmux.press("O")
        let output = try await tmux.expect("both streams") { $0.shows("trying 1") && $0.shows(" err ") }
        #expect(output.row("trying 1")?.contains("out") == true, "\(output)")
        #expect(output.row("no route to host")?.contains("err") == true, "\(output)")
        try await tmux.press("Escape")
        try await tmux.expect("Timeline")

        // No is the answer until it is yes.
        try await tmux.press("x")
        try await tmux.expect("Cancel execution flaky-0")
        try await tmux.press("Enter", "Escape")
        try await tmux.expect("no question") { !$0.shows("Cancel execution flaky-0") }
        #expect(try await beside.status("flaky-0") == "running")
        try await tmux.press("x")
        try await tmux.expect("Cancel execution flaky-0")
        try await tmux.press("y", until: "CANCELLED")
        #expect(try await beside.status("flaky-0") == "cancelled")
        try await tmux.press("q")
        try await tmux.expect("the shell") { $0.rows.last { !$0.isEmpty }?.hasPrefix("$") == true }
    }

    @Test func `megabytes of output are followed, searched and saved in little memory, and obeyed by nobody`()
        async throws
    {
        let tmux = try await Tmux()
        TextFile.write(
            """
            tasks:
              flood:
                every: 1h
                steps:
                  - name: pour
                    run: |
                      seq 1 400000
                      printf 'a \\033[31mred\\033[0m word\\n' >&2
                      while ! [ -e go ]; do sleep 0.02; done
                      echo the very last line
            """,
            to: tmux.folder.file("jobs.yaml")
        )
        try await start(tmux, "--db jobs.db --jobs jobs.yaml")
        try await tmux.expect("flood")
        try await tmux.press("2")
        try await tmux.expect("flood-0 in its step") { $0.row("flood-0")?.contains("pour") == true }
        try await tmux.press("O")
        let poured = try await tmux.expect("400000")
        #expect(poured.row("red")?.contains("a ·[31mred·[0m word") == true, "\(poured)")
        #expect(poured.shows("following"), "\(poured)")
        TextFile.write("", to: tmux.folder.file("go"))
        try await tmux.expect("the very last line")

        // Two megabytes are kept of three, and a part of that is held.
        try await tmux.type("/39999")
        try await tmux.press("Enter")
        let found = try await tmux.expect("399990 to 399999, and 339999 if that is held") {
            $0.shows("10 hits") || $0.shows("11 hits")
        }
        try await tmux.press("N")
        try await tmux.expect(found.shows("10 hits") ? "hit 9 of 10" : "hit 10 of 11")
        let status = TextFile.read("/proc/\(process(tmux))/status")
        let resident = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") } ?? ""
        let kilobytes = Int(resident.filter(\.isNumber)) ?? .max
        #expect(kilobytes < 100_000, "\(resident)")

        try await tmux.press("C-s")
        try await tmux.expect("saved")
        let saved = TextFile.read(tmux.folder.file(".local/state/zartop/flood-0-run-0-pour-1.log"))
        #expect(saved.contains(" err a \u{1B}[31mred\u{1B}[0m word\n"))
        #expect(saved.contains(" bytes of stdout were not kept\n"))
        #expect(saved.hasSuffix(" out the very last line\n"))
        #expect(saved.contains(" out 1\n") && saved.contains(" out 400000\n"))
        // With a step in flight it would be asked what is to become of it.
        try await tmux.expect(" 0 run ")
        try await tmux.press("q")
        try await tmux.expect("the shell") { $0.rows.last { !$0.isEmpty }?.hasPrefix("$") == true }
    }

    @Test func `of a job file that was found what was shown is applied, whatever became of the file since`()
        async throws
    {
        let tmux = try await Tmux()
        let beside = CommandLineBeside(folder: tmux.folder, database: tmux.folder.file("jobs.db"))
        func write(_ task: String) {
            TextFile.write(
                "tasks:\n  \(task):\n    every: 365d\n    steps: [{ name: a, exec: [/bin/true] }]\n",
                to: tmux.folder.file("zartop.yaml")
            )
        }
        write("shown")
        try await start(tmux, "--db jobs.db")
        try await tmux.expect("apply it?")
        write("later")
        try await tmux.shell("y")
        try await tmux.expect("[1 Tasks]")
        #expect(try await beside.task("shown", "state") == "active")
        #expect(try await beside.task("later", "state") == nil)
        try await tmux.press("q")
        try await tmux.expect("the shell") { $0.rows.last { !$0.isEmpty }?.hasPrefix("$") == true }
    }

    /// The seconds until the second attempt, in the timeline's `↻ 2/4   1m29s`.
    private func seconds(_ screen: Tmux.Screen) -> Int? {
        for row in screen.rows {
            guard let match = row.firstMatch(of: #/↻ 2\/4 +(?:(\d+)m)?(\d+)s$/#), let rest = Int(match.2)
            else {
                continue
            }
            return (match.1.flatMap { Int($0) } ?? 0) * 60 + rest
        }
        return nil
    }
}
