import Canvas
import Testing

@testable import Dashboard

/// The question before a stop, half its name typed, as it is on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct StopGoldenTests {
    @Test func `80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                    sort: NEXT ↑
              S TASK              NEXT   OCC LAST 12      RUN OVERLAP   p95 SKIP
              ● config-refresh      1s  8801                1 restart     –    0
              ● audit-window       12s   990                2 allow       –    0
            ▌ ● invoice-daily   56m33s   204                1 skip        –    0
              ● nightly-report   9h56m    41                0 skip        –    0
              ‖ led┌─ Stop recurring task invoice-daily? ───────────────────────────┐
              ■ leg│ It never fires again: not at 15:00:00Z (56m33s) and not later. │
                   │ invoice-203 keeps running to the end.                          │
            ── invo│ Its counter stays at 204.                                      │───────
             ● the │ Undo: u within 10 s, or :revive invoice-daily                  │
             ○ has │                                                                │
             skip-i│ Type the name to confirm: invoice_                             │
            ── Even│ Esc let it go on  ◂ default                                    │───────
             nothin│ Tab adds a reason, which is recorded                           │
                   └────────────────────────────────────────────────────────────────┘






             Enter waits for the name; keys typed before the question are dropped
            """
        #expect(GoldenSample.stop(80, 24).text(.unicode) == expected)
    }

    @Test func `80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                    sort: NEXT ^
              S TASK              NEXT   OCC LAST 12      RUN OVERLAP   p95 SKIP
              * config-refresh      1s  8801                1 restart     -    0
              * audit-window       12s   990                2 allow       -    0
            > * invoice-daily   56m33s   204                1 skip        -    0
              * nightly-report   9h56m    41                0 skip        -    0
              = led+- Stop recurring task invoice-daily? ---------------------------+
              # leg| It never fires again: not at 15:00:00Z (56m33s) and not later. |
                   | invoice-203 keeps running to the end.                          |
            -- invo| Its counter stays at 204.                                      |-------
             * the | Undo: u within 10 s, or :revive invoice-daily                  |
             . has |                                                                |
             skip-i| Type the name to confirm: invoice_                             |
            -- Even| Esc let it go on  < default                                    |-------
             nothin| Tab adds a reason, which is recorded                           |
                   +----------------------------------------------------------------+






             Enter waits for the name; keys typed before the question are dropped
            """
        #expect(GoldenSample.stop(80, 24).text(.ascii) == expected)
    }

    @Test func `40 columns by 12 rows`() {
        let expected = """
            ┌─ Stop recurring task invoice-daily? ─┐
            │ It never fires again: not at         │
            │ 15:00:00Z (56m33s) and not later.    │
            │ invoice-203 keeps running to the     │
            │ end.                                 │
            │ Its counter stays at 204.            │
            │ Undo: u within 10 s, or :revive      │
            │ invoice-daily                        │
            │ Type the name to confirm: invoice_   │
            │ Esc let it go on  ◂ default          │
            └──────────────────────────────────────┘
             Enter waits for the name; keys typed …
            """
        #expect(GoldenSample.stop(40, 12).text(.unicode) == expected)
    }

    @Test func `120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                                                            sort: NEXT ↑
              S TASK              NEXT   OCC LAST 12      RUN OVERLAP   p95 SKIP SCHEDULE LAST OUTCOME
              ● config-refresh      1s  8801                1 restart     –    0          –
              ● audit-window       12s   990                2 allow       –    0          –
            ▌ ● invoice-daily   56m33s   204                1 skip        –    0          –
              ● nightly-report   9h56m    41                0 skip        –    0          –
              ‖ ledger-close    paused    12                0 skip        –    0          –
              ■ legacy-sync    stopped  4410                0 skip        –    0          –






                                       ┌─ Stop recurring task invoice-daily? ───────────────────────────┐
                                       │ It never fires again: not at 15:00:00Z (56m33s) and not later. │
                                       │ invoice-203 keeps running to the end.                          │
                                       │ Its counter stays at 204.                                      │
                                       │ Undo: u within 10 s, or :revive invoice-daily                  │
                                       │                                                                │
            ── Fire radar: next 10 min │ Type the name to confirm: invoice_                             │e  ▒ many  » skip  ░ p95 ──
             config-refresh      ┆│ 14:│ Esc let it go on  ◂ default                                    │
             audit-window        ┆ │ 14│ Tab adds a reason, which is recorded                           │
             invoice-daily       ┆ → 56└────────────────────────────────────────────────────────────────┘
             nightly-report      ┆ → 9h56m
                                  now      +1m       +2m       +3m      +4m       +5m       +6m      +7m       +8m       +9m
            ── Attention ─────────────────────────────────────────────────┬─ Running 4 ─────────────────────────────────────────────
             nothing needs you                                            │ ↻ invoice-203   3/7 ████▎·····  2m06s email
                                                                          │ ▸ audit-989     3/7 ████▎·····    16s email
            ── Events ▼ follow ───────────────────────────────────────────┴─────────────────────────────────────────────────────────
             nothing has happened yet




            ── invoice-daily ───────────────────────────────────────────────────────────────────────────────────────────────────────
             ● the instant in 56m33s is skipped if invoice-203 still runs
             ○ has never run
             Enter waits for the name; keys typed before the question are dropped
            """
        #expect(GoldenSample.stop(120, 40).text(.unicode) == expected)
    }
}
