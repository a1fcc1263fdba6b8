import BusyWork
import TestProcess
import Testing

/// Commands that outlive their worker, under a limit of the whole execution that passes meanwhile.
@Suite(.timeLimit(.minutes(10)))
struct OutlivedLimitTests {
    /// The execution of a task of those steps whose commands were begun by a worker that is dead.
    private func orphaned(_ steps: String, begun: Int = 1) async throws -> JobBench {
        let bench = try JobBench(
            """
            tasks:
              one:
                every: 1h
                timeout: 1h
                on-failure: echo told >> failures
                steps:
            \(steps)
            """
        )
        let first = try await bench.worker()
        let hasBegun = try await eventually { bench.text("effects").split(separator: "\n").count == begun }
        try #require(hasBegun, "\(first.errors)")
        await first.killed()
        return bench
    }

    /// Has a limit be over: since now, or soon, where what has ended must still be in time.
    ///
    /// A command's end is on record some milliseconds after its last word.
    private func pass(_ limit: String, of table: String, in bench: JobBench, soon: Bool) async throws {
        let now = "(julianday('now') - 2440587.5) * 86400000"
        let sql = "UPDATE \(table) SET \(limit) = CAST(\(now) AS INTEGER) + \(soon ? 5_000 : 0)"
        try #require(Rows.run(bench.database, sql))
        let isOver = try await eventually { bench.row("SELECT \(limit) < \(now) FROM \(table)") == "1" }
        try #require(isOver)
    }

    private func passLimit(_ bench: JobBench, soon: Bool = true) async throws {
        try await pass("deadline", of: "zart_executions", in: bench, soon: soon)
    }

    /// Has another worker end the execution.
    private func pickUp(_ bench: JobBench) async throws -> String {
        let second = try await bench.worker()
        let end = try await bench.end(of: "one-0")
        #expect(try await bench.run("doctor").end == .status(0))
        await second.killed()
        return end
    }

    private func step(_ name: String, waitingFor file: String) -> String {
        """
            - name: \(name)
              run: echo \(name) >> effects; while ! test -e \(file); do sleep 0.02; done; echo \(name)-done >> effects
        """
    }

    private func hasEnded(_ step: String, _ bench: JobBench) async throws -> Bool {
        try await eventually { bench.text("effects").contains("\(step)-done\n") }
    }

    @Test func `what has ended in time has, though no worker was there to see it`() async throws {
        let bench = try await orphaned(step("work", waitingFor: "go"))
        bench.touch("go")
        try #require(try await hasEnded("work", bench))
        try await passLimit(bench)
        #expect(try await pickUp(bench).hasPrefix("one-0 completed"))
        #expect(bench.text("effects") == "work\nwork-done\n" && bench.text("failures") == "")
    }

    @Test func `nothing more begins after the limit, and what had ended in time is kept`() async throws {
        let bench = try await orphaned(
            step("work", waitingFor: "go") + "\n    - { name: more, run: echo more >> effects }"
        )
        bench.touch("go")
        try #require(try await hasEnded("work", bench))
        try await passLimit(bench)
        #expect(try await pickUp(bench).hasPrefix("one-0 failed: timed out after "))
        #expect(bench.text("effects") == "work\nwork-done\n" && bench.text("failures") == "told\n")
        #expect(bench.row("SELECT status || attempt FROM zart_steps WHERE name = 'work'") == "completed1")
        #expect(bench.row("SELECT count(*) FROM zart_steps WHERE name = 'more'") == "0")
    }

    @Test func `what ends after the limit is late, and keeps its end and its result`() async throws {
        let bench = try await orphaned(step("work", waitingFor: "go"))
        try await passLimit(bench, soon: false)
        bench.touch("go")
        try #require(try await hasEnded("work", bench))
        #expect(try await pickUp(bench).hasPrefix("one-0 failed: timed out after "))
        let end =
            "SELECT status || ' ' || attempt_status || ' ' || (attempt_ended_at < (SELECT ended_at FROM zart_executions))"
        #expect(bench.row("\(end) FROM zart_steps WHERE name = 'work'") == "completed completed 1")
    }

    @Test func `of steps side by side those are kept that had ended in time`() async throws {
        let names = ["a", "b", "c", "d"]
        let steps = names.map { step($0, waitingFor: $0 == "b" ? "never" : "go") }.joined(separator: "\n")
        let group = steps.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        let bench = try await orphaned("    - parallel:\n\(group)", begun: 4)
        bench.touch("go")
        for name in names where name != "b" { try #require(try await hasEnded(name, bench)) }
        try await passLimit(bench)
        #expect(try await pickUp(bench).hasPrefix("one-0 failed: timed out after "))
        let states = bench.row(
            "SELECT group_concat(name || ' ' || status) FROM (SELECT * FROM zart_steps WHERE kind = 'step' ORDER BY name)"
        )
        #expect(states == "a completed,b cancelled,c completed,d completed")
    }

    @Test func `what had failed in time is not tried again after the limit`() async throws {
        let command =
            "echo work >> effects; while ! test -e go; do sleep 0.02; done; echo work-done >> effects; exit 3"
        let bench = try await orphaned(
            """
                - name: work
                  run: \(command)
                  retry: { times: 3, backoff: fixed, first: 10ms }
            """
        )
        bench.touch("go")
        try #require(try await hasEnded("work", bench))
        try await passLimit(bench)
        #expect(try await pickUp(bench).hasPrefix("one-0 failed: timed out after "))
        #expect(bench.text("effects") == "work\nwork-done\n" && bench.text("failures") == "told\n")
    }

    @Test(arguments: [true, false])
    func `a step's limit over all its attempts is kept by what ended before it`(isInTime: Bool) async throws {
        let bench = try await orphaned(step("work", waitingFor: "go") + "\n      timeout: { total: 1h }")
        if !isInTime { try await pass("total_deadline", of: "zart_steps", in: bench, soon: false) }
        bench.touch("go")
        try #require(try await hasEnded("work", bench))
        if isInTime { try await pass("total_deadline", of: "zart_steps", in: bench, soon: true) }
        let end = try await pickUp(bench)
        #expect(end.hasPrefix(isInTime ? "one-0 completed" : "one-0 failed"), "\(end)")
    }
}
