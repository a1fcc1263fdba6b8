import TestDatabase
import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct JSONShapeTests {
    @Test func `tasks`() async throws {
        let bench = try Bench()
        #expect(
            await bench.zartop("tasks", "--json").out == """
                [{"task":"audit-window","kind":"scheduled","state":"active","schedule":"after 10m","timezone":null,\
                "overlap":"max-2 buffer(limit 5, keep latest)","missed":"all-3 window 1h","occurrence":0,\
                "nextFireAt":"2026-12-24T02:10:00.000Z","running":0,"buffered":0,"lastExecution":null,\
                "lastStatus":null,"started":7,"skipped":0,"coalesced":0,"missedCount":0,"note":null},
                 {"task":"config-refresh","kind":"durable","state":"paused","schedule":"every 30s","timezone":null,\
                "overlap":"cancel-and-restart","missed":"skip","occurrence":1,\
                "nextFireAt":"2026-12-24T02:00:10.000Z","running":1,"buffered":1,"lastExecution":"config-1",\
                "lastStatus":"scheduled","started":1,"skipped":0,"coalesced":0,"missedCount":4,\
                "note":"deploy window"},
                 {"task":"nightly-report","kind":"durable","state":"active","schedule":"cron 0 2 * * *",\
                "timezone":"UTC","overlap":"skip-if-running","missed":"latest","occurrence":3,\
                "nextFireAt":"2026-12-25T02:00:00.000Z","running":1,"buffered":0,"lastExecution":"report-2",\
                "lastStatus":"running","started":3,"skipped":1,"coalesced":2,"missedCount":0,"note":null}]

                """
        )
    }

    @Test func `executions`() async throws {
        let bench = try Bench()
        #expect(
            await bench.zartop("executions", "--json", "--since", "30s").out == """
                [{"id":"config-1","task":"config-refresh","occurrence":1,"status":"scheduled",\
                "nominalAt":"2026-12-24T02:00:00.000Z","scheduledAt":"2026-12-24T02:00:00.000Z","startedAt":null,\
                "endedAt":null,"lagMs":null,"error":null,"result":null},
                 {"id":"report-2","task":"nightly-report","occurrence":2,"status":"running",\
                "nominalAt":"2026-12-24T02:00:00.000Z","scheduledAt":"2026-12-24T02:00:00.000Z",\
                "startedAt":"2026-12-24T02:00:00.012Z","endedAt":null,"lagMs":12,"error":null,"result":null},
                 {"id":"manual-1","task":"export","occurrence":null,"status":"completed","nominalAt":null,\
                "scheduledAt":"2026-12-24T01:59:40.000Z","startedAt":"2026-12-24T01:59:40.000Z",\
                "endedAt":"2026-12-24T01:59:41.000Z","lagMs":0,"error":null,"result":3}]

                """
        )
        #expect(await bench.zartop("executions", "audit-window", "--json").out == "[]\n")
    }

    @Test func `show`() async throws {
        let bench = try Bench()
        try bench.database.run("DELETE FROM zart_steps WHERE seq IN (4, 5)")
        #expect(
            await bench.zartop("show", "report-2", "--json").out == """
                {"id":"report-2","task":"nightly-report","occurrence":2,"status":"running",\
                "nominalAt":"2026-12-24T02:00:00.000Z","scheduledAt":"2026-12-24T02:00:00.000Z",\
                "startedAt":"2026-12-24T02:00:00.012Z","endedAt":null,"lagMs":12,"error":null,"result":null,\
                "payload":{"warehouse":"EU-1"},"runs":[{"run":0,"trigger":"initial","status":"running",\
                "startedAt":"2026-12-24T02:00:00.012Z","endedAt":null,"error":null,"steps":[\
                {"name":"write-report","kind":"step","status":"retrying","startedAt":"2026-12-24T02:00:02.230Z",\
                "endedAt":null,"nextRetryAt":"2026-12-24T02:00:20.000Z","error":null,"result":null,"attempts":[\
                {"attempt":1,"status":"failed","startedAt":"2026-12-24T02:00:02.230Z",\
                "endedAt":"2026-12-24T02:00:02.300Z","error":"connection refused","worker":4},\
                {"attempt":2,"status":"interrupted","startedAt":"2026-12-24T02:00:04.300Z",\
                "endedAt":"2026-12-24T02:00:06.000Z","error":null,"worker":3},\
                {"attempt":3,"status":"timed-out","startedAt":"2026-12-24T02:00:09.000Z",\
                "endedAt":"2026-12-24T02:00:12.000Z","error":"no answer within 3s","worker":4}]},\
                {"name":"approval","kind":"event","status":"waiting","startedAt":"2026-12-24T02:00:02.240Z",\
                "endedAt":null,"nextRetryAt":"2026-12-24T03:00:02.240Z","error":null,"result":null,"attempts":[]}\
                ]}]}

                """
        )
    }

    @Test func `show tells who had an execution run again`() async throws {
        let bench = try Bench()
        try bench.database.run(
            """
            INSERT INTO zart_orders (kind, target, execution, actor, terminal, reason, posted_at, answered_at, answer)
            VALUES ('retry', 'report-1', 'report-1', 'anna', 'pts/1', 'the disk is free again', \(Scene.night - 80_000_500),
                \(Scene.night - 80_000_000), 'run 1 of report-1 tries step ''write-report'' again')
            """
        )
        let shown = await bench.zartop("show", "report-1", "--json").out
        let told = #""actor":"anna","terminal":"pts/1","reason":"the disk is free again"}]}"#
        #expect(shown.hasSuffix(told + "\n"), "\(shown)")
        #expect(shown.split(separator: #""actor""#).count == 2)
    }

    @Test func `ledger`() async throws {
        #expect(
            try await Bench().zartop("ledger", "config-refresh", "--json", "--from", "2m").out == """
                [{"nominalAt":"2026-12-24T01:58:30.000Z","decision":"skipped-overlap",\
                "decidedAt":"2026-12-24T01:59:00.001Z","execution":null,"heldBy":"config-0",\
                "until":"2026-12-24T01:59:00.000Z","count":2},
                 {"nominalAt":"2026-12-24T01:59:30.000Z","decision":"coalesced",\
                "decidedAt":"2026-12-24T02:00:00.000Z","execution":null,"heldBy":null,\
                "until":"2026-12-24T01:59:30.000Z","count":1},
                 {"nominalAt":"2026-12-24T02:00:00.000Z","decision":"buffered",\
                "decidedAt":"2026-12-24T02:00:00.000Z","execution":null,"heldBy":null,\
                "until":"2026-12-24T02:00:00.000Z","count":1}]

                """
        )
    }

    @Test func `doctor`() async throws {
        var bench = try Bench()
        bench.checks = [("counter", true, ""), ("overlap", false, "task 'x' runs 2 at once")]
        #expect(
            await bench.zartop("doctor", "--json")
                == Bench.Outcome(
                    status: 1,
                    out: """
                        {"ok":false,"checks":[{"name":"counter","ok":true,"detail":""},\
                        {"name":"overlap","ok":false,"detail":"task 'x' runs 2 at once"}]}

                        """
                )
        )
        #expect(
            await bench.zartop("doctor").out == """
                ok    counter
                FAULT overlap: task 'x' runs 2 at once
                1 of 2 checks found faults

                """
        )
        bench.checks = [("counter", true, "3 tasks")]
        let good = await bench.zartop("doctor")
        #expect(good == Bench.Outcome(status: 0, out: "ok    counter: 3 tasks\n1 checks, no faults\n"))
    }

    @Test func `many rows stay one list`() async throws {
        let bench = try Bench()
        try bench.database.run(
            """
            WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 2009)
            INSERT INTO zart_executions (seq, id, task, handler, cause, scheduled_at, status, payload, ended_at,
                created_at)
            SELECT i, 'e-' || i, NULL, 'export', 'start', i, 'completed', 'null', i, i FROM n;
            """
        )
        let out = await bench.zartop("executions", "export", "--json", "--limit", "1501").out
        let lines = out.split(separator: "\n")
        #expect(lines.count == 1501)
        #expect(JSONCheck.fault(in: out) == nil)
        #expect(lines.last?.hasPrefix(" {\"id\":\"e-509\"") == true)
    }
}
