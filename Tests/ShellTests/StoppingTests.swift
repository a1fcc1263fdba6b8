internal import Glibc
internal import Shell
internal import TestProcess
internal import Testing

@Suite(.timeLimit(.minutes(2)))
struct StoppingTests {
    /// Trees that are hard to be rid of; `TOKEN` is on the command line of every process that matters.
    private static let trees = [
        "a command": "sleep TOKEN",
        "grandchildren": "sh -c 'sleep TOKEN & sleep TOKEN & wait' & wait",
        "one that ignores TERM": "trap '' TERM; sleep TOKEN & sleep TOKEN; sleep TOKEN",
        "sessions of their own":
            "setsid sleep TOKEN & setsid sh -c 'setsid sleep TOKEN & sleep TOKEN' & wait",
        "orphans without environment":
            "(env -i setsid sleep TOKEN &) ; (setsid env -i sh -c 'trap \"\" TERM HUP; sleep TOKEN & wait; sleep TOKEN' &) ; sleep TOKEN",
        "a stopped one": "sleep TOKEN & sleep 0.1; kill -STOP $!; wait",
    ]

    @Test(arguments: trees.keys.sorted())
    func `a cancelled tree is gone to its last process`(tree: String) async throws {
        let bench = try Bench()
        let token = Processes.token()
        let script = try #require(Self.trees[tree]).replacing("TOKEN", with: token)
        let run = try bench.shell.start(bench.command(ShellCommand.script(script), grace: .milliseconds(200)))
        #expect(
            try await eventually { Processes.with("sleep\0\(token)").count >= 1 }
        )
        try run.cancel()
        #expect(await run.end().reason == .cancelled)
        #expect(Processes.with(token) == [])
    }

    @Test(arguments: trees.keys.sorted())
    func `a tree whose time is up is gone to its last process`(tree: String) async throws {
        let bench = try Bench()
        let token = Processes.token()
        let script = try #require(Self.trees[tree]).replacing("TOKEN", with: token)
        let run = try bench.shell.start(
            bench.command(ShellCommand.script(script), timeout: .milliseconds(300), grace: .milliseconds(200))
        )
        #expect(await run.end().reason == .timedOut)
        #expect(Processes.with(token) == [])
    }

    @Test func `a command may use the grace to end in good order`() async throws {
        let bench = try Bench()
        let script =
            "trap 'echo tidying; sleep 0.1; echo done; exit 0' TERM; echo ready; while :; do sleep 0.01; done"
        let run = try bench.shell.start(bench.command(ShellCommand.script(script)))
        #expect(try await eventually { try bench.lines() == ["ready"] })
        try run.cancel()
        #expect(await run.end().reason == .cancelled)
        #expect(try bench.lines() == ["ready", "tidying", "done"])
    }

    @Test func `kill does not wait for the grace`() async throws {
        let bench = try Bench()
        let run = try bench.shell.start(
            bench.command(
                ShellCommand.script("trap '' TERM; echo ready; while :; do sleep 0.01; done"),
                grace: .seconds(3_600)
            )
        )
        #expect(try await eventually { try bench.lines() == ["ready"] })
        try run.cancel()
        try run.kill()
        #expect(await run.end().reason == .cancelled)
    }

    @Test func `an order given before the supervisor is there is not lost`() async throws {
        let bench = try Bench()
        for number in 0..<20 {
            let run = try bench.shell.start(bench.command(["sleep", "1000"], attempt: "a\(number)"))
            try run.cancel()
            #expect(await run.end().reason == .cancelled)
        }
    }

    @Test func `what a command leaves behind is stopped, and its own status stands`() async throws {
        let bench = try Bench()
        let token = Processes.token()
        let end = try await bench.run("setsid sleep \(token) & sleep \(token) & exit 5")
        #expect(end.description == "exit status 5")
        #expect(Processes.with(token) == [])
    }

    @Test func `a process that still drains the command's output may finish`() async throws {
        let bench = try Bench()
        try await bench.run("(sleep 0.05; echo last words) & exit 0")
        #expect(try bench.lines() == ["last words"])
    }

    @Test func `orders after the end change nothing`() async throws {
        let bench = try Bench()
        let run = try bench.shell.start(bench.command(["true"]))
        #expect(await run.end().isSuccess)
        try run.cancel()
        try run.kill()
        #expect(await run.end().isSuccess)
    }

    @Test func `one that flees from process to process is caught`() async throws {
        let bench = try Bench()
        let token = Processes.token()
        let script = "#!/bin/sh\ntrap '' TERM\n\"$0\" \(token) &\nexit 0\n"
        TextFile.write(script, to: bench.folder.file("flee"), mode: 0o700)
        let end = try await bench.shell.start(bench.command(["./flee", token], grace: .milliseconds(50)))
            .end()
        #expect(end.isSuccess)
        #expect(Processes.with(token) == [])
    }
}
