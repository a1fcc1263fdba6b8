import Canvas
import Testing

@testable import Dashboard

/// The decisions of a task as they are on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct LedgerGoldenTests {
    @Test func `80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers     inventory-snapshot > ledger
              S INSTANT (UTC)       DECISION          LATE WHAT
              ✓ 2026-09-22 14:03:25 started              – inventory-10234
            ▌ » 2026-09-22 14:03:20 skipped-overlap      – held by inventory-10233
              ✓ 2026-09-22 14:03:15 started              – inventory-10233
              » 2026-09-22 13:03:15 missed           1h00m 719 until 14:03:05
              » 2026-09-21 13:03:15 coalesced        2h00m into 13:04:15, 12 until 13:04:10







            ── why: row 2 of 5 ─────────────────────────────────────────────────────────────
             2026-09-22 14:03:20Z was skipped: inventory-10233 held the slot, in step
             count, attempt 2, for 2.2s
               inventory-10233 had run 5.0s by then, 900ms beyond its p95 (usually p50
               2.4s, p95 4.1s)
               the overlap policy is skip-if-running
               schedule version 1 was in force since 2026-09-01 00:00:00Z: every 5s

             ⏎ execution  L one decision  y copy  Esc back  : command  q quit  ? help
            """
        #expect(GoldenSample.ledgerSkip(80, 24).text(.unicode) == expected)
    }

    @Test func `80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers     inventory-snapshot > ledger
              S INSTANT (UTC)       DECISION          LATE WHAT
              + 2026-09-22 14:03:25 started              - inventory-10234
            > s 2026-09-22 14:03:20 skipped-overlap      - held by inventory-10233
              + 2026-09-22 14:03:15 started              - inventory-10233
              s 2026-09-22 13:03:15 missed           1h00m 719 until 14:03:05
              s 2026-09-21 13:03:15 coalesced        2h00m into 13:04:15, 12 until 13:04:10







            -- why: row 2 of 5 -------------------------------------------------------------
             2026-09-22 14:03:20Z was skipped: inventory-10233 held the slot, in step
             count, attempt 2, for 2.2s
               inventory-10233 had run 5.0s by then, 900ms beyond its p95 (usually p50
               2.4s, p95 4.1s)
               the overlap policy is skip-if-running
               schedule version 1 was in force since 2026-09-01 00:00:00Z: every 5s

             Enter execution  L one decision  y copy  Esc back  : command  q quit  ? help
            """
        #expect(GoldenSample.ledgerSkip(80, 24).text(.ascii) == expected)
    }

    @Test func `40 columns by 12 rows`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
             [1 Tasks] 2 3 4  inventory-snapshot >…
              S INSTANT (UTC)  DECISION   WHAT
              ✓ 09-22 14:03:25 started    inventory…
            ▌ » 09-22 14:03:20 skipped-o… held by i…
              ✓ 09-22 14:03:15 started    inventory…
              » 09-22 13:03:15 missed     719 until…
            ── why: row 2 of 5 ─────────────────────
             2026-09-22 14:03:20Z was skipped:
             inventory-10233 held the slot, in step
             count, attempt 2, for 2.2s
             ⏎ execution  L one decision  ? help
            """
        #expect(GoldenSample.ledgerSkip(40, 12).text(.unicode) == expected)
    }

    @Test func `120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                            every decision   inventory-snapshot > ledger
              S INSTANT (UTC)       DECISION          LATE WHAT
              ✓ 2026-09-22 14:03:25 started              – inventory-10234
            ▌ » 2026-09-22 14:03:20 skipped-overlap      – held by inventory-10233
              ✓ 2026-09-22 14:03:15 started              – inventory-10233
              » 2026-09-22 13:03:15 missed           1h00m 719 until 14:03:05
              » 2026-09-21 13:03:15 coalesced        2h00m into 13:04:15, 12 until 13:04:10






















            ── why: row 2 of 5 ─────────────────────────────────────────────────────────────────────────────────────────────────────
             2026-09-22 14:03:20Z was skipped: inventory-10233 held the slot, in step count, attempt 2, for 2.2s
               inventory-10233 had run 5.0s by then, 900ms beyond its p95 (usually p50 2.4s, p95 4.1s)
               the overlap policy is skip-if-running
               schedule version 1 was in force since 2026-09-01 00:00:00Z: every 5s




             ⏎ execution  L one decision  y copy  Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.ledgerSkip(120, 40).text(.unicode) == expected)
    }

    @Test func `200 columns by 60 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121                                                                                               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
             [1 Tasks]  2 Executions   3 Events   4 Workers                                                                                                            every decision   inventory-snapshot > ledger
              S INSTANT (UTC)       DECISION          LATE WHAT
              ✓ 2026-09-22 14:03:25 started              – inventory-10234
            ▌ » 2026-09-22 14:03:20 skipped-overlap      – held by inventory-10233
              ✓ 2026-09-22 14:03:15 started              – inventory-10233
              » 2026-09-22 13:03:15 missed           1h00m 719 until 14:03:05
              » 2026-09-21 13:03:15 coalesced        2h00m into 13:04:15, 12 until 13:04:10










































            ── why: row 2 of 5 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
             2026-09-22 14:03:20Z was skipped: inventory-10233 held the slot, in step count, attempt 2, for 2.2s
               inventory-10233 had run 5.0s by then, 900ms beyond its p95 (usually p50 2.4s, p95 4.1s)
               the overlap policy is skip-if-running
               schedule version 1 was in force since 2026-09-01 00:00:00Z: every 5s




             ⏎ execution  L one decision  y copy  Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.ledgerSkip(200, 60).text(.unicode) == expected)
    }
}
