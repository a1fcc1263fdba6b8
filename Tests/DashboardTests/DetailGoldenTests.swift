import Canvas
import Testing

@testable import Dashboard

/// One execution, retrying a step beside two parallel ones, as it is on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct DetailGoldenTests {
    @Test func `80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  3 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers     invoice-daily > invoice-203
             ↻ RETRYING   invoice-203   occurrence 203   started 14:01:21Z   elapsed 2m06s
             SMTP 421 try again later   overlap skip   cron 0 15 * * * UTC   input {"region…
            ── Timeline 0s–2m15s  zoom 1×  follow now ──────────────────────────────────────
             STEP         0s                     1m07s                  ▾     S TRY    TIME
             fetch-orders│█▌                                                │ ✓   1    4.0s
             price-lookup│ ▊███✗┄▍███▌                                      │ ✓   2   26.0s
             render-pdf  │           ▍███████████████████████▋              │ ✓   1   1m05s
            ▌email       │                                   ▌█✗┄▋✗┄┄┄┄┄┄┄┄┊│ ↻ 3/5      8s
               upload-a  │                                   ▌██████████▊░░ │ ▸   1     30s
               upload-b  │                                   ▌█████▌        │ ✓   1   16.0s
             archive     │                                                  │ ○   –       –
             █ run  ✗ failed attempt  ┄ back-off, sleep  · queued  ┊ goes on
            ── email: attempts ─────────────────────────────────────────────────────────────
             TRY S START       DUR  BACKOFF  ERROR
             1   ✗ 14:02:57   6.0s  5s       SMTP 421 try again later
             2   ✗ 14:03:08   3.0s  24s      SMTP 421 try again later
             3   ↻ 14:03:35   in 8s █████████████████▍········ exp 5s, at most 5 tries
             4   ○ +2m13s   only if 3 fails
             5   ○ +12m38s  only if 4 fails; then the run fails
            ── Input, result, error ────────────────────────────────────────────────────────
             input  {"region":"EU","currency":"EUR"}
             x cancel…  r retry now  O output  + zoom  Tab pane  o events  Esc back  ? help
            """
        #expect(GoldenSample.detail(80, 24).text(.unicode) == expected)
    }

    @Test func `80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  3 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers     invoice-daily > invoice-203
             ~ RETRYING   invoice-203   occurrence 203   started 14:01:21Z   elapsed 2m06s
             SMTP 421 try again later   overlap skip   cron 0 15 * * * UTC   input {"region~
            -- Timeline 0s-2m15s  zoom 1x  follow now --------------------------------------
             STEP         0s                     1m07s                  v     S TRY    TIME
             fetch-orders|##                                                | +   1    4.0s
             price-lookup|  ###x.#####                                      | +   2   26.0s
             render-pdf  |           #########################              | +   1   1m05s
            >email       |                                    #x..x........:| ~ 3/5      8s
               upload-a  |                                    ###########-- | >   1     30s
               upload-b  |                                    ######        | +   1   16.0s
             archive     |                                                  | .   -       -
             # run  x failed attempt  . back-off, sleep  , queued  : goes on
            -- email: attempts -------------------------------------------------------------
             TRY S START       DUR  BACKOFF  ERROR
             1   x 14:02:57   6.0s  5s       SMTP 421 try again later
             2   x 14:03:08   3.0s  24s      SMTP 421 try again later
             3   ~ 14:03:35   in 8s #################......... exp 5s, at most 5 tries
             4   . +2m13s   only if 3 fails
             5   . +12m38s  only if 4 fails; then the run fails
            -- Input, result, error --------------------------------------------------------
             input  {"region":"EU","currency":"EUR"}
             x cancel...  r retry now  O output  + zoom  o events  Esc back  ? help
            """
        #expect(GoldenSample.detail(80, 24).text(.ascii) == expected)
    }

    @Test func `40 columns by 12 rows`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
             1 [2 Executions] 3 4  invoice-daily >…
             ↻ RETRYING   invoice-203   occurrence …
            ── Timeline 0s–2m15s  zoom 1×  follow…──
             STEP       0s    1m07s    ▾   S   TIME
             fetch-ord…│▋                │ ✓   4.0s
             price-loo…│▋✗▌█             │ ✓  26.0s
             render-pdf│   ▉████████▏    │ ✓  1m05s
            ▌email     │            ✗✗┄┄┊│ ↻     8s
               upload-a│            ███▉░│ ▸    30s
               upload-b│            ██▏  │ ✓  16.0s
             x cancel…  Esc back  ? help
            """
        #expect(GoldenSample.detail(40, 12).text(.unicode) == expected)
    }

    @Test func `120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  3 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                                             invoice-daily > invoice-203
             ↻ RETRYING   invoice-203   occurrence 203   started 14:01:21Z   elapsed 2m06s   steps 3/7   pid 4121
             SMTP 421 try again later   overlap skip   cron 0 15 * * * UTC   input {"region":"EU","currency":"EUR"}
            ── Timeline 0s–2m15s  zoom 1×  follow now ──────────────────────────────────────────────────────────────────────────────
             STEP         0s                              1m07s                        now▾      S TRY    TIME  NOTE
             fetch-orders│██▏                                                                  │ ✓   1    4.0s
             price-lookup│  ▌████✗┄┄▏████▉                                                     │ ✓   2   26.0s  2 tries
             render-pdf  │               ▊█████████████████████████████████▏                   │ ✓   1   1m05s
            ▌email       │                                                 ███✗┄▋█✗┄┄┄┄┄┄┄┄┄┄┄┊│ ↻ 3/5      8s  retry at 14:03:35
               upload-a  │                                                 ███████████████▌▒░░ │ ▸   1     30s  usually 33.0s
               upload-b  │                                                 ████████▎           │ ✓   1   16.0s  parallel
             archive     │                                                                     │ ○   –       –
             █ run  ✗ failed attempt  ┄ back-off, sleep  · queued  ┊ goes on  ▒░ usual p50 p95
            ── email: attempts ─────────────────────────────────────────────────────────────────────────────────────────────────────
             TRY S START       DUR  BACKOFF  ERROR
             1   ✗ 14:02:57   6.0s  5s       SMTP 421 try again later
             2   ✗ 14:03:08   3.0s  24s      SMTP 421 try again later
             3   ↻ 14:03:35   in 8s █████████████████▍········ exp 5s, at most 5 tries
             4   ○ +2m13s   only if 3 fails
             5   ○ +12m38s  only if 4 fails; then the run fails
            ── Input, result, error ────────────────────────────────────────────────────────────────────────────────────────────────
             input  {"region":"EU","currency":"EUR"}
            ── Events of this execution ────────────────────────────────────────────────────────────────────────────────────────────
             14:03:08.000 INFO  email        attempt 2 started
             14:03:11.000 WARN  email        attempt 2 failed: SMTP 421 try again later
             14:03:13.000 INFO  upload-b     completed in 16.0s












             x cancel…  r retry now  O output  + zoom  h pan  Tab pane  f follow  o events  Esc back  : command  q quit  ? help
            """
        #expect(GoldenSample.detail(120, 40).text(.unicode) == expected)
    }

    @Test func `200 columns by 60 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121                                                                                               6 recurring  3 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                                                                                                                             invoice-daily > invoice-203
             ↻ RETRYING   invoice-203   occurrence 203   started 14:01:21Z   elapsed 2m06s   steps 3/7   pid 4121
             SMTP 421 try again later   overlap skip   cron 0 15 * * * UTC   input {"region":"EU","currency":"EUR"}
            ── Timeline 0s–2m15s  zoom 1×  follow now ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
             STEP         0s                                                                      1m07s                                                           now▾    2m15s  S TRY    TIME  NOTE
             fetch-orders│████▌                                                                                                                                                │ ✓   1    4.0s
             price-lookup│     ▌█████████✗┄┄┄┄┄┄████████████▎                                                                                                                  │ ✓   2   26.0s  2 tries
             render-pdf  │                                  ▏███████████████████████████████████████████████████████████████████████                                           │ ✓   1   1m05s
            ▌email       │                                                                                                         ▉██████✗┄┄┄┄┄███✗┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┊ │ ↻ 3/5      8s  retry at 14:03:35
               upload-a  │                                                                                                         ▉█████████████████████████████████▏▒▒░░░░   │ ▸   1     30s  usually 33.0s
               upload-b  │                                                                                                         ▉█████████████████▋                         │ ✓   1   16.0s  parallel
             archive     │                                                                                                                                                     │ ○   –       –
             █ run  ✗ failed attempt  ┄ back-off, sleep  · queued  ┊ goes on  ▒░ usual p50 p95
            ── email: attempts ─────────────────────────────────────────────────────────────────────────────────── Events of this execution ────────────────────────────────────────────────────────────────────────
             TRY S START       DUR  BACKOFF  ERROR                                                               14:03:08.000 INFO  email        attempt 2 started
             1   ✗ 14:02:57   6.0s  5s       SMTP 421 try again later                                            14:03:11.000 WARN  email        attempt 2 failed: SMTP 421 try again later
             2   ✗ 14:03:08   3.0s  24s      SMTP 421 try again later                                            14:03:13.000 INFO  upload-b     completed in 16.0s
             3   ↻ 14:03:35   in 8s █████████████████▍········ exp 5s, at most 5 tries
             4   ○ +2m13s   only if 3 fails
             5   ○ +12m38s  only if 4 fails; then the run fails
            ── Input, result, error ────────────────────────────────────────────────────────────────────────────
             input  {"region":"EU","currency":"EUR"}




































             x cancel…  r retry now  O output  + zoom  h pan  Tab pane  f follow  o events  y copy  Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.detail(200, 60).text(.unicode) == expected)
    }
}
