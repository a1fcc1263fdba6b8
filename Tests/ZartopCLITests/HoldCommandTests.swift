import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartopCLI

/// Holding back more than a task, or less, and orders about all that match.
@Suite(.timeLimit(.minutes(10)))
struct HoldCommandTests {
    @Test(
        arguments: [
            (["pause", "--all"], .pauseAll(until: nil, note: nil)),
            (
                ["pause", "--all", "--until", "2h", "--note", "moving"],
                .pauseAll(until: Instant(milliseconds: Scene.night + 7_210_000), note: "moving")
            ),
            (["resume", "--all"], .resumeAll(missed: nil)),
            (["resume", "--all", "--missed", "skip"], .resumeAll(missed: .skip)),
            (
                ["pause", "--step", "email*", "report*", "--note", "no mail"],
                .pauseSteps(steps: "email*", tasks: "report*", note: "no mail")
            ),
            (["resume", "--step", "email*", "report*"], .resumeSteps(steps: "email*", tasks: "report*")),
            (["skip", "x", "-n", "3"], .skip(task: "x", count: 3)),
            (["skip", "x", "-n", "0"], .skip(task: "x", count: 0)),
            (["skip", "x"], .skip(task: "x", count: 1)),
            (
                ["retry", "report-2", "email", "--latest"],
                .retry(id: "report-2", step: "email", overlap: nil, latest: true)
            ),
            (
                ["rerun", "report-2", "--from", "load", "--latest"],
                .rerun(id: "report-2", step: "load", overlap: nil, latest: true)
            ),
        ] as [([String], Order.Action)]
    )
    func `a command hands in one order`(words: [String], action: Order.Action) async throws {
        let bench = try Bench()
        let outcome = await bench.run(words + ["--db", bench.database.path])
        #expect(outcome.status == 0, "\(outcome.err)")
        #expect(bench.desk.orders == [Order(action, actor: "anna", terminal: "/dev/pts/1")])
    }

    @Test(arguments: [
        (
            ["pause", "x", "--all"],
            "'pause' takes --all or a name, not both: zartop pause --all, or zartop pause TASK"
        ),
        (
            ["cancel", "x", "--where", "state:failed"],
            "'cancel' takes --where or a name, not both: zartop cancel --where FILTER, or zartop cancel ID..."
        ),
        (
            ["pause", "x", "--step", "a", "--until", "2h"],
            "a rule for steps has no --until: it holds until resume --step takes it back"
        ),
        (["pause", "--all", "--step", "email*"], "--all is everything and --step some steps; "),
        (["resume", "--all", "--step", "email*"], "--all is everything and --step some steps; "),
        (["skip", "x", "-n", "-1"], "option --count takes a whole number from 0 to 1000000, not '-1'"),
        (["restart", "--where", "stat:failed", "--yes"], "--where: "),
        (
            ["restart", "--where", "state:failed"],
            "to restart report-1 without a terminal to ask on, add --yes"
        ),
    ])
    func `what is wrong is said, and nothing is done`(words: [String], sentence: String) async throws {
        let bench = try Bench()
        let outcome = await bench.run(words + ["--db", bench.database.path])
        #expect(outcome.status == 2)
        #expect(outcome.err.hasPrefix("zartop: \(sentence)"), "\(outcome.err)")
        #expect(bench.desk.orders.isEmpty && bench.desk.commands.isEmpty)
    }

    // MARK: Resuming

    private func paused() throws -> Bench {
        let bench = try Bench()
        try bench.database.run(
            "UPDATE zart_tasks SET cursor = \(Scene.night - 300_000), jitter = NULL WHERE name = 'config-refresh'"
        )
        return bench
    }

    @Test(
        arguments: [("latest", .latest), ("s", .skip), ("all", .all(1_000_000)), ("", nil)]
            as [(String, MissedPolicy?)]
    )
    func `a resume on a terminal tells the number and asks`(word: String, missed: MissedPolicy?) async throws
    {
        let bench = try paused()
        let console = FakeConsole(isInteractive: true, word: word)
        let outcome = await bench.run(["resume", "config-refresh", "--db", bench.database.path], on: console)
        #expect(outcome.status == 0)
        #expect(
            outcome.err == """
                11 instants of task 'config-refresh' have passed and are held.
                latest: one start, for the newest; skip: none; all: each by the overlap policy.
                latest, skip, all, or Enter for its own rule, skip:\u{20}
                """
        )
        #expect(bench.desk.orders.map(\.action) == [.resume(task: "config-refresh", missed: missed)])
    }

    @Test func `a resume asks nothing when told, without a terminal, or when nothing passed`() async throws {
        let bench = try paused()
        let words = ["resume", "config-refresh", "--db", bench.database.path]
        let console = FakeConsole(isInteractive: true, word: "s")
        _ = await bench.run(words + ["--yes"], on: console)
        _ = await bench.run(words + ["--missed", "latest"], on: console)
        _ = await bench.run(words)
        try bench.database.run("UPDATE zart_tasks SET cursor = \(Scene.night + 10_000)")
        _ = await bench.run(words, on: console)
        #expect(console.written.err == "")
        #expect(bench.desk.orders.count == 4)
    }

    @Test func `an answer that is none does nothing`() async throws {
        let bench = try paused()
        let console = FakeConsole(isInteractive: true, word: "maybe")
        let outcome = await bench.run(["resume", "config-refresh", "--db", bench.database.path], on: console)
        #expect(outcome.status == 5)
        #expect(bench.desk.orders.isEmpty)
    }

    // MARK: What is held

    @Test func `what is held is listed, and said with the tasks`() async throws {
        let bench = try Bench()
        #expect(await bench.zartop("pause", "--list").out == "config-refresh is paused: deploy window\n")
        try bench.database.run(
            """
            INSERT INTO zart_state_changes (task, number, at, from_state, to_state, actor, terminal) VALUES
                (2, 0, \(Scene.night), 'active', 'paused', 'anna', 'pts/1')
            """
        )
        #expect(
            await bench.zartop("pause", "--list").out
                == "config-refresh is paused: deploy window, by anna since 2026-12-24 02:00:00\n"
        )
        #expect(
            await bench.zartop("pause", "--list", "--json").out == """
                {"all":null,"rules":[],"tasks":[{"task":"config-refresh","since":"2026-12-24T02:00:00.000Z",\
                "until":null,"actor":"anna","note":"deploy window"}],"skips":[]}

                """
        )
        try bench.database.run("UPDATE zart_tasks SET state = 'active', note = NULL WHERE id = 2")
        #expect(
            await bench.zartop("pause", "--list").err
                == "nothing is paused or skipped, and no rule holds steps\n"
        )
        try bench.database.run(
            """
            INSERT INTO zart_holds (number, began_at, actor, terminal, note)
                VALUES (1, \(Scene.night), 'anna', '', 'moving');
            INSERT INTO zart_step_rules (number, steps, tasks, actor, terminal, began_at)
                VALUES (2, 'email*', '*', 'bert', '', \(Scene.night));
            UPDATE zart_tasks SET skip_next = 2 WHERE id = 1;
            """
        )
        let lines = """
            everything is paused since 2026-12-24 02:00:00 by anna: moving
            steps 'email*' of tasks '*' wait (0 now) by rule 2 of bert

            """
        #expect(
            await bench.zartop("pause", "--list").out
                == lines + "nightly-report: the next 2 instants are skipped\n"
        )
        #expect(
            await bench.zartop("pause", "--list", "--json").out == """
                {"all":{"since":"2026-12-24T02:00:00.000Z","until":null,"actor":"anna","note":"moving"},\
                "rules":[{"rule":2,"steps":"email*","tasks":"*","since":"2026-12-24T02:00:00.000Z","actor":"bert",\
                "note":null,"waiting":0}],"tasks":[],"skips":[{"task":"nightly-report","count":2}]}

                """
        )
        let tasks = await bench.zartop("tasks").out
        #expect(tasks.contains(lines), "\(tasks)")
        #expect(tasks.contains("nightly-report: the next 2 instants are skipped\n"))
        let json = await bench.zartop("tasks", "--json").out
        #expect(json.contains(#""skipNext":2,"held":true"#), "\(json)")
        let next = await bench.zartop("next", "nightly-report", "-n", "3", "--json")
        #expect(next.out.components(of: "\"excluded\":true") == 2, "\(next.out)")
        #expect(await bench.zartop("next", "nightly-report").err.hasPrefix("everything is paused"))
        let forecast = await bench.zartop("forecast", "nightly-report").out
        #expect(forecast.contains("everything is paused, nightly-report with it"), "\(forecast)")
        let metrics = await bench.zartop("metrics").out
        #expect(metrics.contains(#"zartop_task_state{task="nightly-report",state="paused"} 1"#))
        #expect(!metrics.contains("zartop_next_fire_timestamp_seconds{"))
    }

    // MARK: All that match

    @Test func `orders about all that match are handed in together, each about the run it saw`() async throws
    {
        let bench = try Bench()
        let outcome = await bench.zartop("restart", "--where", "state:failed", "--yes")
        #expect(outcome == Bench.Outcome(status: 0, out: "done with report-1\n"))
        #expect(bench.desk.commands == ["restart --where state:failed"])
        let order = Order(
            .restart(id: "report-1", payload: nil, overlap: nil),
            actor: "anna",
            terminal: "/dev/pts/1",
            run: 1,
            waits: true
        )
        #expect(bench.desk.orders == [order])
    }

    @Test func `what waits for a slot is no refusal, and a program is told`() async throws {
        var bench = try Bench()
        bench.desk = FakeDesk(answers: { order in
            #expect(order.waits)
            return .success(OrderAnswer("run 2 of report-1 waits", queuedAfterRun: 1))
        })
        let waits = Bench.Outcome(status: 0, out: "run 2 of report-1 waits\n")
        #expect(await bench.zartop("restart", "report-1", "--queue") == waits)
        #expect(await bench.zartop("restart", "--where", "state:failed", "--yes") == waits)
        #expect(
            await bench.zartop("restart", "report-1", "--queue", "--json").out
                == #"{"target":"report-1","done":false,"message":"run 2 of report-1 waits","execution":null,"#
                + #""refusal":null,"queued":true}"# + "\n"
        )
        let both = await bench.zartop("restart", "report-1", "--queue", "--overlap", "always-start")
        #expect(both.status == 2 && both.err.contains("give one of them"), "\(both)")
    }

    @Test func `a dry run says what would wait for a slot`() async throws {
        let bench = try Bench()
        let one = await bench.zartop("restart", "report-1", "--queue", "--dry-run")
        #expect(one.status == 0)
        #expect(
            one.out.contains("  waits      for a slot of 'nightly-report': report-2 has it\n"),
            "\(one.out)"
        )
        let many = await bench.zartop("restart", "--where", "state:failed", "--dry-run", "--json")
        #expect(many.status == 0 && many.out.contains(#""refused":false,"waits":true"#), "\(many)")
        let sums = await bench.zartop("restart", "--where", "state:failed", "--dry-run").out
        #expect(sums.hasSuffix("1 execution: 0 would begin, 1 wait for a slot, 0 not at all\n"), "\(sums)")
    }

    @Test(arguments: [
        ("cancel-and-restart", "active", true), ("cancel-and-restart", "paused", false),
        ("skip-if-running", "active", false),
    ])
    func `a dry run says when the next occurrence would cut the run short`(
        overlap: String,
        state: String,
        isCut: Bool
    ) async throws {
        let bench = try Bench()
        try bench.database.run(
            """
            UPDATE zart_executions SET status = 'cancelled', ended_at = 1 WHERE ended_at IS NULL;
            UPDATE zart_tasks SET overlap = '\(overlap)', state = '\(state)' WHERE name = 'nightly-report'
            """
        )
        let text = await bench.zartop("restart", "report-1", "--dry-run").out
        let cut = "  cancelled  by the next occurrence, due 2026-"
        #expect(text.contains(cut) == isCut, "\(text)")
        #expect(!isCut || text.contains("Z, if it still runs then\n"), "\(text)")
        // What waits for a slot is not what the next occurrence cancels.
        try bench.database.run(
            "UPDATE zart_executions SET status = 'running', ended_at = NULL WHERE id = 'report-2'"
        )
        let waiting = await bench.zartop("restart", "report-1", "--queue", "--dry-run").out
        #expect(waiting.contains("  waits      ") && !waiting.contains("  cancelled  "), "\(waiting)")
    }

    @Test func `what waits for a slot says so in the list, and is found by that`() async throws {
        let bench = try Bench()
        try bench.database.run(
            """
            INSERT INTO zart_orders (kind, target, actor, terminal, posted_at, answer, arguments)
                VALUES ('retry', 'report-1', 'anna', '', \(Scene.night), 'it waits', '{"waits":1,"run":2}')
            """
        )
        let list = await bench.zartop("executions", "nightly-report", width: 200).out
        #expect(list.contains("retry queued; step 'write-report' failed: disk full"), "\(list)")
        #expect(await bench.zartop("cancel", "--where", "queued", "--yes").status == 0)
        #expect(bench.desk.orders.map(\.target) == ["report-1"])
    }

    @Test func `of all that match each refusal says whose it is`() async throws {
        var bench = try Bench()
        bench.desk = FakeDesk(answers: { _ in
            .success(OrderAnswer("task 't' already runs t-9", refusal: .refused))
        })
        let outcome = await bench.zartop("restart", "--where", "state:failed", "--yes")
        #expect(outcome.status == 5)
        #expect(outcome.err == "zartop: 'report-1': task 't' already runs t-9\n")
    }

    @Test func `only what a command has something to do on is meant`() async throws {
        let bench = try Bench()
        let console = FakeConsole(isInteractive: true, answer: true)
        let words = ["cancel", "--where", "task:*", "--db", bench.database.path]
        #expect(await bench.run(words, on: console).status == 0)
        #expect(console.written.err == "cancel 2 executions (report-2, config-1)? [y/N] ")
        #expect(bench.desk.orders.map(\.target) == ["report-2", "config-1"])
        let none = await bench.zartop("retry", "--where", "task:export", "--yes", "--json")
        #expect(none.status == 0)
        #expect(none.out == "[]\n")
        #expect(none.err == "no execution that can be retried matches 'task:export'\n")
    }

    // MARK: Before anything is done

    @Test func `a dry run tells what would run again and what would not`() async throws {
        let bench = try Bench()
        #expect(
            await bench.zartop("retry", "report-1", "write-report", "--dry-run").out == """
                run 2 of report-1 would retry step 'write-report'
                  again      write-report: with the same idempotency keys
                  refused    while 'nightly-report' runs report-2: have it wait with --queue, or give --overlap \
                always-start
                  then       any steps that it had not come to
                  A run is added; the ones before stay as they are.

                """
        )
        #expect(
            await bench.zartop("restart", "report-1", "--dry-run", "--json").out == """
                {"id":"report-1","run":2,"trigger":"restart","payload":null,"refused":true,"waits":false,\
                "steps":[{"name":"write-report","kept":false,"key":"report-1/2/write-report"}]}

                """
        )
        // Started by hand, with a handler that has the name of a task whose slot is taken.
        try bench.database.run("UPDATE zart_executions SET handler = 'nightly-report' WHERE id = 'manual-1'")
        let byHand = await bench.zartop("restart", "manual-1", "--dry-run")
        #expect(byHand.status == 0 && !byHand.out.contains("refused"), "\(byHand)")
        let changed = await bench.zartop(
            "restart",
            "--where",
            "state:failed,cancelled",
            "--payload",
            "7",
            "--overlap",
            "always-start",
            "--dry-run"
        )
        #expect(changed.status == 0 && !changed.out.contains("refused"))
        #expect(changed.out.contains("  input      7, in place of the one it had\n"))
        #expect(await bench.zartop("rerun", "report-2", "--from", "email", "--dry-run").status == 5)
        #expect(bench.desk.orders.isEmpty)
    }
}

extension String {
    /// How often it has that part.
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
