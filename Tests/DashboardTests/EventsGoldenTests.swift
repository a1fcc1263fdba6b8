import Canvas
import Testing

@testable import Dashboard

/// The events, followed and held at what a search found, as they are on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct EventsGoldenTests {
    @Test func `following, 80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks   2 Executions  [3 Events]  4 Workers            from INFO   ▼ FOLLOW
             TIME         LVL   EXECUTION   STEP     TRY MESSAGE
             14:02:57.003 INFO  invoice-203 email      1 started on w2
             14:03:03.010 WARN  invoice-203 email      1 failed: SMTP 421 try again later
             14:03:03.011 INFO  invoice-203 email      2 scheduled in 5s
             14:03:08.020 INFO  invoice-203 email      2 started on w2
             14:03:11.120 WARN  invoice-203 email      2 failed: SMTP 421 try again later
             14:03:11.121 INFO  invoice-203 email      3 scheduled in 24s at 14:03:35
             14:03:20.500 INFO  invoice-203 upload-b   1 completed 16.0s
             14:03:21.900 INFO  config-8800              cancelled: overlap restart by occu…
             14:03:26.000 SKIP  inventory                occurrence 10234 skipped: 10233 st…
             14:03:27.002 INFO  audit-990                started (3 overlapping)








            ── ▼ following ─────────────────────────────────────────────────────────────────
             line 10 of 10   level INFO+
             f hold  ⏎ open  / search  L level  w wrap  b mark  Esc back  q quit  ? help
            """
        #expect(GoldenSample.events(80, 24).text(.unicode) == expected)
    }

    @Test func `following, 80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks   2 Executions  [3 Events]  4 Workers            from INFO   v FOLLOW
             TIME         LVL   EXECUTION   STEP     TRY MESSAGE
             14:02:57.003 INFO  invoice-203 email      1 started on w2
             14:03:03.010 WARN  invoice-203 email      1 failed: SMTP 421 try again later
             14:03:03.011 INFO  invoice-203 email      2 scheduled in 5s
             14:03:08.020 INFO  invoice-203 email      2 started on w2
             14:03:11.120 WARN  invoice-203 email      2 failed: SMTP 421 try again later
             14:03:11.121 INFO  invoice-203 email      3 scheduled in 24s at 14:03:35
             14:03:20.500 INFO  invoice-203 upload-b   1 completed 16.0s
             14:03:21.900 INFO  config-8800              cancelled: overlap restart by occu~
             14:03:26.000 SKIP  inventory                occurrence 10234 skipped: 10233 st~
             14:03:27.002 INFO  audit-990                started (3 overlapping)








            -- v following -----------------------------------------------------------------
             line 10 of 10   level INFO+
             f hold  Enter open  / search  L level  w wrap  b mark  Esc back  ? help
            """
        #expect(GoldenSample.events(80, 24).text(.ascii) == expected)
    }

    @Test func `following, 40 columns by 12 rows`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
             1 2 [3 Events] 4  from INFO   ▼ FOLLOW
             TIME     L MESSAGE
             14:03:11 W invoice-203/email failed: S…
             14:03:11 I invoice-203/email scheduled…
             14:03:20 I invoice-203/upload-b comple…
             14:03:21 I config-8800 cancelled: over…
             14:03:26 S inventory occurrence 10234 …
             14:03:27 I audit-990 started (3 overla…
            ── ▼ following ─────────────────────────
             line 10 of 10   level INFO+
             f hold  / search  L level  ? help
            """
        #expect(GoldenSample.events(40, 12).text(.unicode) == expected)
    }

    @Test func `following, 120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks   2 Executions  [3 Events]  4 Workers                                                    from INFO   ▼ FOLLOW
             TIME         LVL   EXECUTION   STEP     TRY MESSAGE
             14:02:57.003 INFO  invoice-203 email      1 started on w2
             14:03:03.010 WARN  invoice-203 email      1 failed: SMTP 421 try again later
             14:03:03.011 INFO  invoice-203 email      2 scheduled in 5s
             14:03:08.020 INFO  invoice-203 email      2 started on w2
             14:03:11.120 WARN  invoice-203 email      2 failed: SMTP 421 try again later
             14:03:11.121 INFO  invoice-203 email      3 scheduled in 24s at 14:03:35
             14:03:20.500 INFO  invoice-203 upload-b   1 completed 16.0s
             14:03:21.900 INFO  config-8800              cancelled: overlap restart by occurrence 8801
             14:03:26.000 SKIP  inventory                occurrence 10234 skipped: 10233 still running
             14:03:27.002 INFO  audit-990                started (3 overlapping)
























            ── ▼ following ─────────────────────────────────────────────────────────────────────────────────────────────────────────
             line 10 of 10   level INFO+
             f hold  ⏎ open  / search  n next hit  L level  w wrap  b mark  l pan  y copy  Esc back  : command  q quit  ? help
            """
        #expect(GoldenSample.events(120, 40).text(.unicode) == expected)
    }

    @Test func `paused at a hit, 80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks   2 Executions  [3 Events]  4 Workers    from INFO   / 421   ‖ paused
             TIME         LVL   EXECUTION   STEP     TRY MESSAGE
             14:02:57.003 INFO  invoice-203 email      1 started on w2
            ▌14:03:03.010 WARN  invoice-203 email      1 failed: SMTP 421 try again later
             14:03:03.011 INFO  invoice-203 email      2 scheduled in 5s
             14:03:08.020 INFO  invoice-203 email      2 started on w2
             14:03:11.120 WARN  invoice-203 email      2 failed: SMTP 421 try again later
             14:03:11.121 INFO  invoice-203 email      3 scheduled in 24s at 14:03:35
             14:03:20.500 INFO  invoice-203 upload-b   1 completed 16.0s
             14:03:21.900 INFO  config-8800              cancelled: overlap restart by occu…
             14:03:26.000 SKIP  inventory                occurrence 10234 skipped: 10233 st…
             14:03:27.002 INFO  audit-990                started (3 overlapping)








            ── ‖ paused  ▼ 3 newer  G to follow again ──────────────────────────────────────
             line 2 of 10   level INFO+   /421  2 hits
             hit 1 of 2
            """
        #expect(GoldenSample.eventsFound(80, 24).text(.unicode) == expected)
    }

    @Test func `paused at a hit, 80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks   2 Executions  [3 Events]  4 Workers    from INFO   / 421   = paused
             TIME         LVL   EXECUTION   STEP     TRY MESSAGE
             14:02:57.003 INFO  invoice-203 email      1 started on w2
            >14:03:03.010 WARN  invoice-203 email      1 failed: SMTP 421 try again later
             14:03:03.011 INFO  invoice-203 email      2 scheduled in 5s
             14:03:08.020 INFO  invoice-203 email      2 started on w2
             14:03:11.120 WARN  invoice-203 email      2 failed: SMTP 421 try again later
             14:03:11.121 INFO  invoice-203 email      3 scheduled in 24s at 14:03:35
             14:03:20.500 INFO  invoice-203 upload-b   1 completed 16.0s
             14:03:21.900 INFO  config-8800              cancelled: overlap restart by occu~
             14:03:26.000 SKIP  inventory                occurrence 10234 skipped: 10233 st~
             14:03:27.002 INFO  audit-990                started (3 overlapping)








            -- = paused  v 3 newer  G to follow again --------------------------------------
             line 2 of 10   level INFO+   /421  2 hits
             hit 1 of 2
            """
        #expect(GoldenSample.eventsFound(80, 24).text(.ascii) == expected)
    }

    @Test func `paused at a hit, 40 columns by 12 rows`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
             1 2 [3 Events] 4      / 421   ‖ paused
             TIME     L MESSAGE
            ▌14:03:03 W invoice-203/email failed: S…
             14:03:03 I invoice-203/email scheduled…
             14:03:08 I invoice-203/email started o…
             14:03:11 W invoice-203/email failed: S…
             14:03:11 I invoice-203/email scheduled…
             14:03:20 I invoice-203/upload-b comple…
            ── ‖ paused  ▼ 3 newer  G to follow a…──
             line 2 of 10   level INFO+   /421  2 h…
             hit 1 of 2
            """
        #expect(GoldenSample.eventsFound(40, 12).text(.unicode) == expected)
    }

    @Test func `paused at a hit, 120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks   2 Executions  [3 Events]  4 Workers                                            from INFO   / 421   ‖ paused
             TIME         LVL   EXECUTION   STEP     TRY MESSAGE
             14:02:57.003 INFO  invoice-203 email      1 started on w2
            ▌14:03:03.010 WARN  invoice-203 email      1 failed: SMTP 421 try again later
             14:03:03.011 INFO  invoice-203 email      2 scheduled in 5s
             14:03:08.020 INFO  invoice-203 email      2 started on w2
             14:03:11.120 WARN  invoice-203 email      2 failed: SMTP 421 try again later
             14:03:11.121 INFO  invoice-203 email      3 scheduled in 24s at 14:03:35
             14:03:20.500 INFO  invoice-203 upload-b   1 completed 16.0s
             14:03:21.900 INFO  config-8800              cancelled: overlap restart by occurrence 8801
             14:03:26.000 SKIP  inventory                occurrence 10234 skipped: 10233 still running
             14:03:27.002 INFO  audit-990                started (3 overlapping)
























            ── ‖ paused  ▼ 3 newer  G to follow again ──────────────────────────────────────────────────────────────────────────────
             line 2 of 10   level INFO+   /421  2 hits
             hit 1 of 2
            """
        #expect(GoldenSample.eventsFound(120, 40).text(.unicode) == expected)
    }

    @Test func `following, 200 columns by 60 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121                                                                                               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks   2 Executions  [3 Events]  4 Workers                                                                                                                                    from INFO   ▼ FOLLOW
             TIME         LVL   EXECUTION   STEP     TRY MESSAGE
             14:02:57.003 INFO  invoice-203 email      1 started on w2
             14:03:03.010 WARN  invoice-203 email      1 failed: SMTP 421 try again later
             14:03:03.011 INFO  invoice-203 email      2 scheduled in 5s
             14:03:08.020 INFO  invoice-203 email      2 started on w2
             14:03:11.120 WARN  invoice-203 email      2 failed: SMTP 421 try again later
             14:03:11.121 INFO  invoice-203 email      3 scheduled in 24s at 14:03:35
             14:03:20.500 INFO  invoice-203 upload-b   1 completed 16.0s
             14:03:21.900 INFO  config-8800              cancelled: overlap restart by occurrence 8801
             14:03:26.000 SKIP  inventory                occurrence 10234 skipped: 10233 still running
             14:03:27.002 INFO  audit-990                started (3 overlapping)












































            ── ▼ following ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
             line 10 of 10   level INFO+
             f hold  ⏎ open  / search  n next hit  N last hit  L level  w wrap  b mark  l pan  y copy  Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.events(200, 60).text(.unicode) == expected)
    }
}
