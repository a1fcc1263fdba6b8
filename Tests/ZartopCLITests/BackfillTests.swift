import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct BackfillTests {
    private static let range = ["--from", "2026-12-20T00:00:00Z", "--to", "2026-12-24T02:00:00Z"]

    private func request(
        from: String = "2026-12-20T00:00:00Z",
        to: String = "2026-12-24T02:00:00Z",
        only: BackfillSelection = .missing,
        order: BackfillOrder = .oldest,
        maximum: Int = 1
    ) throws -> BackfillRequest {
        BackfillRequest(
            from: try #require(Instant(rfc3339: from)),
            to: try #require(Instant(rfc3339: to)),
            only: only,
            order: order,
            maximum: maximum
        )
    }

    private func zartop(_ bench: Bench, _ words: [String], on console: FakeConsole = FakeConsole()) async
        -> Bench.Outcome
    {
        await bench.run(["backfill"] + words + ["--db", bench.database.path], on: console)
    }

    @Test func `a dry run shows what would be started and does nothing`() async throws {
        let bench = try Bench()
        #expect(
            await zartop(bench, ["nightly-report", "--dry-run"] + Self.range)
                == Bench.Outcome(
                    status: 0,
                    out: """
                        nightly-report: 5 instants, 2 to start, 3 left out
                        only missing, oldest first, at most 1 at a time
                        before 2026-12-21T18:26:40.000Z the task did not exist: the instants are those of its present schedule
                        a tick that comes while one execution runs is skipped, as always
                        INSTANT (UTC)            WOULD      WHY
                        2026-12-20 02:00:00.000  start
                        2026-12-21 02:00:00.000  start
                        2026-12-22 02:00:00.000  leave out  report-0 completed
                        2026-12-23 02:00:00.000  leave out  report-1 failed
                        2026-12-24 02:00:00.000  leave out  report-2 runs

                        """
                )
        )
        #expect(bench.desk.orders == [])
    }

    /// Of 40 days so many of the newest, and every other one, have been dealt with.
    private func exclude(_ newest: Int, in bench: Bench) throws {
        try bench.database.run(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 39)
            INSERT OR REPLACE INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at)
            SELECT 1, 1, \(Scene.night) - i * 86400000, \(Scene.night) - i * 86400000, 1, 'excluded', 0 FROM n
            WHERE i <= \(newest) OR i % 2 = 0
            """
        )
    }

    @Test func `of many instants those are shown that would start`() async throws {
        let bench = try Bench()
        try exclude(12, in: bench)
        let range = ["--from", "2026-11-15T00:00:00Z", "--to", "2026-12-24T02:00:00Z"]
        let outcome = await zartop(bench, ["nightly-report", "--dry-run"] + range)
        let shown = outcome.out
        #expect(
            shown.split(separator: "\n").map(String.init).suffix(18) == [
                "INSTANT (UTC)            WOULD      WHY",
                "2026-11-15 02:00:00.000  start",
                "2026-11-17 02:00:00.000  start",
                "2026-11-19 02:00:00.000  start",
                "2026-11-21 02:00:00.000  start",
                "2026-11-23 02:00:00.000  start",
                "4 more                   start",
                "2026-12-03 02:00:00.000  start",
                "2026-12-05 02:00:00.000  start",
                "2026-12-07 02:00:00.000  start",
                "2026-12-09 02:00:00.000  start",
                "2026-12-11 02:00:00.000  start",
                "2026-11-16 02:00:00.000  leave out  was skipped by an operator",
                "2026-11-18 02:00:00.000  leave out  was skipped by an operator",
                "2026-11-20 02:00:00.000  leave out  was skipped by an operator",
                "2026-11-22 02:00:00.000  leave out  was skipped by an operator",
                "2026-11-24 02:00:00.000  leave out  was skipped by an operator",
                "21 more                  leave out",
            ],
            "\(outcome)"
        )
    }

    @Test func `where one instant more would be left to say it is shown`() async throws {
        let bench = try Bench()
        try exclude(18, in: bench)
        let range = ["--from", "2026-11-15T00:00:00Z", "--to", "2026-12-24T02:00:00Z"]
        let outcome = await zartop(bench, ["nightly-report", "--dry-run"] + range)
        let starts = outcome.out.split(separator: "\n").filter { $0.hasSuffix("  start") }
        #expect(starts.count == 11 && !starts.contains { $0.contains("more") }, "\(outcome)")
        #expect(outcome.out.contains("24 more                  leave out"), "\(outcome)")
    }

    @Test func `a dry run has a stable shape`() async throws {
        let bench = try Bench()
        let words = [
            "nightly-report", "--dry-run", "--json", "--only", "failed", "--order", "newest", "--max", "3",
        ]
        let outcome = await zartop(
            bench,
            words + ["--from", "2026-12-23T00:00:00Z", "--to", "2026-12-23T12:00:00Z"]
        )
        #expect(
            outcome.out == """
                {"task":"nightly-report","from":"2026-12-23T00:00:00.000Z","to":"2026-12-23T12:00:00.000Z",\
                "only":"failed","order":"newest","max":3,"instants":1,"starts":1,"leftOut":0,\
                "firstAt":"2026-12-23T02:00:00.000Z","lastAt":"2026-12-23T02:00:00.000Z",\
                "remarks":["no more than 1 at a time for all that: the task's own maximum",\
                "a tick that comes while one execution runs is skipped, as always"],\
                "samples":[{"nominalAt":"2026-12-23T02:00:00.000Z","starts":true,"note":"report-1 failed",\
                "execution":"report-1"}],"leftOutSamples":[]}

                """
        )
        #expect(outcome.status == 0 && outcome.err == "")
    }

    @Test func `on a terminal it shows what it would do and asks`() async throws {
        let bench = try Bench()
        let no = FakeConsole(isInteractive: true, answer: false)
        let outcome = await zartop(bench, ["nightly-report"] + Self.range, on: no)
        #expect(outcome.status == 5)
        #expect(outcome.out.hasPrefix("nightly-report: 5 instants, 2 to start, 3 left out\n"))
        #expect(outcome.err == "start 2 executions? [y/N] zartop: nothing was done\n")
        #expect(bench.desk.orders == [])
        let yes = FakeConsole(isInteractive: true, answer: true)
        #expect(await zartop(bench, ["nightly-report"] + Self.range, on: yes).status == 0)
        #expect(
            bench.desk.orders == [
                Order(
                    .backfill(task: "nightly-report", try request()),
                    actor: "anna",
                    terminal: "/dev/pts/1"
                )
            ]
        )
    }

    @Test func `without a terminal it goes ahead, with everything that was said`() async throws {
        let bench = try Bench()
        let words = [
            "nightly-report", "--only=all", "--order=newest", "--max=4", "--reason", "rates were wrong",
        ]
        let outcome = await zartop(bench, words + Self.range)
        #expect(outcome.status == 0)
        #expect(outcome.out == "done with nightly-report\n")
        #expect(
            bench.desk.orders == [
                Order(
                    .backfill(task: "nightly-report", try request(only: .all, order: .newest, maximum: 4)),
                    actor: "anna",
                    terminal: "/dev/pts/1",
                    reason: "rates were wrong"
                )
            ]
        )
    }

    @Test func `where nothing is to be started no order is given`() async throws {
        let bench = try Bench()
        let words = ["nightly-report", "--from", "2026-12-22T00:00:00Z", "--to", "2026-12-24T02:00:00Z"]
        #expect(
            await zartop(bench, words)
                == Bench.Outcome(
                    status: 0,
                    out: "nothing to start: all 3 instants are left out; --dry-run shows them\n"
                )
        )
        #expect(bench.desk.orders == [])
    }

    @Test(
        arguments: [
            ("--pause", .pauseBackfill(id: 3)), ("--resume", .resumeBackfill(id: 3)),
            ("--cancel", .cancelBackfill(id: 3)),
        ] as [(String, Order.Action)]
    )
    func `a backfill is held, goes on and is ended by its number`(option: String, action: Order.Action)
        async throws
    {
        let bench = try Bench()
        let outcome = await zartop(bench, [option, "3", "--reason", "why"])
        #expect(outcome == Bench.Outcome(status: 0, out: "done with 3\n"))
        #expect(bench.desk.orders == [Order(action, actor: "anna", terminal: "/dev/pts/1", reason: "why")])
    }

    @Test(
        arguments: [
            (
                ["x", "--dry-run"], 2,
                "a backfill needs --from T, and usually --to T: from which instant to which"
            ),
            (
                ["nightly-report", "--from", "-1h", "--to", "-2h"], 2, "--to lies before --from: swap them"
            ),
            (["--from", "-1h"], 2, "a backfill needs a TASK: zartop backfill TASK --from T --to T"),
            (
                ["x", "--cancel", "3"], 2,
                "--cancel ID stands alone: it says which backfill, and needs nothing else"
            ),
            (
                ["--pause", "3", "--cancel", "3"], 2,
                "--pause ID stands alone: it says which backfill, and needs nothing else"
            ),
            (
                ["nightly-reprot", "--from", "-1h"], 3,
                "no task 'nightly-reprot'; did you mean 'nightly-report'?"
            ),
            (
                ["audit-window", "--from", "-1h"], 5,
                "task 'audit-window' is a plain function without executions: it cannot be backfilled"
            ),
            (
                ["nightly-report", "--from", "-1h", "--to", "+1h"], 2,
                "2026-12-24T03:00:10.000Z is still to come: a backfill starts past instants only"
            ),
            (
                ["nightly-report", "--from", "-1h", "--only", "mising"], 2,
                "option --only takes missing, failed or all, not 'mising'; did you mean 'missing'?"
            ),
            (
                ["nightly-report", "--from", "-1h", "--read-only"], 5,
                "'backfill' changes things, and --read-only says to touch nothing: leave it out, or add --dry-run"
            ),
            (
                ["--cancel", "1", "--read-only"], 5,
                "'backfill' changes things, and --read-only says to touch nothing: leave it out, or add --dry-run"
            ),
        ] as [([String], Int32, String)]
    )
    func `bad words are explained and change nothing`(words: [String], status: Int32, sentence: String)
        async throws
    {
        let bench = try Bench()
        let outcome = await zartop(bench, words)
        #expect(outcome == Bench.Outcome(status: status, err: "zartop: \(sentence)\n"))
        #expect(bench.desk.orders == [])
    }

    /// One at work, one that was ended.
    private static let rows = """
        INSERT INTO zart_backfills (id, task, from_at, to_at, selection, direction, maximum, state, position, instants,
            dispatched, left_out, actor, terminal, reason, note, created_at, ended_at) VALUES
        (1, 1, \(Scene.night - 400_000_000), \(Scene.night), 'missing', 'oldest', 1, 'cancelled', NULL, 5, 0, 0, 'bert',
            'pts/2', NULL, 'cancelled by anna: wrong month', \(Scene.night), \(Scene.night + 1_000)),
        (2, 1, \(Scene.night - 400_000_000), \(Scene.night), 'missing', 'oldest', 2, 'running',
            \(Scene.night - 345_600_000), 5, 1, 0, 'anna', 'pts/1', 'rates were wrong', NULL, \(Scene.night + 2_000), NULL);
        INSERT INTO zart_executions (seq, id, task, handler, occurrence, cause, nominal_at, scheduled_at, status,
            payload, run, run_trigger, started_at, ended_at, error, created_at, backfill) VALUES
        (7, 'report-3', 1, 'nightly-report', 3, 'backfill', \(Scene.night - 345_600_000), \(Scene.night + 2_000),
            'failed', '{}', 0, 'initial', \(Scene.night + 2_000), \(Scene.night + 3_000), 'no', \(Scene.night + 2_000), 2);
        """

    @Test func `a program is told of the backfill that its order began`() async throws {
        var bench = try Bench()
        bench.desk = FakeDesk(answers: { _ in .success(OrderAnswer("backfill 1", backfill: 1)) })
        try bench.database.run(Self.rows)
        let range = ["--from", "2026-12-16T00:00:00Z", "--to", "2026-12-18T02:00:00Z"]
        let outcome = await zartop(bench, ["nightly-report", "--json"] + range)
        #expect(outcome.out.contains(#""backfill":{"id":1,"#), "\(outcome.out)")
        bench.desk = FakeDesk()
        let paused = await zartop(bench, ["--pause", "2", "--json"])
        #expect(paused.out.contains(#""backfill":{"id":2,"#), "\(paused.out)")
    }

    @Test func `those there are are listed, those at work first`() async throws {
        let bench = try Bench()
        #expect(await zartop(bench, []) == Bench.Outcome(status: 0, err: "no backfills\n"))
        try bench.database.run(Self.rows)
        #expect(
            await zartop(bench, ["--list"])
                == Bench.Outcome(
                    status: 0,
                    out: """
                        2  running  nightly-report  1 of 5 done, 1 failed
                            2026-12-19 10:53:20 to 2026-12-24 02:00:00 UTC, only missing, oldest first, at most 2 at a time
                            asked for by anna on pts/1 (rates were wrong) at 2026-12-24 02:00:02
                            waits for report-2 to end
                        1  cancelled  nightly-report  0 of 5 done
                            2026-12-19 10:53:20 to 2026-12-24 02:00:00 UTC, only missing, oldest first, at most 1 at a time
                            asked for by bert on pts/2 at 2026-12-24 02:00:00
                            cancelled by anna: wrong month

                        """,
                    err: "no worker runs: nothing fires until one does\n"
                )
        )
        #expect(await zartop(bench, ["config-refresh", "--list"]).err == "no backfills\n")
        let json = await zartop(bench, ["nightly-report", "--list", "--json", "--limit", "1"])
        #expect(
            json.out == """
                [{"id":2,"task":"nightly-report","from":"2026-12-19T10:53:20.000Z","to":"2026-12-24T02:00:00.000Z",\
                "only":"missing","order":"oldest","max":2,"state":"running","instants":5,"dispatched":1,"leftOut":0,\
                "running":0,"failed":1,"cancelled":0,"positionAt":"2026-12-20T02:00:00.000Z","waits":"waits for report-2 to end",\
                "actor":"anna","terminal":"pts/1","reason":"rates were wrong","note":null,"createdAt":"2026-12-24T02:00:02.000Z",\
                "endedAt":null}]

                """
        )
        #expect(await zartop(bench, ["nobody", "--list"]).status == 3)
    }
}
