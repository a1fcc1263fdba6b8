internal import Glibc
internal import Shell
internal import TestProcess
internal import Testing

@Suite(.timeLimit(.minutes(2)))
struct AdoptionTests {
    private static let worker = BuiltProgram.zartop.replacing("/zartop", with: "/ShellWorker")

    /// Starts a worker with one script, and kills it once the script has said that it runs.
    private func killedWorker(_ bench: Bench, _ script: String) async throws {
        let worker = try ChildProcess(Self.worker, [bench.attempt(), script], folder: bench.folder.path)
        #expect(try await eventually { TextFile.read("\(bench.attempt())/stdout").contains("ready") })
        await worker.killed()
    }

    @Test func `a command outlives its worker, runs once and to its end, and is adopted`() async throws {
        let bench = try Bench()
        let gate = try NamedPipe(bench.folder.file("gate"))
        defer { gate.close() }
        let script = """
            echo begin >> \(bench.folder.file("log")); echo ready; read -r line < \(gate.path)
            echo finished; echo end >> \(bench.folder.file("log")); exit 4
            """
        try await killedWorker(bench, script)
        guard case .running(let run) = try bench.shell.adopt(bench.attempt()) else {
            Issue.record("the command does not run any more")
            return
        }
        #expect(run.endIfKnown == nil)
        gate.writeLine()
        #expect(await run.end().description == "exit status 4")
        #expect(try bench.lines() == ["ready", "finished"])
        #expect(TextFile.read(bench.folder.file("log")) == "begin\nend\n")
    }

    @Test func `what ended while no worker was there is found ended`() async throws {
        let bench = try Bench()
        try await killedWorker(bench, "echo ready; sleep 0.2; echo late; exit 6")
        #expect(
            try await eventually {
                if case .ended(let end) = try bench.shell.adopt(bench.attempt()) {
                    return end.description == "exit status 6"
                }
                return false
            }
        )
        #expect(try bench.lines() == ["ready", "late"])
    }

    @Test func `an adopted command can be cancelled, with all its tree`() async throws {
        let bench = try Bench()
        let token = Processes.token()
        try await killedWorker(bench, "setsid sleep \(token) & echo ready; sleep \(token)")
        guard case .running(let run) = try bench.shell.adopt(bench.attempt()) else {
            Issue.record("the command does not run any more")
            return
        }
        try run.cancel()
        #expect(await run.end().reason == .cancelled)
        #expect(Processes.with(token) == [])
    }

    @Test func `a supervisor that comes after the tombstone runs nothing`() async throws {
        let bench = try Bench()
        #expect(await (try bench.shell.start(bench.command(["true"], attempt: "first"))).end().isSuccess)
        let launcher = try #require(bench.shell.launcherProcess)
        kill(launcher, SIGSTOP)
        let late = try bench.shell.start(bench.command(["touch", bench.folder.file("ran")]))
        guard case .neverBegan = try bench.shell.adopt(bench.attempt()) else {
            Issue.record("it cannot have begun")
            return
        }
        kill(launcher, SIGCONT)
        #expect(await late.end().reason == .interrupted("another worker has given this attempt up"))
        #expect(access(bench.folder.file("ran"), F_OK) != 0)
        guard case .neverBegan = try bench.shell.adopt(bench.attempt()) else {
            Issue.record("it still has not begun")
            return
        }
    }

    @Test func `a folder that was never made is refused to a worker that comes late`() async throws {
        let bench = try Bench()
        guard case .neverBegan = try bench.shell.adopt(bench.attempt()) else {
            Issue.record("it cannot have begun")
            return
        }
        #expect(throws: ShellError.self) { try bench.shell.start(bench.command(["true"])) }
    }

    @Test func `when a supervisor is killed its command does not go on unseen`() async throws {
        let bench = try Bench()
        let token = Processes.token()
        let script = "setsid sleep \(token) & echo $$; sleep \(token)"
        let run = try bench.shell.start(bench.command(ShellCommand.script(script)))
        #expect(try await eventually { Processes.with("sleep\0\(token)").count == 2 })
        // Its supervisor may have yet to take it out of the pipe.
        #expect(try await eventually { (try? bench.lines())?.isEmpty == false })
        let command = try #require(try bench.lines().first.flatMap { Int32($0) })
        kill(try #require(Processes.parent(of: command)), SIGKILL)
        #expect(await run.end().reason == .interrupted("its supervisor was killed"))
        #expect(try await eventually { Processes.with(token) == [] })
        guard case .interrupted = try bench.shell.adopt(bench.attempt()) else {
            Issue.record("nobody can know how it ended")
            return
        }
    }

    @Test func `what ran under another boot is interrupted`() async throws {
        let bench = try Bench()
        let run = try bench.shell.start(bench.command(["sleep", "1000"]))
        let state = "\(bench.attempt())/state"
        #expect(try await eventually { TextFile.read(state).utf8.count >= 512 })
        // The state as a machine leaves it that loses power now.
        let copy = bench.attempt("copy")
        #expect(mkdir(copy, 0o700) == 0)
        let boot = String(TextFile.read("/proc/sys/kernel/random/boot_id").dropLast())
        TextFile.write(
            TextFile.read(state).replacing(boot, with: "00000000-0000-0000-0000-000000000000"),
            to: "\(copy)/state"
        )
        try run.kill()
        guard case .interrupted(let end) = try bench.shell.adopt(copy) else {
            Issue.record("it ran before the restart")
            return
        }
        #expect(end.description == "interrupted: the machine was restarted while it ran")
        #expect(await run.end().reason == .cancelled)
    }

    @Test func `a supervisor that is told to end with the machine says so`() async throws {
        let bench = try Bench()
        let run = try bench.shell.start(bench.command(ShellCommand.script("echo $$; exec sleep 1000")))
        #expect(try await eventually { try !bench.lines().isEmpty })
        let command = try #require(try bench.lines().first.flatMap { Int32($0) })
        kill(try #require(Processes.parent(of: command)), SIGTERM)
        #expect(await run.end().reason == .interrupted("its supervisor was told to end"))
    }

    @Test func `a launcher that was killed is replaced, and its commands live on`() async throws {
        let bench = try Bench()
        let first = try bench.shell.start(bench.command(ShellCommand.script("echo ready; sleep 0.3; exit 9")))
        #expect(try await eventually { try bench.lines() == ["ready"] })
        kill(try #require(bench.shell.launcherProcess), SIGKILL)
        let second = try bench.shell.start(bench.command(["true"], attempt: "second"))
        let end = await second.end()
        // The request may have reached the launcher just before it died, which is known, and not taken for a run.
        #expect(end.isSuccess || end.reason == .interrupted("its supervisor was killed before it began"))
        #expect(await first.end().description == "exit status 9")
    }

    @Test func `two hundred commands run beside each other`() async throws {
        let bench = try Bench()
        let began = Stopwatch.microseconds
        let runs = try (0..<200).map { number in
            try bench.shell.start(
                bench.command(
                    ShellCommand.script("echo \(number); sleep 1; exit \(number % 100)"),
                    attempt: "a\(number)"
                )
            )
        }
        for (number, run) in runs.enumerated() {
            #expect(await run.end().reason == .exited(Int32(number % 100)))
            #expect(try bench.lines(attempt: "a\(number)") == ["\(number)"])
        }
        // One after the other they would take 200 seconds.
        #expect(Stopwatch.milliseconds(since: began) < 60_000)
    }
}
