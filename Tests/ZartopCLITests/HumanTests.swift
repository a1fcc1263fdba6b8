import TestDatabase
import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct HumanTests {
    @Test func `tasks fit 80 columns`() async throws {
        let outcome = try await Bench().zartop("tasks", width: 80)
        #expect(
            outcome.out == """
                TASK            STATE   SCHEDULE        NEXT (UTC)           RUN  NO.  LAST
                audit-window    active  after 10m       2026-12-24 02:10:00  0      0  -
                config-refresh  paused  every 30s       2026-12-24 02:00:10  1+1    1  scheduled
                nightly-report  active  cron 0 2 * * *  2026-12-25 02:00:00  1      3  running
                config-refresh is paused: deploy window
                no worker runs: nothing fires until one does

                """
        )
        #expect(outcome.status == 0)
        #expect(outcome.err == "")
    }

    @Test func `a sentence is broken at the edge of a terminal, and nothing of it is cut`() async throws {
        let bench = try Bench()
        try bench.database.run(
            "UPDATE zart_tasks SET note = 'until the warehouse in Rotterdam has been moved' WHERE name = 'config-refresh'"
        )
        #expect(
            await bench.zartop("tasks", width: 40).out.hasSuffix(
                """

                config-refresh is paused: until the
                  warehouse in Rotterdam has been moved
                no worker runs: nothing fires until one
                  does

                """
            )
        )
    }

    @Test func `zones have a column when one is not UTC`() async throws {
        let bench = try Bench()
        try bench.database.run(
            """
            DELETE FROM zart_tasks WHERE id > 1;
            UPDATE zart_tasks SET timezone = 'Europe/Berlin', last_status = NULL,
                recurrence = 'cron Europe/Berlin gap=after repeat=first 30 2 * * mon-fri',
                paused_until = \(Scene.night + 3_600_000), state = 'paused'
            """
        )
        #expect(
            await bench.zartop("tasks", width: 80).out == """
                TASK          STATE   SCHEDULE    ZONE    NEXT (UTC)           RUN  NO.  LAST
                nightly-rep…  paused  cron 30 2…  Europ…  2026-12-25 01:30:00  1      3  running
                nightly-report is paused until 2026-12-24 03:00:00
                no worker runs: nothing fires until one does

                """
        )
    }

    @Test func `executions fit 80 columns and are whole in a pipe`() async throws {
        let bench = try Bench()
        #expect(
            await bench.zartop("executions", width: 80).out == """
                ID        STATUS     DUE (UTC)             LAG   TOOK  RESULT
                config-1  scheduled  2026-12-24 02:00:00     -      -  waits for config-0/email…
                report-2  running    2026-12-24 02:00:00  12ms  9.9s+
                manual-1  completed  2026-12-24 01:59:40   0ms   1.0s  3
                config-0  cancelled  2026-12-24 01:59:00  10ms  29.9s  cancelled by anna
                report-1  failed     2026-12-23 02:00:00     -   1.0s  step 'write-report' fail…
                report-0  completed  2026-12-22 02:00:00  12ms   9.4s  {"status":"ok"}

                """
        )
        let piped = await bench.zartop("executions", "--status", "failed").out
        #expect(piped.hasSuffix("  step 'write-report' failed: disk full\n"))
        let ascii = await bench.zartop("executions", "--ascii", width: 80).out
        #expect(ascii.contains("waits for config-0/email~"))
    }

    @Test func `executions are filtered, counted and named`() async throws {
        let bench = try Bench()
        func ids(_ words: String...) async -> [Substring] {
            let outcome = await bench.run(["executions", "--db", bench.database.path] + words)
            return outcome.out.split(separator: "\n").dropFirst().compactMap {
                $0.split(separator: " ").first
            }
        }
        #expect(await ids("nightly-report") == ["report-2", "report-1", "report-0"])
        #expect(await ids("export") == ["manual-1"])
        #expect(await ids("--since", "1m") == ["config-1", "report-2", "manual-1"])
        #expect(await ids("--since", "-71s") == ["config-1", "report-2", "manual-1", "config-0"])
        #expect(await ids("--since", "2026-12-24T02:00:00Z") == ["config-1", "report-2"])
        #expect(await ids("--status", "completed", "--limit", "1") == ["manual-1"])
        let more = await bench.zartop("executions", "--limit", "2")
        #expect(more.err == "older ones are left out: --limit shows more\n")
        #expect(await bench.zartop("executions", "--limit", "6").err == "")
        let none = await bench.zartop("executions", "audit-window")
        #expect(none == Bench.Outcome(status: 0, err: "no executions\n"))
    }

    @Test func `a running execution tells what happens next`() async throws {
        #expect(
            try await Bench().zartop("show", "report-2", width: 80).out == """
                report-2  running
                  task     nightly-report, occurrence 2, started by the schedule
                  due      2026-12-24 02:00:00.000
                  started  2026-12-24 02:00:00.012  12ms after it was due
                  payload  {"warehouse":"EU-1"}

                run 0  initial  running  from 2026-12-24 02:00:00.012
                  02:00:00.020  fetch-inventory  completed  1.2s  {"items":1234}
                  02:00:01.220  settle           sleep, completed  1.0s
                  02:00:02.230  write-report     retrying
                    attempt 1  02:00:02.230  failed         70ms  worker 4  connection refused
                    attempt 2  02:00:04.300  interrupted   <1.7s  worker 3
                    attempt 3  02:00:09.000  timed-out      3.0s  worker 4  no answer within 3s
                  02:00:02.240  approval         event, waiting

                next  'write-report' is tried again, attempt 4, at 02:00:20, in 10.0s
                      waits for event 'approval' until 03:00:02, in 59m52s
                no worker runs: nothing fires until one does

                """
        )
    }

    @Test func `an ended execution tells every run`() async throws {
        let bench = try Bench()
        #expect(
            await bench.zartop("show", "report-1", width: 80).out == """
                report-1  failed
                  task     nightly-report, occurrence 1, started by the schedule
                  due      2026-12-23 02:00:00.000
                  started  2026-12-23 03:46:40.000
                  ended    2026-12-23 03:46:41.000  after 1.0s
                  payload  {"warehouse":"EU-1"}
                  error    step 'write-report' failed: disk full

                run 0  initial  failed  from 2026-12-23 02:00:00.010, 9.9s
                  error    worker gone three times

                run 1  retry  failed  from 2026-12-23 03:46:40.000, 1.0s
                  03:46:40.010  write-report  failed  990ms  disk full

                """
        )
        #expect(
            await bench.zartop("show", "config-0").out == """
                config-0  cancelled
                  task     config-refresh, occurrence 0, triggered
                  due      2026-12-24 01:59:00.000
                  started  2026-12-24 01:59:00.010  10ms after it was due
                  ended    2026-12-24 01:59:30.000  after 29.9s
                  payload  null
                  error    cancelled by anna

                run 0  initial  cancelled  from 2026-12-24 01:59:00.010, 29.9s
                  01:59:01.000  email  cancelled, still stopping  29.0s

                next  'email' had yet to stop when that was last looked at: the next worker or order looks again

                """
        )
    }

    @Test func `an error of several lines is one line in that of its step and attempt`() async throws {
        let bench = try Bench()
        for table in ["zart_attempts", "zart_steps"] {
            let column = table == "zart_steps" ? "attempt_error" : "error"
            try bench.database.run(
                "UPDATE \(table) SET \(column) = 'status 3' || char(10) || 'bad' WHERE \(column) IS NOT NULL"
            )
        }
        let text = await bench.zartop("show", "report-2", width: 100).out
        #expect(text.contains("  failed         70ms  worker 4  status 3: bad\n"), "\(text)")
        #expect(!text.contains("\\n"), "\(text)")
    }

    @Test func `what is caught up is shown with its instant and the time that it was set for`() async throws {
        let bench = try Bench()
        try bench.database.run(
            "UPDATE zart_executions SET nominal_at = scheduled_at - 5000 WHERE id = 'report-2'"
        )
        let text = await bench.zartop("show", "report-2").out
        #expect(
            text.contains("  for      2026-12-24 01:59:55.000\n  set for  2026-12-24 02:00:00.000\n"),
            "\(text)"
        )
        #expect(text.contains("5.0s after it was due\n"))
    }

    @Test(arguments: [
        (
            "UPDATE zart_steps SET status = 'running' WHERE seq = 6",
            "'write-report' was begun 1.0s ago by a worker that is gone: the next one picks it up"
        ),
        (
            "UPDATE zart_steps SET status = 'sleeping', kind = 'sleep' WHERE seq = 6",
            "'write-report' sleeps until 02:00:20, in 10.0s"
        ),
        (
            "UPDATE zart_steps SET status = 'scheduled' WHERE seq = 6",
            "'write-report' begins when there is a free slot"
        ),
        (
            "UPDATE zart_steps SET status = 'retrying', wake_at = \(Scene.night + 90_000_000) WHERE seq = 6",
            "'write-report' is tried again, attempt 4, at 2026-12-25 03:00:00, in 1d00h"
        ),
        ("DELETE FROM zart_steps WHERE seq > 5", "no step is begun: the next worker goes on with it"),
        (
            "UPDATE zart_executions SET status = 'scheduled' WHERE seq = 5",
            "begins when a worker has a free slot"
        ),
        (
            """
            UPDATE zart_executions SET status = 'scheduled', scheduled_at = \(Scene.night + 40_000) WHERE seq = 5
            """, "begins at 02:00:40, in 30.0s"
        ),
        (
            "UPDATE zart_executions SET status = 'scheduled', waits_for = 3 WHERE seq = 5",
            "begins when config-0/email has stopped"
        ),
    ])
    func `every state has its next`(change: String, sentence: String) async throws {
        let bench = try Bench()
        try bench.database.run(change)
        let out = await bench.zartop("show", "report-2").out
        #expect(out.contains("\nnext  \(sentence)\n"), "\(out)")
    }

    @Test func `decisions fit 80 columns`() async throws {
        let bench = try Bench()
        // Its jitter puts each off by some seconds, and that is no lateness.
        let all = await bench.zartop("ledger", "config-refresh", width: 80).out
        #expect(
            all == """
                INSTANT (UTC)            DECISION          LATE  WHAT
                2026-12-23 01:00:00.000  missed           2h46m  4 instants until 01:00:30
                2026-12-24 01:58:30.000  skipped-overlap  27.7s  held by config-0, 2 instants u…
                2026-12-24 01:59:30.000  coalesced        28.9s  into 02:00:00
                2026-12-24 02:00:00.000  buffered           0ms

                """,
            "\(all)"
        )
        // What grew on time was as late as its first instant, and is not early.
        try bench.database.run("UPDATE zart_tasks SET jitter = NULL")
        try bench.database.run(
            "UPDATE zart_ledger SET decided_at = nominal_at + 7 WHERE decision = 'skipped-overlap'"
        )
        let grown = await bench.zartop("ledger", "config-refresh", "--from", "90s").out
        #expect(grown.contains("skipped-overlap    7ms  held by config-0"), "\(grown)")
        let late = await bench.zartop("ledger", "config-refresh", "--from", "1m", "--to", "now").out
        #expect(late.split(separator: "\n").count == 3)
        let none = await bench.zartop("ledger", "audit-window")
        #expect(none == Bench.Outcome(status: 0, err: "no decisions\n"))
        let swapped = await bench.zartop("ledger", "audit-window", "--from", "1m", "--to", "2m")
        #expect(swapped == Bench.Outcome(status: 2, err: "zartop: --to lies before --from: swap them\n"))
    }

    @Test func `an empty database says so`() async throws {
        let outcome = try await Bench(isFilled: false).zartop("tasks")
        #expect(outcome == Bench.Outcome(status: 0, err: "no recurring tasks yet: a worker registers them\n"))
    }
}
