import Canvas
import Testing

@testable import Dashboard

/// Two executions side by side as they are on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct DiffGoldenTests {
    @Test func `80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers         audit-985 | invoice-202
              FIELD              audit-985               invoice-202             DIFFERENCE
            ▌ task               invoice-daily           invoice-daily
              status             completed               failed                     differs
              took               9.0s                    12.4s                        +3.4s
              payload            {"region":"EU","curren… {"region":"EU","curren…
              error                                      step 'email' failed: S…    differs
              fetch-orders: took 4.0s                    4.0s
              email: attempts    1                       5                          differs













             ⏎ all, differing  y copy  Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.diff(80, 24).text(.unicode) == expected)
    }

    @Test func `80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers         audit-985 | invoice-202
              FIELD              audit-985               invoice-202             DIFFERENCE
            > task               invoice-daily           invoice-daily
              status             completed               failed                     differs
              took               9.0s                    12.4s                        +3.4s
              payload            {"region":"EU","curren~ {"region":"EU","curren~
              error                                      step 'email' failed: S~    differs
              fetch-orders: took 4.0s                    4.0s
              email: attempts    1                       5                          differs













             Enter all, differing  y copy  Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.diff(80, 24).text(.ascii) == expected)
    }

    @Test func `40 columns by 12 rows`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
             1 [2 Executions] 3 4  audit-985 | inv…
              FIELD              audit-9… invoice…
            ▌ task               invoice… invoice…
              status             complet… failed
              took               9.0s     12.4s
              payload            {"regio… {"regio…
              error                       step 'e…
              fetch-orders: took 4.0s     4.0s
              email: attempts    1        5

             ⏎ all, differing  Esc back  ? help
            """
        #expect(GoldenSample.diff(40, 12).text(.unicode) == expected)
    }

    @Test func `120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                                    everything   audit-985 | invoice-202
              FIELD              audit-985                                   invoice-202                                 DIFFERENCE
            ▌ task               invoice-daily                               invoice-daily
              status             completed                                   failed                                         differs
              took               9.0s                                        12.4s                                            +3.4s
              payload            {"region":"EU","currency":"EUR"}            {"region":"EU","currency":"EUR"}
              error                                                          step 'email' failed: SMTP 421 try again la…    differs
              fetch-orders: took 4.0s                                        4.0s
              email: attempts    1                                           5                                              differs





























             ⏎ all, differing  y copy  Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.diff(120, 40).text(.unicode) == expected)
    }

    @Test func `200 columns by 60 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121                                                                                               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                                                                                                                    everything   audit-985 | invoice-202
              FIELD              audit-985                                                                        invoice-202                                                                      DIFFERENCE
            ▌ task               invoice-daily                                                                    invoice-daily
              status             completed                                                                        failed                                                                              differs
              took               9.0s                                                                             12.4s                                                                                 +3.4s
              payload            {"region":"EU","currency":"EUR"}                                                 {"region":"EU","currency":"EUR"}
              error                                                                                               step 'email' failed: SMTP 421 try again later                                       differs
              fetch-orders: took 4.0s                                                                             4.0s
              email: attempts    1                                                                                5                                                                                   differs

















































             ⏎ all, differing  y copy  Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.diff(200, 60).text(.unicode) == expected)
    }
}
