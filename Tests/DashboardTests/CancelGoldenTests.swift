import Canvas
import Testing

@testable import Dashboard

/// The question before a cancel as it is on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct CancelGoldenTests {
    @Test func `80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                    5 executions
              S EXECUTION   STARTED↓    ELAPSED STEPS      STEP  TRY   RETRY NOTE
            ▌ ↻ invoice-203 14:01:21      2m06s   3/7 █▊·· email 3           SMTP 421 try a…
              ▸ audit-989   14:03:11        16s   3/7 █▊·· email
              ▸ aud┌─ Cancel execution invoice-203? ────────────────────────────────┐
              ✗ inv│ invoice-daily, occurrence 203, retrying for 2m06s on worker 2  │ try a…
              ✓ aud│                                                                │
                   │   completed  fetch-orders, price-lookup, render-pdf (kept)     │
                   │   in flight  upload-a 30s: its side effects may already exist  │
                   │   retrying   email attempt 3 in 8s: will not run again         │
                   │   not begun  archive                                           │
                   │                                                                │
                   │ The schedule stays active: next at 15:00:00Z (56m33s).         │
                   │                                                                │
            ── invo│ [y] cancel it    [Esc n] keep it running  ◂ default            │───────
             fetch-│ Tab adds a reason, which is recorded                           │ 2m06s
             price-└────────────────────────────────────────────────────────────────┘ 2m02s
             render-pdf  │           ███████████████████████████████████▊   │ ✓       1m36s
             upload-a    │                                   ▌██████████▊   │ ▸         30s
             email       │                                   ····▋██████▊  ┊│ ↻   2      8s
             archive     │                                                  │ ○   –       –
                          0s                     1m07s                  ▾
             Enter does not confirm; keys typed before the question are dropped
            """
        #expect(GoldenSample.cancel(80, 24).text(.unicode) == expected)
    }

    @Test func `80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                    5 executions
              S EXECUTION   STARTEDv    ELAPSED STEPS      STEP  TRY   RETRY NOTE
            > ~ invoice-203 14:01:21      2m06s   3/7 ##.. email 3           SMTP 421 try a~
              > audit-989   14:03:11        16s   3/7 ##.. email
              > aud+- Cancel execution invoice-203? --------------------------------+
              x inv| invoice-daily, occurrence 203, retrying for 2m06s on worker 2  | try a~
              + aud|                                                                |
                   |   completed  fetch-orders, price-lookup, render-pdf (kept)     |
                   |   in flight  upload-a 30s: its side effects may already exist  |
                   |   retrying   email attempt 3 in 8s: will not run again         |
                   |   not begun  archive                                           |
                   |                                                                |
                   | The schedule stays active: next at 15:00:00Z (56m33s).         |
                   |                                                                |
            -- invo| [y] cancel it    [Esc n] keep it running  < default            |-------
             fetch-| Tab adds a reason, which is recorded                           | 2m06s
             price-+----------------------------------------------------------------+ 2m02s
             render-pdf  |           ####################################   | +       1m36s
             upload-a    |                                    ###########   | >         30s
             email       |                                   ,,,,,#######  :| ~   2      8s
             archive     |                                                  | .   -       -
                          0s                     1m07s                  v
             Enter does not confirm; keys typed before the question are dropped
            """
        #expect(GoldenSample.cancel(80, 24).text(.ascii) == expected)
    }

    @Test func `40 columns by 12 rows`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
            ┌─ Cancel execution invoice-203? ──────┐
            │ completed  fetch-orders,             │
            │   price-lookup, render-pdf (kept)    │
            │ in flight  upload-a 30s: its side    │
            │   effects may already exist          │
            │ retrying   email attempt 3 in 8s:    │
            │   will not run again                 │
            │ not begun  archive                   │
            │ [y] cancel it  [n] no                │
            └──────────────────────────────────────┘
             Enter does not confirm; keys typed be…
            """
        #expect(GoldenSample.cancel(40, 12).text(.unicode) == expected)
    }

    @Test func `120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                                          sort: STARTED ↓   5 executions
              S EXECUTION   STARTED↓     ELAPSED STEPS                STEP  TRY   RETRY TASK          NOTE
            ▌ ↻ invoice-203 14:01:21       2m06s   3/7 ██████········ email 3           invoice-daily SMTP 421 try again later
              ▸ audit-989   14:03:11         16s   3/7 ██████········ email             audit-window
              ▸ audit-988   14:02:56         31s   3/7 ██████········ email             audit-window
              ✗ invoice-202 09-21 14:03     9.0s   3/7 ██████········ email             invoice-daily SMTP 421 try again later
              ✓ audit-985   09-21 14:03     9.0s   3/7 ██████········                   invoice-daily





                                       ┌─ Cancel execution invoice-203? ────────────────────────────────┐
                                       │ invoice-daily, occurrence 203, retrying for 2m06s on worker 2  │
                                       │                                                                │
                                       │   completed  fetch-orders, price-lookup, render-pdf (kept)     │
                                       │   in flight  upload-a 30s: its side effects may already exist  │
                                       │   retrying   email attempt 3 in 8s: will not run again         │
                                       │   not begun  archive                                           │
                                       │                                                                │
                                       │ The schedule stays active: next at 15:00:00Z (56m33s).         │
                                       │                                                                │
                                       │ [y] cancel it    [Esc n] keep it running  ◂ default            │
                                       │ Tab adds a reason, which is recorded                           │
                                       └────────────────────────────────────────────────────────────────┘





            ── invoice-203 ─────────────────────────────────────────────────────────────────────────────────────────────────────────
             fetch-orders│████████████████████████████████████████████████████████████████▌    │ ✓       2m06s
             price-lookup│  ██████████████████████████████████████████████████████████████▌    │ ✓       2m02s
             render-pdf  │               ▎████████████████████████████████████████████████▌    │ ✓       1m36s
             upload-a    │                                                 ███████████████▌    │ ▸         30s
             email       │                                                 ·····▋█████████▌   ┊│ ↻   2      8s  retry at 14:03:35
             archive     │                                                                     │ ○   –       –
                          0s                              1m07s                        now▾
             Enter does not confirm; keys typed before the question are dropped
            """
        #expect(GoldenSample.cancel(120, 40).text(.unicode) == expected)
    }
}
