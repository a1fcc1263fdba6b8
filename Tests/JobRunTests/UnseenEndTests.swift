import BusyWork
import Glibc
import TestProcess
import Testing

/// Commands that end while their worker is frozen or dead: what is decided then is decided by what they have done.
@Suite(.timeLimit(.minutes(10)))
struct UnseenEndTests {
    /// A task whose first command has ended while nobody looked, and so long ago that something else has come since.
    private func unseen(_ keys: String, isFrozen: Bool, since: Int) async throws -> (JobBench, ChildProcess) {
        let bench = try JobBench(
            """
            tasks:
              one:
                \(keys)
                steps: [{ name: work, run: "echo begun >> effects; sleep 1; echo done >> effects" }]
            """
        )
        let worker = try await bench.worker()
        try #require(try await eventually { bench.text("effects").hasPrefix("begun\n") }, "\(worker.errors)")
        if isFrozen { worker.kill(SIGSTOP) } else { await worker.killed() }
        let began = "(SELECT started_at FROM zart_executions WHERE id = 'one-0')"
        let now = "(julianday('now') - 2440587.5) * 86400000"
        try #require(try await eventually { bench.row("SELECT \(now) >= \(began) + \(since)") == "1" })
        guard isFrozen else { return (bench, try await bench.worker()) }
        worker.kill(SIGCONT)
        return (bench, worker)
    }

    private static let took = """
        SELECT (attempt_ended_at - attempt_started_at) < 2500 FROM zart_steps WHERE name = 'work' ORDER BY seq LIMIT 1
        """

    @Test(arguments: [true, false])
    func `a time limit that passed since does not count`(isFrozen: Bool) async throws {
        let (bench, worker) = try await unseen("every: 1h\n    timeout: 4s", isFrozen: isFrozen, since: 5_000)
        #expect(try await bench.end(of: "one-0").contains("completed"), "\(worker.errors)")
        // It ended when it did, and not when somebody looked.
        #expect(bench.row(Self.took) == "1")
        #expect(try await bench.run("doctor").end == .status(0))
        await worker.killed()
    }

    @Test(arguments: [true, false])
    func `what came due since finds the slot free`(isFrozen: Bool) async throws {
        let (bench, worker) = try await unseen(
            "every: 4s\n    overlap: skip-if-running",
            isFrozen: isFrozen,
            since: 6_000
        )
        #expect(
            try await eventually { bench.row("SELECT count(*) FROM zart_ledger WHERE nominal_at > 0") != "1" }
        )
        let decisions =
            "SELECT group_concat(decision) FROM (SELECT decision FROM zart_ledger ORDER BY nominal_at LIMIT 2)"
        #expect(bench.row(decisions) == "started,started", "\(worker.errors)")
        #expect(bench.row(Self.took) == "1")
        #expect(try await bench.run("doctor").end == .status(0))
        await worker.killed()
    }

    @Test func `who takes over from a frozen worker hears first what ended meanwhile`() async throws {
        let bench = try JobBench(
            """
            tasks:
              one:
                every: 6s
                overlap: skip-if-running
                steps: [{ name: work, run: "echo begun >> effects; sleep 1; echo done >> effects" }]
            """
        )
        let worker = try await bench.worker()
        let other = try ChildProcess(
            BuiltProgram.zartop,
            ["--no-ui", "--db", bench.database, "--jobs", bench.jobs],
            folder: bench.folder.path
        )
        try #require(try await eventually { other.errors.contains("standing by") }, "\(other.errors)")
        try #require(try await eventually { bench.text("effects").hasSuffix("begun\n") })
        worker.kill(SIGSTOP)
        try #require(
            try await eventually(within: .seconds(60)) { other.errors.contains("working on") },
            "\(other.errors)"
        )
        let decided =
            "SELECT count(*) FROM zart_ledger WHERE nominal_at > \(bench.row("SELECT max(began_at) - 6000 FROM zart_sessions") ?? "0")"
        #expect(try await eventually { bench.row(decided) != "0" })
        // What came due meanwhile is decided in order, and one-0 is in the way of none of it.
        #expect(bench.row("SELECT count(*) FROM zart_ledger WHERE held_by = 'one-0'") == "0")
        #expect(
            bench.row("SELECT count(*) FROM zart_steps WHERE attempt_ended_at - attempt_started_at > 2500")
                == "0"
        )
        await worker.killed()
        #expect(try await bench.run("doctor").end == .status(0))
        await other.killed()
    }
}
