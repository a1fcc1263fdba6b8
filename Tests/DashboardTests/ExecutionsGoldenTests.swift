import Canvas
import Testing

@testable import Dashboard

/// The executions and the preview of one, as they are on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct ExecutionsGoldenTests {
    @Test func `80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  3 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                    7 executions
              S EXECUTION   STARTED↓    ELAPSED STEPS      STEP  TRY   RETRY NOTE
              ○ backfill-7  14:20:00              0/4 ····            16m33s starts later, …
              ▸ audit-990   14:03:26       1.0s   0/6 ···· load  1/3
              ⊘ config-8800 14:03:21       0.9s   0/1 ···· load  1/3         overlap: repla…
              ✓ audit-985   14:02:11      37.9s   6/6 ████
            ▌ ↻ invoice-203 14:01:21      2m06s   3/7 █▊·· email 3/5      8s SMTP 421 try a…
              ▸ etl-1203    14:00:00      3m27s   5/9 ██▎· load  1/3
              ✗ invoice-202 09-20 15:16   6m02s   2/5 █▋·· load  1/3         PDFKit: out of…




            ── invoice-203 ─────────────────────────────────────────────────────────────────
             fetch-orders│█▌                                                │ ✓   1    4.0s
             price-lookup│ ▊███✗┄▍███▌                                      │ ✓   2   26.0s
             render-pdf  │           ▍███████████████████████▋              │ ✓   1   1m05s
             email       │                                   ▌█✗┄▋✗┄┄┄┄┄┄┄┄┊│ ↻ 3/5      8s
               upload-a  │                                   ▌██████████▊░░ │ ▸   1     30s
               upload-b  │                                   ▌█████▌        │ ✓   1   16.0s
             archive     │                                                  │ ○   –       –
                          0s                     1m07s                  ▾
             ⏎ detail  x cancel…  r retry now  o events  / filter  Esc back  ? help
            """
        #expect(GoldenSample.executions(80, 24).text(.unicode) == expected)
    }

    @Test func `80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  3 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                    7 executions
              S EXECUTION   STARTEDv    ELAPSED STEPS      STEP  TRY   RETRY NOTE
              . backfill-7  14:20:00              0/4 ....            16m33s starts later, ~
              > audit-990   14:03:26       1.0s   0/6 .... load  1/3
              c config-8800 14:03:21       0.9s   0/1 .... load  1/3         overlap: repla~
              + audit-985   14:02:11      37.9s   6/6 ####
            > ~ invoice-203 14:01:21      2m06s   3/7 ##.. email 3/5      8s SMTP 421 try a~
              > etl-1203    14:00:00      3m27s   5/9 ##.. load  1/3
              x invoice-202 09-20 15:16   6m02s   2/5 ##.. load  1/3         PDFKit: out of~




            -- invoice-203 -----------------------------------------------------------------
             fetch-orders|##                                                | +   1    4.0s
             price-lookup|  ###x.#####                                      | +   2   26.0s
             render-pdf  |           #########################              | +   1   1m05s
             email       |                                    #x..x........:| ~ 3/5      8s
               upload-a  |                                    ###########-- | >   1     30s
               upload-b  |                                    ######        | +   1   16.0s
             archive     |                                                  | .   -       -
                          0s                     1m07s                  v
             Enter detail  x cancel...  r retry now  o events  / filter  Esc back  ? help
            """
        #expect(GoldenSample.executions(80, 24).text(.ascii) == expected)
    }

    @Test func `40 columns by 12 rows`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
             1 [2 Executions] 3 4      7 executions
              S EXECUTION   ELAPSED STEP  NOTE
              ○ backfill-7                starts la…
              ▸ audit-990      1.0s load
              ⊘ config-8800    0.9s load  overlap: …
              ✓ audit-985     37.9s
            ▌ ↻ invoice-203   2m06s email SMTP 421 …
              ▸ etl-1203      3m27s load
              ✗ invoice-202   6m02s load  PDFKit: o…

             ⏎ detail  x cancel…  ? help
            """
        #expect(GoldenSample.executions(40, 12).text(.unicode) == expected)
    }

    @Test func `120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  3 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                                          sort: STARTED ↓   7 executions
              S EXECUTION   STARTED↓     ELAPSED STEPS                STEP  TRY   RETRY TASK          NOTE
              ○ backfill-7  14:20:00               0/4 ··············            16m33s sample        starts later, 14:20:00
              ▸ audit-990   14:03:26        1.0s   0/6 ·············· load  1/3         sample
              ⊘ config-8800 14:03:21        0.9s   0/1 ·············· load  1/3         sample        overlap: replaced by config-8…
              ✓ audit-985   14:02:11       37.9s   6/6 ██████████████                   sample
            ▌ ↻ invoice-203 14:01:21       2m06s   3/7 ██████········ email 3/5      8s invoice-daily SMTP 421 try again later
              ▸ etl-1203    14:00:00       3m27s   5/9 ███████▊······ load  1/3         sample
              ✗ invoice-202 09-20 15:16    6m02s   2/5 █████▋········ load  1/3         sample        PDFKit: out of memory




















            ── invoice-203 ─────────────────────────────────────────────────────────────────────────────────────────────────────────
             fetch-orders│██▏                                                                  │ ✓   1    4.0s
             price-lookup│  ▌████✗┄┄▏████▉                                                     │ ✓   2   26.0s  2 tries
             render-pdf  │               ▊█████████████████████████████████▏                   │ ✓   1   1m05s
             email       │                                                 ███✗┄▋█✗┄┄┄┄┄┄┄┄┄┄┄┊│ ↻ 3/5      8s  retry at 14:03:35
               upload-a  │                                                 ███████████████▌▒░░ │ ▸   1     30s  usually 33.0s
               upload-b  │                                                 ████████▎           │ ✓   1   16.0s  parallel
             archive     │                                                                     │ ○   –       –
                          0s                              1m07s                        now▾
             ⏎ detail  space mark  x cancel…  r retry now  o events  y copy  / filter  s sort  Esc back  : command  q quit  ? help
            """
        #expect(GoldenSample.executions(120, 40).text(.unicode) == expected)
    }

    @Test func `200 columns by 60 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121                                                                                               6 recurring  3 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                                                                                                                          sort: STARTED ↓   7 executions
              S EXECUTION   STARTED↓     ELAPSED STEPS                          STEP  TRY   RETRY TASK          NOTE
              ○ backfill-7  14:20:00               0/4 ························            16m33s sample        starts later, 14:20:00
              ▸ audit-990   14:03:26        1.0s   0/6 ························ load  1/3         sample
              ⊘ config-8800 14:03:21        0.9s   0/1 ························ load  1/3         sample        overlap: replaced by config-8801
              ✓ audit-985   14:02:11       37.9s   6/6 ████████████████████████                   sample
            ▌ ↻ invoice-203 14:01:21       2m06s   3/7 ██████████▎············· email 3/5      8s invoice-daily SMTP 421 try again later
              ▸ etl-1203    14:00:00       3m27s   5/9 █████████████▍·········· load  1/3         sample
              ✗ invoice-202 09-20 15:16    6m02s   2/5 █████████▋·············· load  1/3         sample        PDFKit: out of memory








































            ── invoice-203 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
             fetch-orders│████▌                                                                                                                                                │ ✓   1    4.0s
             price-lookup│     ▌█████████✗┄┄┄┄┄┄████████████▎                                                                                                                  │ ✓   2   26.0s  2 tries
             render-pdf  │                                  ▏███████████████████████████████████████████████████████████████████████                                           │ ✓   1   1m05s
             email       │                                                                                                         ▉██████✗┄┄┄┄┄███✗┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┊ │ ↻ 3/5      8s  retry at 14:03:35
               upload-a  │                                                                                                         ▉█████████████████████████████████▏▒▒░░░░   │ ▸   1     30s  usually 33.0s
               upload-b  │                                                                                                         ▉█████████████████▋                         │ ✓   1   16.0s  parallel
             archive     │                                                                                                                                                     │ ○   –       –
                          0s                                                                      1m07s                                                           now▾    2m15s
             ⏎ detail  space mark  x cancel…  r retry now  o events  y copy  / filter  s sort  Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.executions(200, 60).text(.unicode) == expected)
    }
}
