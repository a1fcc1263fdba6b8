import TestDatabase
import Testing
import ZartSQLite

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct StoreFaultTests {
    @Test(arguments: [
        ["tasks"], ["executions"], ["show", "x"], ["ledger", "x"], ["next", "x"], ["wait", "x"], ["doctor"],
        ["start", "x"], ["cancel", "x"], ["stop", "x", "y", "--yes"], ["event", "x", "y"],
    ])
    func `a missing database is one sentence and stays missing`(words: [String]) async throws {
        let bench = try Bench(isFilled: false)
        let path = "\(bench.database.folder)/none.db"
        let sentence = "no database at '\(path)': start a worker there first, or name another file with --db"
        let outcome = await bench.run(words + ["--json", "--db", path])
        #expect(outcome == Bench.Outcome(status: 2, err: "zartop: \(sentence)\n"))
        #expect(await bench.run(words + ["--db", path]) == outcome)
        #expect(bench.desk.orders == [])
    }

    @Test func `a newer database is one sentence`() async throws {
        let bench = try Bench()
        try bench.database.run("PRAGMA user_version = 99")
        let outcome = await bench.zartop("tasks")
        #expect(outcome.status == 2)
        #expect(
            outcome.err.hasSuffix(
                "has version 99, and this program reads up to \(Schema.version): use the newer program\n"
            )
        )
    }

    @Test func `damage is not the user's fault`() async throws {
        let bench = try Bench()
        try bench.database.run("UPDATE zart_tasks SET missed = '?' WHERE id = 1")
        #expect(
            await bench.zartop("tasks", "--json")
                == Bench.Outcome(
                    status: 70,
                    err: "zartop: the database holds '?', which is no MissedPolicy: run 'zartop doctor'\n"
                )
        )
    }

    @Test(arguments: [
        (["executions", "nightly-reprot"], "no task 'nightly-reprot'; did you mean 'nightly-report'?"),
        (["ledger", "nightly"], "no task 'nightly'; did you mean 'nightly-report'?"),
        (["ledger", "export"], "no task 'export'"),
        (["next", "confg-refresh"], "no task 'confg-refresh'; did you mean 'config-refresh'?"),
        (["show", "report2"], "no execution 'report2'; did you mean 'report-2'?"),
        (["show", "something"], "no execution 'something'"),
    ])
    func `what is not there may be something near`(words: [String], sentence: String) async throws {
        let bench = try Bench()
        let outcome = await bench.run(words + ["--json", "--db", bench.database.path])
        #expect(outcome == Bench.Outcome(status: 3, err: "zartop: \(sentence)\n"))
    }

    @Test(arguments: [
        (["why", "sweep"], "task"), (["ledger", "sweep"], "task"), (["executions", "sweep"], "task"),
        (["export", "sweep", "--what", "events"], "task or execution"),
    ])
    func `a former name leads to the one that the task has now`(words: [String], what: String) async throws {
        let bench = try Bench()
        try bench.database.run(
            """
            INSERT INTO zart_specs (task, at, spec) VALUES
                (1, \(Scene.night - 200_000_000), '{"name":"sweep"}'),
                (1, \(Scene.night - 90_000_000), '{"name":"reports"}'),
                (1, \(Scene.night - 86_400_000), '{"name":"nightly-report"}'),
                (1, \(Scene.night - 1_000), '{"name":"nightly-report"}')
            """
        )
        let outcome = await bench.run(words + ["--db", bench.database.path])
        let sentence = "no \(what) 'sweep': it is called 'nightly-report' since 2026-12-23 02:00:00"
        #expect(outcome == Bench.Outcome(status: 3, err: "zartop: \(sentence)\n"))
    }
}
