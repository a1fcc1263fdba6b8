import BusyWork
import Glibc
import TestProcess
import Testing

/// Commands of the real program that are cancelled, or whose worker is stopped.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct JobStopTests {
    private static let tree = tree("200ms")

    private static func tree(_ grace: String) -> String {
        """
        tasks:
          tree:
            every: 1h
            steps:
              - { name: hang, run: 'trap "" TERM; sleep 1000 & echo "$$ $!" >> pids; wait; sleep 1000', grace: \(grace) }
        """
    }

    @Test func `a worker that drains by cancelling leaves nothing running, and the next one begins again`()
        async throws
    {
        let bench = try JobBench(Self.tree)
        let first = try await bench.worker("--drain", "cancel")
        try #require(try await eventually { bench.isAnyAlive("pids") }, "\(first.errors)")
        first.kill(SIGTERM)
        #expect(await first.ended() == .status(0), "\(first.errors)")
        #expect(!bench.isAnyAlive("pids"))
        let second = try await bench.worker()
        #expect(try await eventually { bench.isAnyAlive("pids") })
        #expect(try await bench.run("cancel", "tree-0", "--yes").end == .status(0))
        #expect(try await eventually { !bench.isAnyAlive("pids") })
        await second.killed()
    }

    @Test func `a command whose supervisor is killed is begun again, and that is on record`() async throws {
        let bench = try JobBench(
            """
            tasks:
              one:
                every: 1h
                steps: [{ name: work, run: 'echo "$ZART_ATTEMPT $PPID" >> begun; [ -e go ] || sleep 1000' }]
            """
        )
        let worker = try await bench.worker()
        try #require(try await eventually { bench.text("begun").hasSuffix("\n") }, "\(worker.errors)")
        bench.touch("go")
        let supervisor = bench.text("begun").split(whereSeparator: \.isWhitespace).last.flatMap { pid_t($0) }
        kill(try #require(supervisor), SIGKILL)
        #expect(try await bench.end(of: "one-0").contains("completed"), "\(worker.errors)")
        #expect(bench.text("begun").split(separator: "\n").map { $0.prefix(1) } == ["1", "2"])
        #expect(bench.row("SELECT status FROM zart_attempts") == "interrupted")
        #expect(worker.errors.contains("attempt 1 was interrupted, and another one begins"))
        #expect(try await bench.run("doctor").end == .status(0))
        await worker.killed()
    }

    @Test func `cancel ends the whole tree`() async throws {
        let bench = try JobBench(Self.tree)
        let worker = try await bench.worker()
        try #require(try await eventually { bench.isAnyAlive("pids") }, "\(worker.errors)")
        #expect(try await bench.run("cancel", "tree-0", "--yes").end == .status(0))
        #expect(try await eventually { worker.errors.contains("tree-0/hang: stopped") })
        #expect(!bench.isAnyAlive("pids"))
        await worker.killed()
    }

    @Test func `a cancel by force gives no grace, and may follow a cancel that does`() async throws {
        let bench = try JobBench(Self.tree("1h"))
        let worker = try await bench.worker()
        try #require(try await eventually { bench.isAnyAlive("pids") }, "\(worker.errors)")
        #expect(try await bench.run("cancel", "tree-0", "--yes").end == .status(0))
        // It traps the TERM and has an hour.
        #expect(bench.isAnyAlive("pids"))
        let killed = try await bench.run("cancel", "tree-0", "--force", "--yes")
        #expect(killed.end == .status(0), "\(killed)")
        #expect(killed.output.contains("what is left of it is killed"), "\(killed)")
        #expect(try await eventually { !bench.isAnyAlive("pids") })
        #expect(try await eventually { worker.errors.contains("tree-0/hang: stopped") })
        // Nothing is left to be killed now.
        #expect(try await bench.run("cancel", "tree-0", "--force", "--yes").end == .status(5))

        #expect(try await bench.run("trigger", "tree").end == .status(0))
        try #require(try await eventually { bench.isAnyAlive("pids") }, "\(worker.errors)")
        let forced = try await bench.run("cancel", "tree-1", "--force", "--yes")
        #expect(forced.output.contains("cancelled tree-1: hang killed"), "\(forced)")
        #expect(try await eventually { !bench.isAnyAlive("pids") })
        #expect(try await bench.run("doctor").end == .status(0))
        await worker.killed()
    }

    @Test func `what is cancelled while no worker is there is stopped at once`() async throws {
        let bench = try JobBench(Self.tree)
        let first = try await bench.worker()
        try #require(try await eventually { bench.isAnyAlive("pids") }, "\(first.errors)")
        await first.killed()
        #expect(try await bench.run("cancel", "tree-0", "--yes").end == .status(0))
        #expect(try await eventually { !bench.isAnyAlive("pids") })
        #expect(try await bench.run("doctor").end == .status(0))
    }

    @Test(arguments: ["killed first", "killed", "told to stop"])
    func `nothing of a task begins beside a command still being stopped, whichever worker comes`(
        end: String
    ) async throws {
        let bench = try JobBench(
            """
            tasks:
              one:
                every: 1h
                grace: 1h
                steps:
                  - name: work
                    run: |
                      trap 'while [ ! -e end ]; do sleep 0.02; done; echo gone >> effects; exit 1' TERM
                      echo begun >> effects
                      while [ ! -e go ]; do sleep 0.02; done
                      echo done >> effects
            """
        )
        let first = try await bench.worker()
        try #require(try await bench.hasText("effects", "begun\n"), "\(first.errors)")
        if end == "killed first" { await first.killed() }
        #expect(try await bench.run("cancel", "one-0", "--yes").end == .status(0))
        if end == "killed" { await first.killed() }
        if end == "told to stop" {
            first.kill(SIGTERM)
            #expect(await first.ended() == .status(0), "\(first.errors)")
        }
        #expect(bench.row("SELECT count(*) FROM zart_steps WHERE stopping = 1") == "1")
        #expect(try await bench.run("doctor").end == .status(0))
        let second = try await bench.worker()
        #expect(try await bench.run("trigger", "one").end == .status(0))
        let shown = try await bench.run("show", "one-1").output
        #expect(shown.contains("next  begins when one-0/work has stopped"), "\(shown)")
        // Nothing of it begins.
        #expect(try await bench.run("wait", "one-1", "--timeout", "500ms").end == .status(4))
        #expect(bench.text("effects") == "begun\n")
        await second.killed()
        let third = try await bench.worker()
        bench.touch("end")
        #expect(try await bench.hasText("effects", "begun\ngone\nbegun\n"), "\(third.errors)")
        bench.touch("go")
        #expect(try await bench.end(of: "one-1").contains("completed"))
        #expect(try await bench.run("doctor").end == .status(0))
        #expect(try await bench.shell("ls zartop.db-attempts/.stopping").output == "")
        await third.killed()
    }
}
