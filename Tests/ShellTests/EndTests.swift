internal import Shell
internal import TestProcess
internal import Testing

@Suite(.timeLimit(.minutes(2)))
struct EndTests {
    @Test(arguments: [
        ("exit 0", "exit status 0"), ("exit 3", "exit status 3"), ("exit 255", "exit status 255"),
        ("kill -SEGV $$", "killed by SIGSEGV"), ("kill -KILL $$", "killed by SIGKILL"),
        ("kill -TERM $$", "killed by SIGTERM"), ("kill -40 $$", "killed by signal 40"),
    ])
    func `an end is told by its exit status or its signal`(script: String, told: String) async throws {
        let bench = try Bench()
        let end = try await bench.run("ulimit -c 0; \(script)")
        #expect(end.description == told)
        #expect(end.isSuccess == (told == "exit status 0"))
    }

    @Test func `a script ends at the first command that fails and at a variable that is not set`()
        async throws
    {
        let bench = try Bench()
        #expect(try await bench.run("false; exit 0").description == "exit status 1")
        let second = try Bench()
        #expect(try await second.run("echo $NOT_THERE; exit 0").description == "exit status 2")
    }

    @Test func `begin and end lie within the time that the caller saw`() async throws {
        let bench = try Bench()
        let before = Duration.milliseconds(Stopwatch.wallMilliseconds)
        let end = try await bench.run("sleep 0.05")
        let after = Duration.milliseconds(Stopwatch.wallMilliseconds + 1)
        let started = try #require(end.startedAt)
        let ended = try #require(end.endedAt)
        #expect(before <= started && started + .milliseconds(50) <= ended && ended <= after)
    }

    @Test func `a supervisor waits for who may keep the end, and goes when it is kept`() async throws {
        let bench = try Bench()
        let run = try bench.shell.start(bench.command(ShellCommand.script("echo $PPID")))
        #expect(await run.end().isSuccess)
        let supervisor = try #require(try bench.lines().first.flatMap { Int32($0) })
        #expect(TextFile.read("/proc/\(supervisor)/comm") == "zart-step\n")
        run.keptEnd()
        // Without that word it would stay for five seconds.
        #expect(
            try await eventually(within: .seconds(4)) { TextFile.read("/proc/\(supervisor)/comm").isEmpty }
        )
        #expect(run.endIfKnown?.isSuccess == true)
    }

    @Test func `everybody who waits for an end is told of it at once`() async throws {
        let bench = try Bench()
        let go = bench.folder.file("go")
        let first = try bench.shell.start(
            bench.command(ShellCommand.script("echo begun; while [ ! -e \(go) ]; do sleep 0.01; done"))
        )
        // Who is not there yet would be refused.
        try #require(try await eventually { try bench.lines() == ["begun"] })
        var others: [ShellRun] = []
        for _ in 0..<3 {
            guard case .running(let run) = try bench.shell.adopt(bench.attempt()) else { continue }
            others.append(run)
        }
        try #require(others.count == 3)
        TextFile.write("", to: go)
        #expect(await first.end().isSuccess)
        let told = ContinuousClock.now
        for run in others { #expect(await run.end().isSuccess) }
        // Who waits for the end of the supervisor waits for a second.
        #expect(ContinuousClock.now - told < .milliseconds(900))
    }

    @Test func `a supervisor goes once nobody is left who could keep the end`() async throws {
        let bench = try Bench()
        var run: ShellRun? = try bench.shell.start(bench.command(ShellCommand.script("echo $PPID")))
        #expect(await run?.end().isSuccess == true)
        let supervisor = try #require(try bench.lines().first.flatMap { Int32($0) })
        #expect(TextFile.read("/proc/\(supervisor)/comm") == "zart-step\n")
        run = nil
        #expect(
            try await eventually(within: .seconds(4)) { TextFile.read("/proc/\(supervisor)/comm").isEmpty }
        )
        guard case .ended(let end) = try bench.shell.adopt(bench.attempt()) else {
            Issue.record("its end was not kept")
            return
        }
        #expect(end.isSuccess)
    }

    @Test func `a program that is not there gives one clear sentence`() async throws {
        let bench = try Bench()
        let named = try await bench.shell.start(bench.command(["no-such-program", "x"])).end()
        #expect(named.description == "cannot run 'no-such-program': no such program on the command's PATH")
        let path = try await bench.shell.start(bench.command(["./nothing"], attempt: "b")).end()
        #expect(
            path.description
                == "cannot run './nothing': no such file, or the interpreter in its first line is missing; "
                + "check path and working directory"
        )
    }

    @Test func `a file that cannot be executed gives one clear sentence`() async throws {
        let bench = try Bench()
        TextFile.write("echo hello\n", to: bench.folder.file("plain"), mode: 0o600)
        TextFile.write("echo hello\n", to: bench.folder.file("headless"), mode: 0o700)
        let plain = try await bench.shell.start(bench.command(["./plain"])).end()
        #expect(plain.description == "cannot run './plain': permission denied; make the file executable")
        let headless = try await bench.shell.start(bench.command(["./headless"], attempt: "b")).end()
        #expect(
            headless.description
                == "cannot run './headless': not a program; a script needs a first line like '#!/bin/sh'"
        )
    }

    @Test func `a value too big for the system gives one clear sentence`() async throws {
        let bench = try Bench()
        let end = try await bench.run("true", environment: ["BIG": String(repeating: "x", count: 140_000)])
        #expect(
            end.description
                == "cannot run '/bin/sh': arguments and environment are too big; a single value may have 128 KiB"
        )
    }

    @Test func `a working directory that is not there gives one clear sentence`() async throws {
        let bench = try Bench()
        let end = try await bench.shell.start(bench.command(["true"], in: "/no/such/folder")).end()
        #expect(
            end.description
                == "cannot work in '/no/such/folder': No such file or directory; "
                + "create the folder or correct the working directory"
        )
        #expect(end.reason != .exited(127))
    }

    @Test func `a folder that is there already is refused`() async throws {
        let bench = try Bench()
        try await bench.run("true")
        #expect(throws: ShellError.self) { try bench.shell.start(bench.command(["true"])) }
    }

    @Test func `a word with a zero byte is refused by name`() throws {
        let bench = try Bench()
        let error = #expect(throws: ShellError.self) {
            try bench.shell.start(bench.command(["true"], environment: ["BAD": "a\0b"]))
        }
        #expect(error?.description == "'BAD' has a zero byte, which no command can be given")
    }

    @Test func `the error of a failed attempt ends with the last lines of its standard error`() async throws {
        let bench = try Bench()
        let end = try await bench.run("echo ignored; for i in 1 2 3; do echo line $i >&2; done; exit 7")
        let text = OutputReader.errorText(end, folder: bench.attempt(), lines: 2)
        #expect(text == "exit status 7\nline 2\nline 3")
    }
}
