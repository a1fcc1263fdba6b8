import Canvas
import Dashboard
import Testing

/// The overview as it is on the screen, trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct OverviewGoldenTests {
    @Test func `40 columns by 12 rows in Unicode`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
              S TASK                     NEXT    OCC
            ▌ ! tax-export-of-th…      -1m12s     77
              ● inventory-snapsh…          3s  10233
              ● invoice-daily          56m33s    204
              ● gdpr-purge        09-25 23:03     33
              ‖ ledger-close           paused     12
              ■ legacy-sync           stopped   4410



             j k row  PgUp PgDn page  ? help  q quit
            """
        #expect(screen(40, 12, glyphs: .unicode) == expected)
    }

    @Test func `40 columns by 12 rows in ASCII`() {
        let expected = """
             orders.db * live rw          14:03:27Z
              S TASK                     NEXT    OCC
            > ! tax-export-of-th~      -1m12s     77
              * inventory-snapsh~          3s  10233
              * invoice-daily          56m33s    204
              * gdpr-purge        09-25 23:03     33
              = ledger-close           paused     12
              # legacy-sync           stopped   4410



             j k row  PgUp PgDn page  ? help  q quit
            """
        #expect(screen(40, 12, glyphs: .ascii) == expected)
    }

    @Test func `80 columns by 24 rows in Unicode`() {
        let expected = """
             orders.db ● live rw         6 rec  7 run  3 retry  1 fail/h  1 late  14:03:27Z
              S TASK                               NEXT    OCC LAST 12      RUN OVERLAP SKIP
            ▌ ! tax-export-of-the-northern…      -1m12s     77 ✓✓✓✓✓✓✓✓✓✓✓✓   0 restart    0
              ● inventory-snapshot                   3s  10233         ✓»⊘▸   1 skip     512
              ● invoice-daily                    56m33s    204 ✗✓✓✓✓✓✓✓✓✓✓↻   1 skip       1
              ● gdpr-purge                  09-25 23:03     33 ✓✓✓✓✓✓✓✓✓✓✓✓   0 skip       0
              ‖ ledger-close                     paused     12 ✓✓✓✓✓✓✓✓✓✓✓✓   0 skip       0
              ■ legacy-sync                     stopped   4410      ✗✗✗✗✗✗✗   0 skip       9















             j k row  g G first/last  PgUp PgDn page  ? help  q quit
            """
        #expect(screen(80, 24, glyphs: .unicode) == expected)
    }

    @Test func `80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw         6 rec  7 run  3 retry  1 fail/h  1 late  14:03:27Z
              S TASK                               NEXT    OCC LAST 12      RUN OVERLAP SKIP
            > ! tax-export-of-the-northern~      -1m12s     77 ++++++++++++   0 restart    0
              * inventory-snapshot                   3s  10233         +sc>   1 skip     512
              * invoice-daily                    56m33s    204 x++++++++++~   1 skip       1
              * gdpr-purge                  09-25 23:03     33 ++++++++++++   0 skip       0
              = ledger-close                     paused     12 ++++++++++++   0 skip       0
              # legacy-sync                     stopped   4410      xxxxxxx   0 skip       9















             j k row  g G first/last  PgUp PgDn page  ? help  q quit
            """
        #expect(screen(80, 24, glyphs: .ascii) == expected)
    }

    @Test func `120 columns by 40 rows in Unicode`() {
        let expected = """
             orders.db ● live rw                                                 6 rec  7 run  3 retry  1 fail/h  1 late  14:03:27Z
              S TASK                                     NEXT    OCC LAST 12      RUN OVERLAP SKIP SCHEDULE         NOTE
            ▌ ! tax-export-of-the-northern-regio…      -1m12s     77 ✓✓✓✓✓✓✓✓✓✓✓✓   0 restart    0 cron 2 14 * * *  no running work…
              ● inventory-snapshot                         3s  10233         ✓»⊘▸   1 skip     512 every 5s
              ● invoice-daily                          56m33s    204 ✗✓✓✓✓✓✓✓✓✓✓↻   1 skip       1 cron 0 15 * * *… retry 3/5 in 8s…
              ● gdpr-purge                        09-25 23:03     33 ✓✓✓✓✓✓✓✓✓✓✓✓   0 skip       0 cron 0 0 * * 6
              ‖ ledger-close                           paused     12 ✓✓✓✓✓✓✓✓✓✓✓✓   0 skip       0 cron 0 0 1 * *
              ■ legacy-sync                           stopped   4410      ✗✗✗✗✗✗✗   0 skip       9 every 60s        stopped by anna































             j k row  g G first/last  PgUp PgDn page  ? help  q quit
            """
        #expect(screen(120, 40, glyphs: .unicode) == expected)
    }

    @Test func `120 columns by 40 rows in ASCII`() {
        let expected = """
             orders.db * live rw                                                 6 rec  7 run  3 retry  1 fail/h  1 late  14:03:27Z
              S TASK                                     NEXT    OCC LAST 12      RUN OVERLAP SKIP SCHEDULE         NOTE
            > ! tax-export-of-the-northern-regio~      -1m12s     77 ++++++++++++   0 restart    0 cron 2 14 * * *  no running work~
              * inventory-snapshot                         3s  10233         +sc>   1 skip     512 every 5s
              * invoice-daily                          56m33s    204 x++++++++++~   1 skip       1 cron 0 15 * * *~ retry 3/5 in 8s~
              * gdpr-purge                        09-25 23:03     33 ++++++++++++   0 skip       0 cron 0 0 * * 6
              = ledger-close                           paused     12 ++++++++++++   0 skip       0 cron 0 0 1 * *
              # legacy-sync                           stopped   4410      xxxxxxx   0 skip       9 every 60s        stopped by anna































             j k row  g G first/last  PgUp PgDn page  ? help  q quit
            """
        #expect(screen(120, 40, glyphs: .ascii) == expected)
    }

    @Test func `roles and surfaces under the text`() {
        let legend: [Role: Character] = [
            .headerBar: "h", .badgeLive: "B", .stateRunning: "r", .stateRetrying: "y", .stateFailed: "f",
            .stateLate: "L", .tableHeader: "T", .textDim: "d", .stateOK: "o", .selection: "s", .key: "k",
            .hint: "i", .stateSkipped: "p", .stateCancelled: "c", .statePaused: "P", .stateStopped: "S",
        ]
        let canvas = DashboardState(sample(), size: Size(columns: 80, rows: 10)).render()
        let roles = """
            .hhhhhhhhh.BBBBBBBBB................rrrrr..yyyyyyy..ffffffff..LLLLLL..hhhhhhhhh
            ..T.TTTT...............................TTTT....TTT.TTTTTTT......TTT.TTTTTTT.TTTT
            ksLs...........................ssssssLLLLLLsssss..soooooooooooosssdsdddddddssssd
            ..o........................................................opcr...r.dddd
            ..o................................................fooooooooooy...r.dddd
            ..o................................................oooooooooooo...d.dddd.......d
            ..P.dddddddddddd.....................PPPPPP........oooooooooooo...d.dddd.......d
            ..S.ddddddddddd.....................SSSSSSS.............fffffff...d.dddd

            .kkk.iii..kkk.iiiiiiiiii..kkkkkkkkk.iiii..k.iiii..k.iiii
            """
        let surfaces = """


            ################################################################################







            """
        #expect(canvas.roles(legend) == roles)
        #expect(canvas.surfaces([.selection: "#"]) == surfaces)
    }

    @Test func `without tasks one sentence says what to do`() {
        let expected = """
             orders.db ○ read-only   7 run  1 fail/h  1 late  14:03:27Z


              no recurring tasks yet: describe one in zartop.yaml and
                                 run 'zartop apply'


             j k row  g G first/last  PgUp PgDn page  ? help  q quit
            """
        #expect(screen(60, 8, sample([], role: .readOnly)) == expected)
    }

    @Test func `the list of keys covers the table`() {
        let expected = """
             orders.db ● live rw          1 fail/h  14:03:27Z
            ── keys ──────────────────────────────────────────
              j k        next, previous row (↑ ↓)
              g G        first, last row (Home End)
              PgUp PgDn  a page up, down (C-u C-d)
              C-l        draw the screen anew
              Esc        close this list
              ?          these keys (F1)
              q          leave (C-c)


             g G first/last  PgUp PgDn page  ? help  q quit
            """
        #expect(screen(50, 12, keys: [.character("?")]) == expected)
    }
}
