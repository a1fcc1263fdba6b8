import Canvas
import Testing

@testable import Dashboard

/// The help over the tasks as it is on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct HelpGoldenTests {
    @Test func `80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                    sort: NEXT ↑
             ┌─ Help: tasks ──────────────────────────────────────────────────────────────┐
            ▌│ MOVE                     FIND                     SELECT                   │
             │▌j k ↓ ↑   row            /         filter, search space     mark row       │
             │ g G Home  first, last    s I       sort, turn it  v         mark range     │
             │ C-d C-u   half a page    o         events of it   *         invert marks   │
             │ 1 2 3 4   view           :         command        u         undo           │
             │ ⏎         open                                    y         copy id        │
             │ Esc       back, close    ACT                      Y         copy as JSON   │
            ─│ `         last view      x         cancel…        C-s       save view      │─
             │ !         what needs me  X         force cancel…                           │
             │                          S         stop task…     SCREEN                   │
             │                          p         pause, resume  F         freeze screen  │
            ─│                          t         trigger now    e         expand pane    │─
             │                          r         retry now      T         theme          │
             │                          E         take over      m         mouse on, off  │
             │                                                   C-l       redraw         │
             │                                                   C-z       suspend        │
             │                                                   ? F1      help           │
             │                                                   q C-c     quit           │
             └─ type to search   ⏎ run it   Esc close ────────────────────────────────────┘

             Esc close
            """
        #expect(GoldenSample.help(80, 24).text(.unicode) == expected)
    }

    @Test func `80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                    sort: NEXT ^
             +- Help: tasks --------------------------------------------------------------+
            >| MOVE                     FIND                     SELECT                   |
             |>j k Down  row            /         filter, search space     mark row       |
             | g G Home  first, last    s I       sort, turn it  v         mark range     |
             | C-d C-u   half a page    o         events of it   *         invert marks   |
             | 1 2 3 4   view           :         command        u         undo           |
             | Enter     open                                    y         copy id        |
             | Esc       back, close    ACT                      Y         copy as JSON   |
            -| `         last view      x         cancel...      C-s       save view      |-
             | !         what needs me  X         force cancel.~                          |
             |                          S         stop task...   SCREEN                   |
             |                          p         pause, resume  F         freeze screen  |
            -|                          t         trigger now    e         expand pane    |-
             |                          r         retry now      T         theme          |
             |                          E         take over      m         mouse on, off  |
             |                                                   C-l       redraw         |
             |                                                   C-z       suspend        |
             |                                                   ? F1      help           |
             |                                                   q C-c     quit           |
             +- type to search   Enter run it   Esc close --------------------------------+

             Esc close
            """
        #expect(GoldenSample.help(80, 24).text(.ascii) == expected)
    }

    @Test func `40 columns by 12 rows`() {
        let expected = """
            ┌─ Help: tasks ────────────────────────┐
            │ MOVE                                 │
            │▌j k ↓ ↑   row                        │
            │ g G Home  first, last                │
            │ C-d C-u   half a page                │
            │ 1 2 3 4   view                       │
            │ ⏎         open                       │
            │ Esc       back, close                │
            │ `         last view                  │
            │ !         what needs me              │
            └─ type, ⏎ run, Esc  34 more rows ─────┘
             Esc close
            """
        #expect(GoldenSample.help(40, 12).text(.unicode) == expected)
    }

    @Test func `120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                                                            sort: NEXT ↑
              S TASK              NEXT   OCC LAST 12      RUN OVERLAP   p95 SKIP SCHEDULE LAST OUTCOME
            ▌ ● config-refresh      1s  8801                1 restart     –    0          –
              ● audit-window       12s   990                2 allow       –    0          –
              ● invoice-daily   56m33s   204                1 skip        –    0          –
              ● nightly-report   9h56m    41                0 skip        –    0          –
              ‖ ledger-close    paused    12                0 skip        –    0          –
              ■ legacy-sync    stopped  4410                0 skip        –    0          –


             ┌─ Help: tasks ──────────────────────────────────────────────────────────────────────────────────────────────────────┐
             │ MOVE                        FIND                        SELECT                      ACT                            │
             │▌j k ↓ ↑   row               /         filter, search    space     mark row          x         cancel…              │
             │ g G Home  first, last       s I       sort, turn it     v         mark range        X         force cancel…        │
             │ C-d C-u   half a page       o         events of it      *         invert marks      S         stop task…           │
             │ 1 2 3 4   view              :         command           u         undo              p         pause, resume        │
             │ ⏎         open                                          y         copy id           t         trigger now          │
             │ Esc       back, close       SCREEN                      Y         copy as JSON      r         retry now            │
             │ `         last view         F         freeze screen     C-s       save view         E         take over            │
             │ !         what needs me     e         expand pane                                                                  │
            ─│                             T         theme                                                                        │─
             │                             m         mouse on, off                                                                │
             │                             C-l       redraw                                                                       │
             │                             C-z       suspend                                                                      │
             │                             ? F1      help                                                                         │
            ─│                             q C-c     quit                                                                         │─
             └─ type to search   ⏎ run it   Esc close ────────────────────────────────────────────────────────────────────────────┘
                                                                          │ ▸ audit-989     3/7 ████▎·····    16s email
            ── Events ▼ follow ───────────────────────────────────────────┴─────────────────────────────────────────────────────────
             nothing has happened yet




            ── config-refresh ──────────────────────────────────────────────────────────────────────────────────────────────────────
             ● number 8801 starts in 1s and cancels config-8800 if it still runs
             ○ has never run
             Esc close
            """
        #expect(GoldenSample.help(120, 40).text(.unicode) == expected)
    }
}
