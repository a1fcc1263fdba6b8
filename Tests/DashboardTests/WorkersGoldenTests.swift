import Canvas
import Testing

@testable import Dashboard

/// The worker sessions as they are on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct WorkersGoldenTests {
    @Test func `80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks   2 Executions   3 Events  [4 Workers]                     4 sessions
             ● This process, 4121, runs the engine; its lease lasts until 14:03:39Z.


              S  NO    PID HOST      BEGAN       LASTED STEPS  LEASE STATE
            ▌ ●   9   4121 db-host-1 11:52:27     2h11m     4    12s holds the lease
              ■   8   3977 db-host-1 09-21 14:03 21h48m     –      – ended: handed over
              ■   7   2210 db-host-1 09-19 13:03  2d00h     –      – ended: lease expired
              ✗   6   2188 db-host-1 09-19 12:03      –     –      – died unnoticed













             Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.workers(80, 24).text(.unicode) == expected)
    }

    @Test func `until when a worker was seen is told whole in 80 columns`() {
        var state = GoldenSample.workers(80, 24)
        var snapshot = state.snapshot
        snapshot.workers[1].reason = "died"
        snapshot.workers[1].seenAt = sketchMoment - 7_883_000
        state.update(snapshot)
        #expect(state.render().text.contains("gone after 11:52:04"), "\(state.render().text)")
    }

    @Test func `80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  4 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks   2 Executions   3 Events  [4 Workers]                     4 sessions
             * This process, 4121, runs the engine; its lease lasts until 14:03:39Z.


              S  NO    PID HOST      BEGAN       LASTED STEPS  LEASE STATE
            > *   9   4121 db-host-1 11:52:27     2h11m     4    12s holds the lease
              #   8   3977 db-host-1 09-21 14:03 21h48m     -      - ended: handed over
              #   7   2210 db-host-1 09-19 13:03  2d00h     -      - ended: lease expired
              x   6   2188 db-host-1 09-19 12:03      -     -      - died unnoticed













             Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.workers(80, 24).text(.ascii) == expected)
    }

    @Test func `40 columns by 12 rows`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
             1 2 3 [4 Workers]           4 sessions
             ● This process, 4121, runs the engine;
               its lease lasts until 14:03:39Z.


              S  NO    PID STATE
            ▌ ●   9   4121 holds the lease
              ■   8   3977 ended: handed over
              ■   7   2210 ended: lease expired
              ✗   6   2188 died unnoticed
             Esc back  : command  q quit  ? help
            """
        #expect(GoldenSample.workers(40, 12).text(.unicode) == expected)
    }

    @Test func `120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks   2 Executions   3 Events  [4 Workers]                                                             4 sessions
             ● This process, 4121, runs the engine; its lease lasts until 14:03:39Z.


              S  NO    PID HOST      PROGRAM      BEGAN       LASTED STEPS  LEASE STATE
            ▌ ●   9   4121 db-host-1 zartop 0.9.0 11:52:27     2h11m     4    12s holds the lease
              ■   8   3977 db-host-1 zartop 0.9.0 09-21 14:03 21h48m     –      – ended: handed over
              ■   7   2210 db-host-1 zartop 0.9.0 09-19 13:03  2d00h     –      – ended: lease expired
              ✗   6   2188 db-host-1 zartop 0.9.0 09-19 12:03      –     –      – died unnoticed





























             Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.workers(120, 40).text(.unicode) == expected)
    }

    @Test func `the file's size and how far back it reaches stand below who runs the engine`() {
        var state = GoldenSample.workers(80, 24)
        var snapshot = state.snapshot
        snapshot.file = FileLine(size: 25_489_408, free: 5_300_000, oldest: snapshot.now - 30 * 86_400_000)
        state.update(snapshot)
        let lines = state.text(.unicode).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[3] == "   The database has 24 MiB, 5 MiB of it free; it reaches back 30d.")
        #expect(FileLine.text(999) == "999 B" && FileLine.text(1_400_000_000) == "1.3 GiB")
    }

    @Test func `200 columns by 60 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121                                                                                               6 recurring  4 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks   2 Executions   3 Events  [4 Workers]                                                                                                                                             4 sessions
             ● This process, 4121, runs the engine; its lease lasts until 14:03:39Z.


              S  NO    PID HOST      PROGRAM      BEGAN       LASTED STEPS  LEASE STATE
            ▌ ●   9   4121 db-host-1 zartop 0.9.0 11:52:27     2h11m     4    12s holds the lease
              ■   8   3977 db-host-1 zartop 0.9.0 09-21 14:03 21h48m     –      – ended: handed over
              ■   7   2210 db-host-1 zartop 0.9.0 09-19 13:03  2d00h     –      – ended: lease expired
              ✗   6   2188 db-host-1 zartop 0.9.0 09-19 12:03      –     –      – died unnoticed

















































             Esc back  T theme  : command  q quit  ? help
            """
        #expect(GoldenSample.workers(200, 60).text(.unicode) == expected)
    }
}
