import Canvas
import Testing

@testable import Dashboard

/// The help over the tasks as it is on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct HelpGoldenTests {
    @Test func `80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
             ┌─ Help: tasks ──────────────────────────────────────────────────────────────┐
             │ MOVE                     FIND                     SELECT                   │
            ▌│▌j k ↓ ↑   row            /         filter, search space     mark row       │
             │ g G Home  first, last    s I       sort, turn it  v         mark range     │
             │ C-d C-u   half a page    o         events of it   *         invert marks   │
             │ 1 2 3 4   view           D         decisions      u         undo           │
             │ ⏎         open           :         command        y         copy id        │
             │ Esc       back, close                             Y         copy as JSON   │
             │ `         last view      ACT                      C-s       save view      │
            ─│ !         what needs me  x         cancel…                                 │─
             │                          X         force cancel…  SCREEN                   │
             │                          S         stop task…     F         freeze screen  │
             │                          p         pause, resume  [ ]       past, a minute │
            ─│                          t         trigger now    { }       past, an hour  │─
             │                          r         retry now      e         expand pane    │
             │                          E         take over      T         theme          │
             │                                                   m         mouse on, off  │
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
             +- Help: tasks --------------------------------------------------------------+
             | MOVE                     FIND                     SELECT                   |
            >|>j k Down  row            /         filter, search space     mark row       |
             | g G Home  first, last    s I       sort, turn it  v         mark range     |
             | C-d C-u   half a page    o         events of it   *         invert marks   |
             | 1 2 3 4   view           D         decisions      u         undo           |
             | Enter     open           :         command        y         copy id        |
             | Esc       back, close                             Y         copy as JSON   |
             | `         last view      ACT                      C-s       save view      |
            -| !         what needs me  x         cancel...                               |-
             |                          X         force cancel.~ SCREEN                   |
             |                          S         stop task...   F         freeze screen  |
             |                          p         pause, resume  [ ]       past, a minute |
            -|                          t         trigger now    { }       past, an hour  |-
             |                          r         retry now      e         expand pane    |
             |                          E         take over      T         theme          |
             |                                                   m         mouse on, off  |
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
            └─ type, ⏎ run, Esc  37 more rows ─────┘
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
             │ 1 2 3 4   view              D         decisions         u         undo              p         pause, resume        │
             │ ⏎         open              :         command           y         copy id           t         trigger now          │
             │ Esc       back, close                                   Y         copy as JSON      r         retry now            │
             │ `         last view         SCREEN                      C-s       save view         E         take over            │
             │ !         what needs me     F         freeze screen                                                                │
             │                             [ ]       past, a minute                                                               │
            ─│                             { }       past, an hour                                                                │─
             │                             e         expand pane                                                                  │
             │                             T         theme                                                                        │
             │                             m         mouse on, off                                                                │
             │                             C-l       redraw                                                                       │
             │                             C-z       suspend                                                                      │
            ─│                             ? F1      help                                                                         │─
             │                             q C-c     quit                                                                         │
             └─ type to search   ⏎ run it   Esc close ────────────────────────────────────────────────────────────────────────────┘
            ── Events ▼ follow ───────────────────────────────────────────┴─────────────────────────────────────────────────────────
             nothing has happened yet




            ── config-refresh ──────────────────────────────────────────────────────────────────────────────────────────────────────
             ● number 8801 starts in 1s and cancels config-8800 if it still runs
             ○ has never run
             Esc close
            """
        #expect(GoldenSample.help(120, 40).text(.unicode) == expected)
    }

    @Test func `200 columns by 60 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121                                                                                               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                                                                                                                                            sort: NEXT ↑
              S TASK              NEXT   OCC LAST 12      RUN OVERLAP   p95 SKIP SCHEDULE LAST OUTCOME                                        │ Attention
            ▌ ● config-refresh      1s  8801                1 restart     –    0          –                                                   │ nothing needs you
              ● audit-window       12s   990                2 allow       –    0          –                                                   ├─ Running 4 ─────────────────────────────────────────────────────────
              ● invoice-daily   56m33s   204                1 skip        –    0          –                                                   │ ↻ invoice-203   3/7 ████▎·····  2m06s email
              ● nightly-report   9h56m    41                0 skip        –    0          –                                                   │ ▸ audit-989     3/7 ████▎·····    16s email
              ‖ ledger-close    paused    12                0 skip        –    0          –                                                   ├─ Selected config-refresh ───────────────────────────────────────────
              ■ legacy-sync    stopped  4410                0 skip        –    0          –                                                   │ outlook   number 8801 starts in 1s and cancels config-8800 if it
                                                                                                                                              │           still runs
                                                                                                                                              │ last      has never run
                                                                                                                                              │ next      14:03:28
                                                                                                                                              │ overlap   cancel-and-restart ids
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
                                     ┌─ Help: tasks ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
                                     │ MOVE                         FIND                         SELECT                       ACT                          SCREEN                         │
                                     │▌j k ↓ ↑   row                /         filter, search     space     mark row           x         cancel…            F         freeze screen        │
                                     │ g G Home  first, last        s I       sort, turn it      v         mark range         X         force cancel…      [ ]       past, a minute       │
                                     │ C-d C-u   half a page        o         events of it       *         invert marks       S         stop task…         { }       past, an hour        │
                                     │ 1 2 3 4   view               D         decisions          u         undo               p         pause, resume      e         expand pane          │
                                     │ ⏎         open               :         command            y         copy id            t         trigger now        T         theme                │
                                     │ Esc       back, close                                     Y         copy as JSON       r         retry now          m         mouse on, off        │
                                     │ `         last view                                       C-s       save view          E         take over          C-l       redraw               │
                                     │ !         what needs me                                                                                             C-z       suspend              │
                                     │                                                                                                                     ? F1      help                 │
                                     │                                                                                                                     q C-c     quit                 │
                                     └─ type to search   ⏎ run it   Esc close ────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
                                                                                                                                              │
                                                                                                                                              │
                                                                                                                                              │
            ── Fire radar: next 60 min ───────────────────────────────────────────────────────────────────────────────────────────────────────┴───────────────────────────── ┆ now  │ fire  ▒ many  » skip  ░ p95 ──
             config-refresh      ┆│ 14:03
             audit-window        ┆│ 14:03
             invoice-daily       ┆                                                                                                                                                                      │ 15:00
             nightly-report      ┆ → 9h56m
                                  now                          +10m                          +20m                         +30m                          +40m                         +50m
            ── Events ▼ follow ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
             nothing has happened yet












             Esc close
            """
        #expect(GoldenSample.help(200, 60).text(.unicode) == expected)
    }
}
