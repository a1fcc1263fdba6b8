import Dashboard
import Glibc
@testable import Shell
import TestDatabase
import Testing
import Timetable

@testable import ZartopCLI

/// `--at`, with the commands that tell a story.
@Suite(.timeLimit(.minutes(10)))
struct LookingBackTests {
    @Test func `why answers as it would have then`() async throws {
        let bench = try Bench()
        let then = await bench.zartop("why", "nightly-report", "--at", "2026-12-23T12:00:00Z").out
        #expect(then.hasPrefix("2026-12-23 02:00:00Z started report-1 "), "\(then)")
        let running = await bench.zartop("why", "report-2", "--at", "2026-12-24T02:00:00.500Z").out
        #expect(running.contains("in step fetch-inventory"), "\(running)")
        #expect(await bench.zartop("why", "report-2", "--at", "2026-12-23T12:00:00Z").status == 3)
        let before = await bench.zartop("why", "nightly-report", "--at", "2026-12-01T00:00:00Z")
        #expect(before.status == 3 && before.err.contains("no task 'nightly-report'"))
    }

    @Test func `a time of day that comes within the hour is no time to look back to`() async throws {
        let bench = try Bench()
        // It is 02:00:10.
        let ahead = await bench.zartop("tasks", "--at", "02:00:15")
        #expect(ahead.status == 2)
        #expect(
            ahead.err.contains("'02:00:15' has yet to come: for the one a day before give its date"),
            "\(ahead.err)"
        )
        for time in ["02:00:05", "03:01", "2026-12-23 02:00:15"] {
            let outcome = await bench.zartop("tasks", "--at", time)
            #expect(outcome.status == 0, "\(time): \(outcome.err)")
        }
    }

    @Test func `why finds what is far behind the newest decisions`() async throws {
        let bench = try Bench()
        // More than a copy of the past holds of each task, after the instant that is asked about.
        try bench.database.run(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
            INSERT INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at)
            SELECT 1, 1, \(Scene.night) - 80000000 + i, \(Scene.night) - 80000000 + i, 1, 'missed',
                \(Scene.night) - 70000000 FROM n
            """
        )
        let words = ["why", "nightly-report", "2026-12-23T02:00:00Z", "--db", bench.database.path]
        let now = await bench.run(words).out
        #expect(now.hasPrefix("2026-12-23 02:00:00Z started report-1 "), "\(now)")
        let then = await bench.run(words + ["--at", "2026-12-24T01:00:00Z"]).out
        #expect(then.hasPrefix("2026-12-23 02:00:00Z started report-1 "), "\(then)")
    }

    @Test func `next tells what was to come then, by the schedule of then`() async throws {
        let bench = try Bench()
        let then = await bench.zartop("next", "nightly-report", "-n", "2", "--at", "2026-12-23T12:00:00Z").out
        #expect(
            then == """
                INSTANT (UTC)            FROM NOW
                2026-12-24 02:00:00.000  in 14h00m
                2026-12-25 02:00:00.000  in 1d14h

                """
        )
        // The task had another schedule before, and was not paused.
        let words = ["next", "config-refresh", "-n", "2", "--json", "--db", bench.database.path]
        let old = await bench.run(words + ["--at", "2026-12-23T00:00:00Z"])
        #expect(old.err == "")
        #expect(old.out.contains("T00:00:10.000Z") && old.out.contains("T00:00:20.000Z"), "\(old.out)")
        let expression = await bench.zartop(
            "next",
            "0 2 * * *",
            "-n",
            "1",
            "--json",
            "--at",
            "2026-01-01T00:00:00Z"
        )
        #expect(expression.out.contains("\"2026-01-01T02:00:00.000Z\""), "\(expression.out)")
    }

    @Test func `logs are what had been written by then`() {
        func line(_ text: String, _ at: Int64, _ stream: OutputStream = .stdout) -> OutputPiece {
            .line(OutputLine(stream: stream, at: .milliseconds(at), text: text))
        }
        let all = [
            line("a", 10), line("!", 15, .stderr), .cut(.stderr, bytes: 7), .cut(.stdout, bytes: 9),
            line("b", 20),
            line("!!", 30, .stderr),
        ]
        func until(_ end: Int64) -> [OutputPiece] {
            all.written(by: Instant(milliseconds: end))
        }
        #expect(until(9) == [])
        #expect(until(15) == [all[0], all[1]])
        #expect(until(20) == [all[0], all[1], all[3], all[4]])
        #expect(until(30) == all)
    }

    @Test func `logs of what had not begun yet are not found`() async throws {
        let bench = try Bench()
        #expect(await bench.zartop("logs", "report-2", "--at", "2026-12-23T12:00:00Z").status == 3)
        let begun = await bench.zartop("logs", "report-2", "write-report", "--at", "2026-12-24T02:00:00.500Z")
        #expect(begun.status == 3)
        #expect(begun.err.contains("'report-2' has begun no step 'write-report'"))
    }

    @Test func `forecast tells what was to come then, by what it took until then`() async throws {
        let bench = try Bench()
        let then = await bench.zartop(
            "forecast",
            "nightly-report",
            "--hours",
            "24",
            "--json",
            "--at",
            "2026-12-23T12:00:00Z"
        )
        #expect(then.out.contains("\"2026-12-24T02:00:00.000Z\""), "\(then.out)")
        #expect(!then.out.contains("2026-12-25T"))
    }

    @Test func `diff compares executions as they stood then`() async throws {
        let bench = try Bench()
        let then = await bench.zartop("diff", "report-1", "report-2", "--at", "2026-12-24T02:00:00.500Z").out
        #expect(then.contains("running"), "\(then)")
        let early = await bench.zartop("diff", "report-1", "report-2", "--at", "2026-12-23T12:00:00Z")
        #expect(early.status == 3 && early.err.contains("report-2"))
    }

    @Test func `an export holds all that was there then, as it was then`() async throws {
        let bench = try Bench()
        // More than screens show of the past.
        try bench.database.run(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
            INSERT INTO zart_executions (seq, id, handler, cause, scheduled_at, status, payload, started_at, ended_at,
                created_at)
            SELECT -i, 'old-' || i, 'export', 'start', \(Scene.night) - 90000000, 'completed', 'null',
                \(Scene.night) - 90000000, \(Scene.night) - 80000000, \(Scene.night) - 90000000 FROM n
            """
        )
        let words = ["export", "--format", "csv", "--db", bench.database.path, "--at"]
        let then = await bench.run(words + ["2026-12-24T02:00:00.500Z"]).out
        #expect(then.split(separator: "\r\n").count { $0.hasPrefix("old-") } == 6000)
        #expect(then.contains("report-2,nightly-report,2,running,"), "\(then.suffix(400))")
        let before = await bench.run(words + ["2026-12-20T12:00:00Z"])
        #expect(before.status == 0 && before.out.split(separator: "\r\n").count == 1, "\(before.out)")
    }

    @Test func `that what happened then is no longer kept is said`() async throws {
        let bench = try Bench()
        try bench.database.run(
            "INSERT INTO zart_pruned (task, version, decision, count, through) VALUES (1, 1, 'started', 3, \(Scene.night) - 90000000)"
        )
        let after = await bench.zartop("tasks", "--at", "2026-12-23T12:00:00Z")
        #expect(after.status == 0 && after.err == "")
        let before = await bench.zartop("tasks", "--at", "2026-12-22T12:00:00Z")
        #expect(before.status == 0)
        #expect(
            before.err
                == "zartop: of task 'nightly-report' what happened until then is no longer kept: "
                + "numbers and states may be off\n"
        )
        // Nothing is said of it to who asks about something else.
        for words in [["ledger", "nightly-report"], ["show", "report-0"]] {
            let told = await bench.run(words + ["--at", "2026-12-22T12:00:00Z", "--db", bench.database.path])
            #expect(
                told.err.contains("no longer kept") == words.contains("nightly-report"),
                "\(words) \(told.err)"
            )
        }
        var settings = Settings()
        settings.database = bench.database.path
        func pruned(_ hours: Int64) throws -> Int {
            let at = Instant(milliseconds: Scene.night - hours * 3_600_000)
            return try SnapshotSource(settings, past: at, .anna { at }).read(Wish()).prunedTasks
        }
        #expect(try pruned(14) == 0)
        #expect(try pruned(38) == 1)
    }

    @Test func `a screen of a day of which some that completed have gone is partly pruned`() async throws {
        let bench = try Bench()
        try bench.database.run(
            """
            INSERT INTO zart_pruned_work (task, handler, measure, label, value)
            SELECT id, '', 'last-success', '', \(Scene.night) - 90000000 FROM zart_tasks WHERE name = 'nightly-report'
            """
        )
        var settings = Settings()
        settings.database = bench.database.path
        func pruned(_ hours: Int64) throws -> Int {
            let at = Instant(milliseconds: Scene.night - hours * 3_600_000)
            return try SnapshotSource(settings, past: at, .anna { at }).read(Wish()).prunedTasks
        }
        // It ended 25 hours before the night.
        #expect(try pruned(0) == 0)
        #expect(try pruned(2) == 1)
        // No decision has gone with it.
        let told = await bench.zartop("tasks", "--at", "2026-12-23T12:00:00Z")
        #expect(told.status == 0 && told.err == "")
    }

    @Test func `a task of which nothing until then is kept is marked, and has no next instant`() throws {
        let bench = try Bench()
        try bench.database.run(
            """
            INSERT INTO zart_pruned (task, version, decision, count, through)
            VALUES (1, 1, 'started', 3, \(Scene.night) - 90000000)
            """
        )
        var settings = Settings()
        settings.database = bench.database.path
        func look(_ hours: Int64) throws -> (task: TaskLine, totals: Totals) {
            let at = Instant(milliseconds: Scene.night - hours * 3_600_000)
            let snapshot = try SnapshotSource(settings, past: at, .anna { at }).read(Wish())
            let task = snapshot.tasks.first { $0.name == "nightly-report" }
            return (try #require(task), snapshot.totals)
        }
        let later = try look(14)
        #expect(!later.task.isPruned && later.task.isPartlyPruned && later.task.nextFireAt != nil)
        #expect(!later.totals.areFailuresPruned)
        let before = try look(38)
        #expect(before.task.isPruned && before.task.isPartlyPruned && before.task.nextFireAt == nil)
        #expect(before.totals.areFailuresPruned)
    }

    @Test func `of a worker that was found dead later commands and screens tell its last sign of life`()
        async throws
    {
        let bench = try Bench()
        let seen = Scene.night + 2_000
        try bench.database.run(
            """
            INSERT INTO zart_sessions (number, epoch, process, host, boot, program, began_at, ended_at, end_reason,
                seen_at, renewed_at, expires_at)
            VALUES (1, 1, 4478, 'vm', 'b', 'zartop', \(Scene.night - 10_000), \(Scene.night + 9_000), 'died',
                \(seen), \(seen), \(seen + 15_000))
            """
        )
        var settings = Settings()
        settings.database = bench.database.path
        var wish = Wish()
        wish.workers = true
        func look(_ moment: Int64) throws -> Snapshot {
            let at = Instant(milliseconds: moment)
            return try SnapshotSource(settings, past: at, .anna { at }).read(wish)
        }
        func told(_ moment: Int64) async -> String {
            await bench.zartop("tasks", "--at", Instant(milliseconds: moment).description).out
        }
        let sentence =
            "the worker was not heard of after 2026-12-24 02:00:02: nothing fired until another ran"
        let then = try look(seen)
        #expect(then.workerProcess == 4478 && then.silentSince == nil)
        #expect(await !told(seen).contains("the worker"))
        let after = try look(seen + 1_000)
        #expect(after.workerProcess == nil && after.silentSince == seen)
        #expect(after.workers.first?.seenAt == seen && after.workers.first?.isAlive == false)
        #expect(after.attention.first?.message == sentence)
        #expect(await told(seen + 1_000).contains(sentence))
    }

    @Test func `of an execution that is not there then it is said where it is`() async throws {
        let bench = try Bench()
        #expect(
            await bench.zartop("tasks", "--at", "2026-12-01T12:00:00Z").err == "no recurring tasks then\n"
        )
        let taken = await bench.zartop("ledger", "report-2")
        #expect(taken.status == 3)
        #expect(taken.err == "zartop: no task 'report-2': it is an execution of 'nightly-report'\n")
        let early = await bench.zartop("show", "report-2", "--at", "2026-12-22T12:00:00Z")
        #expect(early.status == 3)
        #expect(early.err == "zartop: no execution 'report-2' then: it was created later\n")
        try bench.database.run(
            """
            DELETE FROM zart_executions WHERE id = 'report-1';
            INSERT INTO zart_pruned_work (task, handler, measure, label, value)
            SELECT id, '', 'executions', '', 1 FROM zart_tasks WHERE name = 'nightly-report'
            """
        )
        let pruned = await bench.zartop("show", "report-1", "--at", "2026-12-23T12:00:00Z")
        #expect(pruned.status == 3)
        #expect(
            pruned.err.contains(
                "no execution 'report-1' any more: task 'nightly-report' had it, and its history"
            )
        )
    }

    @Test func `backfills are listed as far as they had come`() async throws {
        let bench = try Bench()
        try bench.database.run(
            """
            INSERT INTO zart_backfills (id, task, from_at, to_at, selection, direction, maximum, state, instants,
                dispatched, left_out, actor, terminal, created_at, ended_at)
            SELECT 1, id, \(Scene.night) - 86400000, \(Scene.night), 'missing', 'oldest', 1, 'cancelled', 2, 0, 0,
                'anna', '', \(Scene.night) - 60000, \(Scene.night) - 20000 FROM zart_tasks WHERE name = 'nightly-report'
            """
        )
        func listed(_ seconds: Int) async -> String {
            let at = Instant(milliseconds: Int64(Scene.night) + Int64(seconds) * 1000)
            return await bench.zartop("backfill", "--list", "--at", at.description).out
        }
        #expect(await listed(-61) == "")
        #expect(await listed(-30).contains("running"))
        #expect(await listed(-10).contains("cancelled"))
    }

    @Test func `alarms are those that were raised then`() async throws {
        let bench = try Bench()
        try bench.database.run(
            """
            INSERT INTO zart_alarms (id, task, kind, subject, since, raised_at, sentence, evidence, recovered_at,
                recovery)
            SELECT 7, id, 'late', '', \(Scene.night) - 90000, \(Scene.night) - 90000, 'late', '{}', \(Scene.night) - 30000, 'it began'
            FROM zart_tasks WHERE name = 'nightly-report'
            """
        )
        func told(_ seconds: Int) async -> String {
            let at = Instant(milliseconds: Int64(Scene.night) + Int64(seconds) * 1000)
            return await bench.zartop("alarms", "--at", at.description).out
        }
        #expect(await told(-91) == "")
        #expect(await told(-60).contains("7  raised  late  nightly-report"))
        #expect(await told(-10) == "")
    }
}
