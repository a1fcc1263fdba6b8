import Canvas
import Testing

@testable import Dashboard

/// The overview as it is on the screen, its last row, the keys, apart; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct TasksGoldenTests {
    private func screen(_ columns: Int, _ rows: Int, _ glyphs: GlyphSet) -> String {
        let keys = [Key.character("j"), .character("j")]
        let text = TasksSample.screen(columns, rows, glyphs: glyphs, keys: keys)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().joined(
            separator: "\n"
        )
    }

    @Test func `40 columns by 12 rows`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
             [1 Tasks] 2 3 4              1-8 of 12
              S TASK                      NEXT   OCC
              ! tax-export              -1m12s    77
              ● config-refresh              1s  8801
            ▌ ● inventory-snapshot          3s 10233
              ● heartbeat                   8s 88121
              ● audit-window               12s   990
              ● cache-warmer               41s  1502
              ● mail-digest              1m35s   310
              ● etl-hourly              56m33s  1203
            """
        #expect(screen(40, 12, .unicode) == expected)
    }

    @Test func `80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw       12 rec  5 run  1 retry  1 fail/h  1 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers       sort: NEXT ↑   1-10 of 12
              S TASK                      NEXT   OCC LAST 12      RUN OVERLAP   p95 SKIP
              ! tax-export              -1m12s    77 ▆▆▆▆▆▆▆▆▆▆▆▆   0 skip    2m00s    0
              ● config-refresh              1s  8801 ▂▂⊘▂▂▂⊘▂▂▂▂▸   1 restart  0.9s    –
            ▌ ● inventory-snapshot          3s 10233 ▃▃»»▃»»▃▃»»▸   1 skip      12s  512
              ● heartbeat                   8s 88121 ▂▂▂▂▂▂▂▂▂▂▂▂   0 allow    94ms    –
              ● audit-window               12s   990 ▃▃▃▃▃▃▃▃▃▃▸▸   2 allow     37s    –
              ● cache-warmer               41s  1502 ▂▂▂▂▂▂▂▂▂▂▂▂   0 restart  0.2s    –
              ● mail-digest              1m35s   310 ▆»▆»▆»▆»▆»▆▇   0 skip    2m50s   31
              ● etl-hourly              56m33s  1203 ▅▆▅▅▅▆▅▅█▅▅▅   0 skip    9m00s    2
              ● invoice-daily           56m33s   204 ▄▄▄✗▄▄▄▄▄▄▄↻   1 skip    2m10s    1
              ● gdpr-purge         09-25 23:03    33 ▃▃▃▃▃▃▃▃▃▃▃▃   0 skip      51s    0
            ── inventory-snapshot ──────────────────────────────────────────────────────────
             ● the instant in 3s is skipped if inventory-10232 still runs
             ▸ inventory-10232  running 2.2s of p95 12.4s  step 1/2  count
             every 5s  skip-if-running  OK 24h 98.5%  p50 11.1s p95 12.4s  skipped 512
            ── Attention 3 (! goes there) ──────────────────────────────────────────────────
             ! tax-export   late 1m12s: no running worker has handler tax-export
             ↻ invoice-203  email 3/5, retry in 8s: SMTP 421 try again
            ── Events ▼ follow ─────────────────────────────────────────────────────────────
             14:03:26 SKIP  inventory-snapshot 14:03:26 skipped: inventory-10232 still run…
             14:03:27 INFO  audit-989 started, beside audit-988
            """
        #expect(screen(80, 24, .unicode) == expected)
    }

    @Test func `80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw       12 rec  5 run  1 retry  1 fail/h  1 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers       sort: NEXT ^   1-10 of 12
              S TASK                      NEXT   OCC LAST 12      RUN OVERLAP   p95 SKIP
              ! tax-export              -1m12s    77 ============   0 skip    2m00s    0
              * config-refresh              1s  8801 __c___c____>   1 restart  0.9s    -
            > * inventory-snapshot          3s 10233 --ss-ss--ss>   1 skip      12s  512
              * heartbeat                   8s 88121 ____________   0 allow    94ms    -
              * audit-window               12s   990 ---------->>   2 allow     37s    -
              * cache-warmer               41s  1502 ____________   0 restart  0.2s    -
              * mail-digest              1m35s   310 =s=s=s=s=s==   0 skip    2m50s   31
              * etl-hourly              56m33s  1203 -=---=--#---   0 skip    9m00s    2
              * invoice-daily           56m33s   204 ---x-------~   1 skip    2m10s    1
              * gdpr-purge         09-25 23:03    33 ------------   0 skip      51s    0
            -- inventory-snapshot ----------------------------------------------------------
             * the instant in 3s is skipped if inventory-10232 still runs
             > inventory-10232  running 2.2s of p95 12.4s  step 1/2  count
             every 5s  skip-if-running  OK 24h 98.5%  p50 11.1s p95 12.4s  skipped 512
            -- Attention 3 (! goes there) --------------------------------------------------
             ! tax-export   late 1m12s: no running worker has handler tax-export
             ~ invoice-203  email 3/5, retry in 8s: SMTP 421 try again
            -- Events v follow -------------------------------------------------------------
             14:03:26 SKIP  inventory-snapshot 14:03:26 skipped: inventory-10232 still run~
             14:03:27 INFO  audit-989 started, beside audit-988
            """
        #expect(screen(80, 24, .ascii) == expected)
    }

    @Test func `120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121              12 recurring  5 running  1 retrying  1 failed/1h  1 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                                                            sort: NEXT ↑
              S TASK                      NEXT   OCC LAST 12      RUN OVERLAP   p95 SKIP SCHEDULE        LAST OUTCOME
              ! tax-export              -1m12s    77 ▆▆▆▆▆▆▆▆▆▆▆▆   0 skip    2m00s    0 cron 2 14 * * * ok 1m50s     23h59m
              ● config-refresh              1s  8801 ▂▂⊘▂▂▂⊘▂▂▂▂▸   1 restart  0.9s    – every 2s        run 0.4s        now
            ▌ ● inventory-snapshot          3s 10233 ▃▃»»▃»»▃▃»»▸   1 skip      12s  512 every 5s        run 2.2s        now
              ● heartbeat                   8s 88121 ▂▂▂▂▂▂▂▂▂▂▂▂   0 allow    94ms    – every 30s       ok 0.1s         22s
              ● audit-window               12s   990 ▃▃▃▃▃▃▃▃▃▃▸▸   2 allow     37s    – every 15s       run 31s         now
              ● cache-warmer               41s  1502 ▂▂▂▂▂▂▂▂▂▂▂▂   0 restart  0.2s    – every 1m        ok 0.2s         19s
              ● mail-digest              1m35s   310 ▆»▆»▆»▆»▆»▆▇   0 skip    2m50s   31 every 2m        ok 2m15s        25s
              ● etl-hourly              56m33s  1203 ▅▆▅▅▅▆▅▅█▅▅▅   0 skip    9m00s    2 cron 0 * * * *  ok 8m50s     54m37s
              ● invoice-daily           56m33s   204 ▄▄▄✗▄▄▄▄▄▄▄↻   1 skip    2m10s    1 cron 0 15 * * * retry 3/5        8s
              ● gdpr-purge         09-25 23:03    33 ▃▃▃▃▃▃▃▃▃▃▃▃   0 skip      51s    0 cron 0 0 * * 6  ok 49s        3d11h
              ‖ ledger-close            paused    12 ▆▆▆▆▆▆▆▆▆▆▆▆   0 skip    6m00s    0 cron 0 0 1 * *  ok 5m44s        21d
              ■ legacy-sync            stopped  4410 ▃▃▃▃▃✗✗✗✗✗✗✗   0 skip     3.0s    9 every 1m        fail 3.0s     6h01m

            ── Fire radar: 6 of 10 rows, next 10 min ─────────────────────────────────────── ┆ now  │ fire  ▒ many  » skip  ░ p95 ──
             tax-export          ┆ late 1m12s: no running worker has handler tax-export
             config-refresh      ┆▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
             inventory-snapshot  ┆▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ 2 in 3 will skip ▒▒▒▒▒
             heartbeat           ┆ │    │   │    │    │    │    │    │    │   │    │    │    │    │    │   │    │    │    │    │
             audit-window        ┆ │░░│░│░░│░│░░│░│░│░░│░│░░│░│░│░░│░│░░│░│░░│░│░│░░│░│░░│░│░░│░│░│░░│░│░░│░│ up to 3 at once ░░│░│
             mail-digest         ┆               │░░░░░░░░░░░░░░░░░░»░░░░░░░░           │░░░░░░░░░░░░░░░░░░» 2 of 5 will skip │░░░░
                                  now      +1m       +2m       +3m      +4m       +5m       +6m      +7m       +8m       +9m
            ── Attention 3 (! goes there) ────────────────────────────────┬─ Running 5 ─────────────────────────────────────────────
             ! tax-export   late 1m12s: no running worker has handler ta… │ ↻ invoice-203       3/7  2m06s email ↻ 8s
             ↻ invoice-203  email 3/5, retry in 8s: SMTP 421 try again    │ ▸ inventory-10232   1/2   2.2s count
             ✗ legacy-sync  7 failures, then stopped by anna 08:02        │ ▸ config-8800       0/1   0.4s fetch
                                                                          │ ▸ audit-989         4/6    31s seal
                                                                          │ ▸ audit-988         5/6    46s hash
            ── Events ▼ follow ───────────────────────────────────────────┴─────────────────────────────────────────────────────────
             14:03:19.600 INFO  heartbeat          heartbeat-88120        completed in 94ms
             14:03:21.000 INFO  cache-warmer       cache-1501             completed in 0.2s
             14:03:21.900 INFO  config-refresh     config-8799            cancelled by the overlap policy for config-8800
             14:03:26.000 SKIP  inventory-snapshot                        14:03:26 skipped: inventory-10232 still running
             14:03:27.000 INFO  audit-window       audit-989              started, beside audit-988
            ── inventory-snapshot ──────────────────────────────────────────────────────────────────────────────────────────────────
             ● the instant in 3s is skipped if inventory-10232 still runs
             ▸ inventory-10232  running 2.2s of p95 12.4s  step 1/2  count
            """
        #expect(screen(120, 40, .unicode) == expected)
    }

    @Test func `200 columns by 60 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121                                                                                              12 recurring  5 running  1 retrying  1 failed/1h  1 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                                                                                                                                            sort: NEXT ↑
              S TASK                      NEXT   OCC LAST 12      RUN OVERLAP   p95 SKIP SCHEDULE        LAST OUTCOME                         │ Attention 3
              ! tax-export              -1m12s    77 ▆▆▆▆▆▆▆▆▆▆▆▆   0 skip    2m00s    0 cron 2 14 * * * ok 1m50s     23h59m                  │ ! tax-export   late 1m12s: no running worker has handler tax-export
              ● config-refresh              1s  8801 ▂▂⊘▂▂▂⊘▂▂▂▂▸   1 restart  0.9s    – every 2s        run 0.4s        now                  │ ↻ invoice-203  email 3/5, retry in 8s: SMTP 421 try again
            ▌ ● inventory-snapshot          3s 10233 ▃▃»»▃»»▃▃»»▸   1 skip      12s  512 every 5s        run 2.2s        now                  │ ✗ legacy-sync  7 failures, then stopped by anna 08:02
              ● heartbeat                   8s 88121 ▂▂▂▂▂▂▂▂▂▂▂▂   0 allow    94ms    – every 30s       ok 0.1s         22s                  ├─ Running 5 ─────────────────────────────────────────────────────────
              ● audit-window               12s   990 ▃▃▃▃▃▃▃▃▃▃▸▸   2 allow     37s    – every 15s       run 31s         now                  │ ↻ invoice-203       3/7 ████▎·····  2m06s email ↻ 8s
              ● cache-warmer               41s  1502 ▂▂▂▂▂▂▂▂▂▂▂▂   0 restart  0.2s    – every 1m        ok 0.2s         19s                  │ ▸ inventory-10232   1/2 █████·····   2.2s count
              ● mail-digest              1m35s   310 ▆»▆»▆»▆»▆»▆▇   0 skip    2m50s   31 every 2m        ok 2m15s        25s                  │ ▸ config-8800       0/1 ··········   0.4s fetch
              ● etl-hourly              56m33s  1203 ▅▆▅▅▅▆▅▅█▅▅▅   0 skip    9m00s    2 cron 0 * * * *  ok 8m50s     54m37s                  │ ▸ audit-989         4/6 ██████▋···    31s seal
              ● invoice-daily           56m33s   204 ▄▄▄✗▄▄▄▄▄▄▄↻   1 skip    2m10s    1 cron 0 15 * * * retry 3/5        8s                  │ ▸ audit-988         5/6 ████████▍·    46s hash
              ● gdpr-purge         09-25 23:03    33 ▃▃▃▃▃▃▃▃▃▃▃▃   0 skip      51s    0 cron 0 0 * * 6  ok 49s        3d11h                  ├─ Selected inventory-snapshot ───────────────────────────────────────
              ‖ ledger-close            paused    12 ▆▆▆▆▆▆▆▆▆▆▆▆   0 skip    6m00s    0 cron 0 0 1 * *  ok 5m44s        21d                  │ outlook   the instant in 3s is skipped if inventory-10232 still
              ■ legacy-sync            stopped  4410 ▃▃▃▃▃✗✗✗✗✗✗✗   0 skip     3.0s    9 every 1m        fail 3.0s     6h01m                  │           runs
                                                                                                                                              │ last      inventory-10232 running 2.2s of p95 12.4s step 1/2 count
                                                                                                                                              │ schedule  every 5s
                                                                                                                                              │ next      14:03:29 14:03:34 14:03:39
                                                                                                                                              │ overlap   skip-if-running ids inventory-{occurrence}
                                                                                                                                              │ numbers   OK 24h 98.5% p50 11.1s p95 12.4s max 37.2s
                                                                                                                                              │ durations ▄▅▅▆▆ ▇█▅▅▆▆▇▇█▅▅▆▆▇▇█ ▅▆▆▇▇█▄▅▅▆▇▇█▄▅▅
                                                                                                                                              │ payload   {"region":"EU","currency":"EUR"}
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
            ── Fire radar: 8 of 10 rows, next 60 min ─────────────────────────────────────────────────────────────────────────────────────────┴───────────────────────────── ┆ now  │ fire  ▒ many  » skip  ░ p95 ──
             tax-export          ┆ late 1m12s: no running worker has handler tax-export
             config-refresh      ┆▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
             inventory-snapshot  ┆▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ 2 in 3 will skip ▒▒▒▒▒
             heartbeat           ┆▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
             audit-window        ┆▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ up to 3 at once ▒▒▒▒▒
             cache-warmer        ┆ │░ │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │ │░ │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │ │░ │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │  │
             mail-digest         ┆    │░░░░░»░░░  │░░░░░»░░   │░░░░░»░░   │░░░░»░░░  │░░░░░»░░░  │░░░░░»░░░  │░░░░░»░░   │░░░░░»░░   │░░░░»░░░  │░░░░░»░░░  │░░░░░»░░░  │░░░░░»░░   │░░░░░»░ 1 in 2 will skip ░░░»░
             etl-hourly          ┆                                                                                                                                                                15:00 │░░░░░░░░░░
                                  now                          +10m                          +20m                         +30m                          +40m                         +50m
            ── Events ▼ follow ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
             14:03:11.000 WARN  invoice-daily          invoice-203/email            attempt 2/5 failed: SMTP 421 try again; next at 14:03:35
             14:03:19.600 INFO  heartbeat              heartbeat-88120              completed in 94ms
             14:03:21.000 INFO  cache-warmer           cache-1501                   completed in 0.2s
             14:03:21.900 INFO  config-refresh         config-8799                  cancelled by the overlap policy for config-8800
             14:03:26.000 SKIP  inventory-snapshot                                  14:03:26 skipped: inventory-10232 still running
             14:03:27.000 INFO  audit-window           audit-989                    started, beside audit-988







            """
        #expect(screen(200, 60, .unicode) == expected)
    }
}
