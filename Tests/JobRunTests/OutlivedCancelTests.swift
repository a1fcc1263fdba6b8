import BusyWork
import TestProcess
import Testing

/// Executions that are cancelled before a worker has taken up again what a dead one left of them.
@Suite(.timeLimit(.minutes(10)))
struct OutlivedCancelTests {
    private static func step(_ name: String, first: String = ":") -> String {
        """
        { name: \(name), grace: 1h, run: "\(first); trap 'echo told >> effects; while [ ! -e end ]; do sleep 0.02; done; echo gone >> effects; exit 1' \
        TERM; echo begun >> effects; while [ ! -e go ]; do sleep 0.02; done" }
        """
    }

    /// The first execution of a task whose worker has been killed in the midst of its commands.
    ///
    /// On a machine that is busy the next instant may have come by then: that one is told to stop already, and another
    /// is made.
    private func orphaned(every length: String, _ overlap: String, _ steps: String, begun: Int = 1)
        async throws -> JobBench
    {
        let text = String(repeating: "begun\n", count: begun)
        for _ in 1...5 {
            let bench = try JobBench(
                """
                tasks:
                  one:
                    every: \(length)
                    overlap: \(overlap)
                    steps: [\(steps)]
                """
            )
            let first = try await bench.worker()
            try #require(try await eventually { bench.text("effects").hasPrefix(text) }, "\(first.errors)")
            await first.killed()
            if bench.text("effects") == text { return bench }
            bench.touch("go")
            bench.touch("end")
        }
        throw TooBusy()
    }

    private struct TooBusy: Error {}

    /// Shows that nothing of the successor has begun, lets what is left end, and has the successor do its work.
    ///
    /// It may be replaced in turn meanwhile.
    private func takeTurns(_ bench: JobBench, begun: Int = 1) async throws {
        let waiting = "SELECT id FROM zart_executions WHERE waits_for IS NOT NULL"
        try #require(try await eventually { bench.row(waiting) != nil })
        let shown = try await bench.run("show", bench.row(waiting) ?? "").output
        #expect(shown.contains("next  begins when one-0/"), "\(shown)")
        func lines(_ words: String...) -> String {
            words.map { String(repeating: "\($0)\n", count: begun) }.joined()
        }
        #expect(try await bench.hasText("effects", lines("begun", "told")), "\(bench.text("effects"))")
        bench.touch("go")
        bench.touch("end")
        let isDone = "SELECT count(*) > 0 FROM zart_executions WHERE status = 'completed'"
        #expect(try await eventually { bench.row(isDone) == "1" })
        let effects = bench.text("effects")
        #expect(effects.hasPrefix(lines("begun", "told", "gone", "begun")), "\(effects)")
        #expect(try await bench.run("doctor").end == .status(0))
        #expect(try await bench.shell("ls zartop.db-attempts/.stopping").output == "")
    }

    @Test
    func `what the overlap policy cancels as the next worker begins is stopped before its successor begins`()
        async throws
    {
        let bench = try await orphaned(every: "10s", "cancel-and-restart", Self.step("work"))
        let next = "(SELECT cursor + 10000 FROM zart_tasks)"
        let now = "(julianday('now') - 2440587.5) * 86400000"
        try #require(try await eventually { bench.row("SELECT \(now) >= \(next)") == "1" })
        let second = try await bench.worker()
        try await takeTurns(bench)
        await second.killed()
    }

    @Test(arguments: [1, 3])
    func `what an order without a worker replaces is stopped before its successor begins`(steps: Int)
        async throws
    {
        let names = ["a", "b", "c"].prefix(steps)
        let list = names.map { Self.step($0) }.joined(separator: ", ")
        let bench = try await orphaned(
            every: "1h",
            "skip-if-running",
            steps == 1 ? list : "{ parallel: [\(list)] }",
            begun: steps
        )
        let trigger = try await bench.run("trigger", "one", "--overlap", "cancel-and-restart")
        #expect(trigger.end == .status(0), "\(trigger)")
        #expect(bench.row("SELECT count(*) FROM zart_steps WHERE stopping = 1") == "\(steps)")
        let second = try await bench.worker()
        try await takeTurns(bench, begun: steps)
        await second.killed()
    }

    @Test func `an order without a worker about something else leaves a command at work`() async throws {
        let bench = try await orphaned(every: "1h", "skip-if-running", Self.step("work"))
        let before = try await bench.run("show", "one-0").output
        let first = try #require(bench.row("SELECT session FROM zart_steps"))
        #expect(try await bench.run("pause", "one").end == .status(0))
        let state =
            "SELECT status || ' ' || attempt_status || ' ' || (attempt_ended_at IS NULL) FROM zart_steps"
        #expect(bench.row(state) == "running running 1")
        func words(_ text: String) -> [String] {
            text.split(separator: "\n").filter { $0.contains("work") }.map {
                $0.split(separator: " ").filter { !$0.contains(where: \.isNumber) }.joined(separator: " ")
            }
        }
        let after = try await bench.run("show", "one-0").output
        #expect(words(after) == words(before) && !words(before).isEmpty, "\(before)\n\(after)")
        #expect(try await bench.run("doctor").end == .status(0))
        let second = try await bench.worker()
        bench.touch("go")
        #expect(try await bench.end(of: "one-0").contains("completed"))
        #expect(bench.row("SELECT attempt FROM zart_steps") == "1")
        // It is the first worker's, who began it.
        let ended = try await bench.run("show", "one-0", "--json").output
        #expect(ended.contains("\"worker\":\(first)}"), "\(first) \(ended)")
        #expect(try await bench.run("doctor").end == .status(0))
        await second.killed()
    }

    @Test func `orders without a worker leave what has yet to stop, and take down its end once it is gone`()
        async throws
    {
        // After a first step, so that the number of the second one's row is not that of its execution's.
        let step = Self.step("work", first: "echo $PPID > supervisor")
        let steps = "{ name: first, run: 'true' }, \(step)"
        let bench = try await orphaned(every: "1h", "skip-if-running", steps)
        #expect(try await bench.run("cancel", "one-0", "--yes").end == .status(0))
        #expect(try await bench.hasText("effects", "begun\ntold\n"))
        let work = "FROM zart_steps WHERE name = 'work' AND run = 0"
        for _ in 1...2 {
            #expect(try await bench.run("skip", "one", "-n", "0").end == .status(0))
            #expect(bench.row("SELECT status || ' ' || stopping \(work)") == "running 1")
        }
        #expect(try await bench.run("restart", "one-0").errors.contains("has yet to stop"))
        bench.touch("end")
        #expect(try await eventually { !bench.isAnyAlive("supervisor") })
        let restart = try await bench.run("restart", "one-0")
        #expect(restart.end == .status(0), "\(restart)")
        #expect(bench.row("SELECT status || ' ' || stopping \(work)") == "cancelled 0")
        // Its end is when it ended, and not when somebody looked.
        let isTrue = "attempt_ended_at < (SELECT max(began_at) FROM zart_sessions)"
        #expect(bench.row("SELECT \(isTrue) \(work)") == "1")
        #expect(try await bench.run("doctor").end == .status(0))
    }

    @Test func `what has yet to stop is killed by an order without a worker, too`() async throws {
        let steps = "{ name: first, run: 'true' }, \(Self.step("work", first: "echo $PPID > supervisor"))"
        let bench = try await orphaned(every: "1h", "skip-if-running", steps)
        #expect(try await bench.run("cancel", "one-0", "--yes").end == .status(0))
        #expect(try await bench.hasText("effects", "begun\ntold\n"))
        let show = try await bench.run("show", "one-0")
        #expect(show.output.contains("'work' had yet to stop when that was last looked at"), "\(show)")
        let force = try await bench.run("cancel", "--force", "one-0", "--yes")
        #expect(force.end == .status(0) && force.output.contains("what is left of it is killed"), "\(force)")
        #expect(try await eventually { !bench.isAnyAlive("supervisor") })
        // Then nothing is left to be killed.
        #expect(try await bench.run("cancel", "--force", "one-0", "--yes").end == .status(5))
        #expect(try await bench.run("doctor").end == .status(0))
    }

    @Test func `what failed before a cancel without a worker says why`() async throws {
        let step = """
            { name: work, run: 'echo $PPID > supervisor; echo begun >> effects; while [ ! -e go ]; do sleep 0.02; done; \
            echo no such ledger >&2; exit 3' }
            """
        let bench = try await orphaned(every: "1h", "skip-if-running", step)
        bench.touch("go")
        try #require(try await eventually { !bench.isAnyAlive("supervisor") })
        #expect(try await bench.run("cancel", "one-0", "--yes").end == .status(0))
        let show = try await bench.run("show", "one-0").output
        #expect(show.contains("exit status 3") && show.contains("no such ledger"), "\(show)")
        #expect(bench.row("SELECT status || ' ' || attempt_status FROM zart_steps") == "cancelled failed")
        #expect(try await bench.run("doctor").end == .status(0))
    }

    @Test func `of a run that is cancelled without a worker only what goes on has yet to stop`() async throws
    {
        let other = """
            { name: b, run: 'echo $PPID > supervisor; echo begun >> effects; while [ ! -e b ]; do sleep 0.02; done; \
            echo made > $ZART_RESULT' }
            """
        let steps = "{ parallel: [\(Self.step("a")), \(other)] }"
        let bench = try await orphaned(every: "1h", "skip-if-running", steps, begun: 2)
        bench.touch("b")
        try #require(try await eventually { !bench.isAnyAlive("supervisor") })
        #expect(try await bench.run("cancel", "one-0", "--yes").end == .status(0))
        let states =
            "SELECT group_concat(name || ' ' || status || ' ' || stopping) FROM (SELECT * FROM zart_steps ORDER BY name)"
        #expect(bench.row(states) == "a running 1,b completed 0")
        // It had ended well, though nobody was there to take its result, which a further run keeps.
        let attempt =
            "SELECT attempt_status || ' ' || result || ' ' || (ended_at < (SELECT ended_at FROM zart_executions))"
        #expect(bench.row("\(attempt) FROM zart_steps WHERE name = 'b'") == "completed \"made\" 1")
        #expect(try await bench.run("doctor").end == .status(0))
        bench.touch("end")
        let second = try await bench.worker()
        #expect(try await eventually { bench.row(states) == "a cancelled 0,b completed 0" })
        await second.killed()
    }
}
