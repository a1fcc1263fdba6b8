import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct AlarmCommandTests {
    private static let rows = """
        INSERT INTO zart_alarms (id, task, kind, subject, execution, since, raised_at, sentence, evidence, recovered_at,
            recovery)
            SELECT 1, id, 'longer-than', 'report-1', 'report-1', \(Scene.night - 90_000), \(Scene.night - 60_000),
            'report-1 runs since 2026-12-24T01:58:30Z, for more than its limit of 30s', '{"limitMs":30000}', \(Scene.night - 50_000),
            'report-1 ended after 40s' FROM zart_tasks WHERE name = 'nightly-report';
        INSERT INTO zart_alarms (id, task, kind, subject, since, raised_at, sentence, evidence)
            SELECT 2, id, 'failures', '', \(Scene.night), \(Scene.night), '3 failed in a row: no', '{"failures":3}'
            FROM zart_tasks WHERE name = 'nightly-report';
        INSERT INTO zart_alarm_notices (alarm, change, status, attempts, ended_at)
            VALUES (1, 'raised', 'unaddressed', 0, 0), (1, 'recovered', 'delivered', 1, \(Scene.night - 49_000));
        INSERT INTO zart_alarm_notices (alarm, change, status, attempts, due_at, error)
            VALUES (2, 'raised', 'pending', 2, \(Scene.night + 15_000), 'exit status 7' || char(10) || 'no route');
        """

    private func bench() throws -> Bench {
        let bench = try Bench()
        try bench.database.run(Self.rows)
        return bench
    }

    @Test func `raised alarms are told with their numbers and what became of telling somebody`() async throws
    {
        let bench = try bench()
        #expect(
            await bench.zartop("alarms").out == """
                2  raised  failures  nightly-report  2026-12-24 02:00:00 UTC (10.0s)
                    3 failed in a row: no
                    the notice that it was raised failed 2 times: exit status 7: no route; it is tried again in 5.0s

                """
        )
    }

    @Test func `all alarms are told, the newest first, and broken at the terminal's edge`() async throws {
        let bench = try bench()
        #expect(
            await bench.zartop("alarms", "--all", width: 60).out == """
                2  raised  failures  nightly-report  2026-12-24 02:00:00 UT…
                    3 failed in a row: no
                    the notice that it was raised failed 2 times: exit
                    status 7: no route; it is tried again in 5.0s
                1  over  longer-than  nightly-report  2026-12-24 01:59:00 U…
                    report-1 runs since 2026-12-24T01:58:30Z, for more than
                    its limit of 30s
                    over at 2026-12-24 01:59:10: report-1 ended after 40s
                    the notice that it is over was delivered at 2026-12-24
                    01:59:11

                """
        )
    }

    @Test func `alarms as JSON`() async throws {
        let bench = try bench()
        #expect(
            await bench.zartop("alarms", "--json").out == """
                [{"id":2,"alarm":"failures","task":"nightly-report","execution":null,"step":null,\
                "since":"2026-12-24T02:00:00.000Z","raisedAt":"2026-12-24T02:00:00.000Z","recoveredAt":null,\
                "sentence":"3 failed in a row: no","recovery":null,"evidence":{"failures":3},"acknowledgedAt":null,\
                "acknowledgedBy":null,"acknowledgedFrom":null,"acknowledgedBecause":null,"notices":[\
                {"change":"raised","status":"pending","attempts":2,"nextAt":"2026-12-24T02:00:15.000Z",\
                "endedAt":null,"error":"exit status 7\\nno route"}]}]

                """
        )
        let empty = try Bench(isFilled: false)
        #expect(await empty.zartop("alarms", "--json").out == "[]\n")
        #expect(
            await empty.zartop("alarms").err
                == "no alarm is raised\nno worker runs: nothing fires until one does\n"
        )
    }

    @Test func `an acknowledgement is an order with who, where and why`() async throws {
        let bench = try bench()
        _ = await bench.zartop("alarms", "--ack", "2", "--reason", "on it")
        let order = try #require(bench.desk.orders.first)
        #expect(
            order
                == Order(
                    .acknowledge(task: "nightly-report", alarm: 2),
                    actor: "anna",
                    terminal: "/dev/pts/1",
                    reason: "on it"
                )
        )
    }

    @Test(arguments: [
        (["9"], 3, "zartop: no alarm 9\n"),
        (
            ["1"], 5,
            "zartop: alarm 1 of task 'nightly-report' is over since 2026-12-24T01:59:10Z: there is nothing to acknowledge\n"
        ),
        (["x"], 2, "zartop: --ack takes the number of an alarm, not 'x'"),
        (
            ["2", "--read-only"], 5,
            "zartop: 'alarms --ack' changes things, and --read-only says to touch nothing: leave it out\n"
        ),
    ])
    func `what cannot be acknowledged is refused with a sentence`(
        words: [String],
        status: Int32,
        sentence: String
    ) async throws {
        let bench = try bench()
        let outcome = await bench.run(["alarms", "--ack"] + words + ["--db", bench.database.path])
        #expect(outcome.status == status && outcome.err.hasPrefix(sentence), "\(outcome)")
        #expect(bench.desk.orders.isEmpty)
    }
}
