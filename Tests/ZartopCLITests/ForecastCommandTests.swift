import TestDatabase
import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct ForecastCommandTests {
    /// A task every 10 s whose last five executions took 25 s each, and nothing of it runs.
    private func busy() throws -> Bench {
        let bench = try Bench()
        let night = Scene.night
        var rows: [String] = []
        for number in 0..<5 {
            let begin = night - 600_000 + Int64(number) * 60_000
            rows.append(
                "(\(100 + number), 'busy-\(number)', 4, 'busy', \(number), 'tick', \(begin), \(begin), 'completed', "
                    + "'null', 0, 'initial', \(begin), \(begin + 25_000), NULL, NULL, NULL, \(begin))"
            )
        }
        try bench.database.run(
            """
            INSERT INTO zart_tasks (id, task_id, name, kind, handler, id_template, recurrence, overlap, missed, payload,
                late_grace, state, version, cursor, occurrence, created_at) VALUES
            (4, '__zart_recurring__:busy', 'busy', 'durable', 'busy', 'busy-{occurrence}', 'every 10s',
                'skip-if-running', 'latest', 'null', 10000, 'active', 1, \(night + 10_000), 5, \(night - 1_000_000));
            INSERT INTO zart_versions (task, version, recurrence, anchor, includes_anchor, began_at, cause) VALUES
            (4, 1, 'every 10s', \(night - 1_000_000), 1, \(night - 1_000_000), 'registered');
            INSERT INTO zart_executions (seq, id, task, handler, occurrence, cause, nominal_at, scheduled_at, status,
                payload, run, run_trigger, started_at, ended_at, result, error, waits_for, created_at) VALUES
            \(rows.joined(separator: ","))
            """
        )
        return bench
    }

    @Test func `many instants are summed up, with what it would take`() async throws {
        let bench = try busy()
        let outcome = await bench.zartop("forecast", "busy", "--hours", "1", width: 80)
        let lines = outcome.out.split(separator: "\n")
        #expect(lines.first?.hasPrefix("FROM (UTC)") == true, "\(outcome.out)")
        #expect(lines.count <= 28)
        #expect(lines.allSatisfy { $0.utf8.count <= 80 })
        #expect(
            outcome.out.split { $0 == " " || $0 == "\n" }.joined(separator: " ").contains(
                "busy: 240 of 360 will be skipped if each takes 25.0s (p95), and as many if each takes 25.0s (p50)"
            )
        )
        #expect(outcome.out.contains("with `max: 3` none of these would be skipped"))
        #expect(outcome.err == "no worker runs: nothing fires until one does\n")
    }

    @Test func `every task has a row, and what is not measured is said to be so`() async throws {
        let outcome = await (try busy()).zartop("forecast", width: 100)
        #expect(outcome.status == 0)
        func row(_ task: String) -> [Substring]? {
            outcome.out.split(separator: "\n").first { $0.hasPrefix(task) }?.split(separator: " ")
        }
        // Of the fates those have a column that something meets.
        #expect(
            row("TASK")?.suffix(6) == ["FIRES", "STARTS", "SKIPPED", "HELD", "AT", "ONCE", "P95"].suffix(6)
        )
        #expect(row("audit-window")?.suffix(6) == ["24", "-", "-", "-", "-", "-"], "\(outcome.out)")
        #expect(row("config-refresh")?.suffix(6) == ["480", "0", "0", "480", "-", "-"], "\(outcome.out)")
        #expect(row("busy")?.suffix(6) == ["1440", "480", "960", "0", "1", "25.0s"], "\(outcome.out)")
        let narrow = await (try busy()).zartop("forecast", width: 80).out
        #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(narrow)")
        #expect(outcome.out.contains("config-refresh is paused: what falls due is held until it is resumed"))
        #expect(
            outcome.err.contains(
                "the coming 4 hours, if every execution takes as long as 19 in 20 did (p95)\n"
            )
        )
    }

    @Test func `how long what a task did before took is not taken for what it does by now`() async throws {
        let bench = try busy()
        try bench.database.run(
            """
            INSERT INTO zart_definitions (hash, body) VALUES ('new', '{}');
            UPDATE zart_tasks SET definition = 'new' WHERE name = 'busy'
            """
        )
        let shown = await bench.zartop("forecast", "busy", "--hours", "1", width: 100).out
        #expect(
            shown.contains("busy: no completed execution to measure, so overlaps cannot be foreseen"),
            "\(shown)"
        )
        let json = await bench.zartop("forecast", "busy", "--hours", "1", "--json").out
        #expect(
            json.contains(#""starts":null,"skipped":null"#) && json.contains(#""fate":null"#),
            "\(json.prefix(600))"
        )
    }

    @Test func `of one task too nothing is foretold that is not known`() async throws {
        let bench = try busy()
        let few = await bench.zartop("forecast", "audit-window", "--hours", "1", width: 100).out
        #expect(few.contains("2026-12-24 02:10:00  in 9m50s   -"), "\(few)")
        #expect(few.contains("no completed execution to measure, so overlaps cannot be foreseen"))
        #expect(!few.contains("starts"))
        let many = await bench.zartop("forecast", "audit-window", "--hours", "48", width: 100).out
        #expect(many.contains("  -        -\n"), "\(many)")
    }

    @Test func `what comes later than the span has its time told`() async throws {
        let bench = try busy()
        try bench.database.run("UPDATE zart_tasks SET recurrence = 'every 1d' WHERE id = 4")
        try bench.database.run("UPDATE zart_versions SET recurrence = 'every 1d' WHERE task = 4")
        let one = await bench.zartop("forecast", "busy", "--hours", "1")
        #expect(one.out == "", "\(one)")
        #expect(
            one.err.contains("the next instant is 20") && one.err.contains("--hours looks further ahead"),
            "\(one)"
        )
        let all = await bench.zartop("forecast", "--hours", "1", width: 120).out
        let row = all.split(separator: "\n").first { $0.hasPrefix("busy") }
        #expect(row?.contains(" - ") == false && row?.contains(":") == true, "\(all)")
    }

    @Test func `the shape of a forecast`() async throws {
        let out = await (try busy()).zartop("forecast", "busy", "--hours", "1", "--json").out
        #expect(
            out.hasPrefix(
                """
                [{"task":"busy","from":"2026-12-24T02:00:10.000Z","through":"2026-12-24T03:00:10.000Z",\
                "isPartial":false,"samples":5,"p50Ms":25000,"p95Ms":25000,\
                "p50":{"instants":360,"starts":120,"skipped":240,"cancelled":0,"waits":0,"coalesced":0,"held":0,\
                "dropped":0,"atOnce":1},"p95":{"instants":360,"starts":120,"skipped":240,"cancelled":0,"waits":0,\
                "coalesced":0,"held":0,"dropped":0,"atOnce":1},"maxForNone":3,"spans":[
                """
            ),
            "\(out.prefix(900))"
        )
        #expect(
            out.contains(
                """
                {"at":"2026-12-24T02:00:30.000Z","until":"2026-12-24T02:00:40.000Z","count":2,"fate":"skipped",\
                "execution":null,"startsAt":null,"heldBy":"busy-5","cancels":0,"active":1}
                """
            ),
            "\(out.prefix(900))"
        )
    }

    @Test func `what is wrong is said`() async throws {
        let bench = try busy()
        #expect(
            await bench.zartop("forecast", "bussy").err == "zartop: no task 'bussy'; did you mean 'busy'?\n"
        )
        #expect(await bench.zartop("forecast", "--hours", "0").status == 2)
        #expect(await bench.zartop("forecast", "--hours", "9000").status == 2)
    }
}
