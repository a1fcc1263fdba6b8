import Canvas
import Testing

@testable import Dashboard

/// What a step has written, as it is on the screen; trailing blanks trimmed.
@Suite(.timeLimit(.minutes(10)))
struct OutputGoldenTests {
    @Test func `following, 80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  3 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers    invoice-203 > email > output
             ✗ FAILED   email   attempt 2 (2 of 2 kept: Tab)   took 3.0s   SMTP 421 try aga…
             14:03:09.650 out message 22 of 40 to customer-218@example.test, accepted by mx1
             14:03:09.725 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:09.800 out message 24 of 40 to customer-56@example.test, accepted by mx1
             14:03:09.875 out message 25 of 40 to customer-975@example.test, accepted by mx1
             14:03:09.950 out message 26 of 40 to customer-894@example.test, accepted by mx1
             14:03:10.025 out message 27 of 40 to customer-813@example.test, accepted by mx1
             14:03:10.100 out message 28 of 40 to customer-732@example.test, accepted by mx1
             14:03:10.175 out message 29 of 40 to customer-651@example.test, accepted by mx1
             14:03:10.250 out message 30 of 40 to customer-570@example.test, accepted by mx1
             14:03:10.325 out message 31 of 40 to customer-489@example.test, accepted by mx1
             14:03:10.400 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:10.475 out message 33 of 40 to customer-327@example.test, accepted by mx1
             14:03:10.550 out message 34 of 40 to customer-246@example.test, accepted by mx1
             14:03:10.625 out message 35 of 40 to customer-165@example.test, accepted by mx1
             14:03:10.700 out message 36 of 40 to customer-84@example.test, accepted by mx1
             14:03:10.775 out message 37 of 40 to customer-3@example.test, accepted by mx1
             14:03:10.850 out message 38 of 40 to customer-922@example.test, accepted by mx1
             14:03:10.925 out message 39 of 40 to customer-841@example.test, accepted by mx1
            ── ▼ following ─────────────────────────────────────────────────────────────────
             line 40 of 40
             f hold  / search  Tab attempt  w wrap  C-s save  Esc back  q quit  ? help
            """
        #expect(OutputSample.state(80, 24).text(.unicode) == expected)
    }

    @Test func `following, 80 columns by 24 rows in ASCII`() {
        let expected = """
             orders.db * live rw        6 rec  3 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers    invoice-203 > email > output
             x FAILED   email   attempt 2 (2 of 2 kept: Tab)   took 3.0s   SMTP 421 try aga~
             14:03:09.650 out message 22 of 40 to customer-218@example.test, accepted by mx1
             14:03:09.725 err 421 4.7.0 try again later ?[31mred?[0m
             14:03:09.800 out message 24 of 40 to customer-56@example.test, accepted by mx1
             14:03:09.875 out message 25 of 40 to customer-975@example.test, accepted by mx1
             14:03:09.950 out message 26 of 40 to customer-894@example.test, accepted by mx1
             14:03:10.025 out message 27 of 40 to customer-813@example.test, accepted by mx1
             14:03:10.100 out message 28 of 40 to customer-732@example.test, accepted by mx1
             14:03:10.175 out message 29 of 40 to customer-651@example.test, accepted by mx1
             14:03:10.250 out message 30 of 40 to customer-570@example.test, accepted by mx1
             14:03:10.325 out message 31 of 40 to customer-489@example.test, accepted by mx1
             14:03:10.400 err 421 4.7.0 try again later ?[31mred?[0m
             14:03:10.475 out message 33 of 40 to customer-327@example.test, accepted by mx1
             14:03:10.550 out message 34 of 40 to customer-246@example.test, accepted by mx1
             14:03:10.625 out message 35 of 40 to customer-165@example.test, accepted by mx1
             14:03:10.700 out message 36 of 40 to customer-84@example.test, accepted by mx1
             14:03:10.775 out message 37 of 40 to customer-3@example.test, accepted by mx1
             14:03:10.850 out message 38 of 40 to customer-922@example.test, accepted by mx1
             14:03:10.925 out message 39 of 40 to customer-841@example.test, accepted by mx1
            -- v following -----------------------------------------------------------------
             line 40 of 40
             f hold  / search  Tab attempt  w wrap  C-s save  Esc back  q quit  ? help
            """
        #expect(OutputSample.state(80, 24).text(.ascii) == expected)
    }

    @Test func `following, 40 columns by 12 rows`() {
        let expected = """
             orders.db ● live rw          14:03:27Z
             1 [2 Executions] 3 4  invoice-203 > e…
             ✗ FAILED   email   attempt 2 (2 of 2 k…
             14:03:10 o message 34 of 40 to custome…
             14:03:10 o message 35 of 40 to custome…
             14:03:10 o message 36 of 40 to custome…
             14:03:10 o message 37 of 40 to custome…
             14:03:10 o message 38 of 40 to custome…
             14:03:10 o message 39 of 40 to custome…
            ── ▼ following ─────────────────────────
             line 40 of 40
             f hold  / search  Esc back  ? help
            """
        #expect(OutputSample.state(40, 12).text(.unicode) == expected)
    }

    @Test func `following, 120 columns by 40 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121               6 recurring  3 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                                            invoice-203 > email > output
             ✗ FAILED   email   attempt 2 (2 of 2 kept: Tab)   took 3.0s   SMTP 421 try again later
             14:03:08.450 out message 6 of 40 to customer-514@example.test, accepted by mx1
             14:03:08.525 out message 7 of 40 to customer-433@example.test, accepted by mx1
             14:03:08.600 out message 8 of 40 to customer-352@example.test, accepted by mx1
             14:03:08.675 out message 9 of 40 to customer-271@example.test, accepted by mx1
             14:03:08.750 out message 10 of 40 to customer-190@example.test, accepted by mx1
             14:03:08.825 out message 11 of 40 to customer-109@example.test, accepted by mx1
            ── 1048576 bytes of stdout were not kept ───────────────────────────────────────────────────────────────────────────────
             14:03:08.975 out message 13 of 40 to customer-947@example.test, accepted by mx1
             14:03:09.050 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:09.125 out message 15 of 40 to customer-785@example.test, accepted by mx1
             14:03:09.200 out message 16 of 40 to customer-704@example.test, accepted by mx1
             14:03:09.275 out message 17 of 40 to customer-623@example.test, accepted by mx1
             14:03:09.350 out message 18 of 40 to customer-542@example.test, accepted by mx1
             14:03:09.425 out message 19 of 40 to customer-461@example.test, accepted by mx1
             14:03:09.500 out message 20 of 40 to customer-380@example.test, accepted by mx1
             14:03:09.575 out message 21 of 40 to customer-299@example.test, accepted by mx1
             14:03:09.650 out message 22 of 40 to customer-218@example.test, accepted by mx1
             14:03:09.725 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:09.800 out message 24 of 40 to customer-56@example.test, accepted by mx1
             14:03:09.875 out message 25 of 40 to customer-975@example.test, accepted by mx1
             14:03:09.950 out message 26 of 40 to customer-894@example.test, accepted by mx1
             14:03:10.025 out message 27 of 40 to customer-813@example.test, accepted by mx1
             14:03:10.100 out message 28 of 40 to customer-732@example.test, accepted by mx1
             14:03:10.175 out message 29 of 40 to customer-651@example.test, accepted by mx1
             14:03:10.250 out message 30 of 40 to customer-570@example.test, accepted by mx1
             14:03:10.325 out message 31 of 40 to customer-489@example.test, accepted by mx1
             14:03:10.400 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:10.475 out message 33 of 40 to customer-327@example.test, accepted by mx1
             14:03:10.550 out message 34 of 40 to customer-246@example.test, accepted by mx1
             14:03:10.625 out message 35 of 40 to customer-165@example.test, accepted by mx1
             14:03:10.700 out message 36 of 40 to customer-84@example.test, accepted by mx1
             14:03:10.775 out message 37 of 40 to customer-3@example.test, accepted by mx1
             14:03:10.850 out message 38 of 40 to customer-922@example.test, accepted by mx1
             14:03:10.925 out message 39 of 40 to customer-841@example.test, accepted by mx1
            ── ▼ following ─────────────────────────────────────────────────────────────────────────────────────────────────────────
             line 40 of 40
             f hold  / search  Tab attempt  w wrap  l pan  C-s save  x cancel…  y copy line  Esc back  : command  q quit  ? help
            """
        #expect(OutputSample.state(120, 40).text(.unicode) == expected)
    }

    @Test func `following, 200 columns by 60 rows`() {
        let expected = """
             orders.db ● live rw  engine pid 4121                                                                                               6 recurring  3 running  1 retrying  1 failed/1h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers                                                                                                                            invoice-203 > email > output
             ✗ FAILED   email   attempt 2 (2 of 2 kept: Tab)   took 3.0s   SMTP 421 try again later
             14:03:08.000 out message 0 of 40 to customer-0@example.test, accepted by mx1
             14:03:08.075 out message 1 of 40 to customer-919@example.test, accepted by mx1
             14:03:08.150 out message 2 of 40 to customer-838@example.test, accepted by mx1
             14:03:08.225 out message 3 of 40 to customer-757@example.test, accepted by mx1
             14:03:08.300 out message 4 of 40 to customer-676@example.test, accepted by mx1
             14:03:08.375 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:08.450 out message 6 of 40 to customer-514@example.test, accepted by mx1
             14:03:08.525 out message 7 of 40 to customer-433@example.test, accepted by mx1
             14:03:08.600 out message 8 of 40 to customer-352@example.test, accepted by mx1
             14:03:08.675 out message 9 of 40 to customer-271@example.test, accepted by mx1
             14:03:08.750 out message 10 of 40 to customer-190@example.test, accepted by mx1
             14:03:08.825 out message 11 of 40 to customer-109@example.test, accepted by mx1
            ── 1048576 bytes of stdout were not kept ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
             14:03:08.975 out message 13 of 40 to customer-947@example.test, accepted by mx1
             14:03:09.050 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:09.125 out message 15 of 40 to customer-785@example.test, accepted by mx1
             14:03:09.200 out message 16 of 40 to customer-704@example.test, accepted by mx1
             14:03:09.275 out message 17 of 40 to customer-623@example.test, accepted by mx1
             14:03:09.350 out message 18 of 40 to customer-542@example.test, accepted by mx1
             14:03:09.425 out message 19 of 40 to customer-461@example.test, accepted by mx1
             14:03:09.500 out message 20 of 40 to customer-380@example.test, accepted by mx1
             14:03:09.575 out message 21 of 40 to customer-299@example.test, accepted by mx1
             14:03:09.650 out message 22 of 40 to customer-218@example.test, accepted by mx1
             14:03:09.725 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:09.800 out message 24 of 40 to customer-56@example.test, accepted by mx1
             14:03:09.875 out message 25 of 40 to customer-975@example.test, accepted by mx1
             14:03:09.950 out message 26 of 40 to customer-894@example.test, accepted by mx1
             14:03:10.025 out message 27 of 40 to customer-813@example.test, accepted by mx1
             14:03:10.100 out message 28 of 40 to customer-732@example.test, accepted by mx1
             14:03:10.175 out message 29 of 40 to customer-651@example.test, accepted by mx1
             14:03:10.250 out message 30 of 40 to customer-570@example.test, accepted by mx1
             14:03:10.325 out message 31 of 40 to customer-489@example.test, accepted by mx1
             14:03:10.400 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:10.475 out message 33 of 40 to customer-327@example.test, accepted by mx1
             14:03:10.550 out message 34 of 40 to customer-246@example.test, accepted by mx1
             14:03:10.625 out message 35 of 40 to customer-165@example.test, accepted by mx1
             14:03:10.700 out message 36 of 40 to customer-84@example.test, accepted by mx1
             14:03:10.775 out message 37 of 40 to customer-3@example.test, accepted by mx1
             14:03:10.850 out message 38 of 40 to customer-922@example.test, accepted by mx1
             14:03:10.925 out message 39 of 40 to customer-841@example.test, accepted by mx1














            ── ▼ following ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
             line 40 of 40
             f hold  / search  n next hit  N last hit  Tab attempt  w wrap  l pan  C-s save  x cancel…  y copy line  Esc back  T theme  : command  q quit  ? help
            """
        #expect(OutputSample.state(200, 60).text(.unicode) == expected)
    }

    @Test func `held at a hit, 80 columns by 24 rows`() {
        let expected = """
             orders.db ● live rw        6 rec  3 run  1 retry  1 fail/h  0 late   14:03:27Z
              1 Tasks  [2 Executions]  3 Events   4 Workers    invoice-203 > email > output
             ✗ FAILED   email   attempt 2 (2 of 2 kept: Tab)   took 3.0s   SMTP 421 try aga…
             14:03:09.650 out message 22 of 40 to customer-218@example.test, accepted by mx1
            ▌14:03:09.725 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:09.800 out message 24 of 40 to customer-56@example.test, accepted by mx1
             14:03:09.875 out message 25 of 40 to customer-975@example.test, accepted by mx1
             14:03:09.950 out message 26 of 40 to customer-894@example.test, accepted by mx1
             14:03:10.025 out message 27 of 40 to customer-813@example.test, accepted by mx1
             14:03:10.100 out message 28 of 40 to customer-732@example.test, accepted by mx1
             14:03:10.175 out message 29 of 40 to customer-651@example.test, accepted by mx1
             14:03:10.250 out message 30 of 40 to customer-570@example.test, accepted by mx1
             14:03:10.325 out message 31 of 40 to customer-489@example.test, accepted by mx1
             14:03:10.400 err 421 4.7.0 try again later ·[31mred·[0m
             14:03:10.475 out message 33 of 40 to customer-327@example.test, accepted by mx1
             14:03:10.550 out message 34 of 40 to customer-246@example.test, accepted by mx1
             14:03:10.625 out message 35 of 40 to customer-165@example.test, accepted by mx1
             14:03:10.700 out message 36 of 40 to customer-84@example.test, accepted by mx1
             14:03:10.775 out message 37 of 40 to customer-3@example.test, accepted by mx1
             14:03:10.850 out message 38 of 40 to customer-922@example.test, accepted by mx1
             14:03:10.925 out message 39 of 40 to customer-841@example.test, accepted by mx1
            ── ‖ paused  G to follow again ─────────────────────────────────────────────────
             line 40 of 40   /421  4 hits
             f follow  / search  n next hit  N last hit  Tab attempt  Esc clear  ? help
            """
        #expect(OutputSample.found(80, 24).text(.unicode) == expected)
    }

    @Test func `held at a hit, 40 columns by 12 rows in ASCII`() {
        let expected = """
             orders.db * live rw          14:03:27Z
             1 [2 Executions] 3 4  invoice-203 > e~
             x FAILED   email   attempt 2 (2 of 2 k~
             14:03:09 o message 21 of 40 to custome~
             14:03:09 o message 22 of 40 to custome~
            >14:03:09 e 421 4.7.0 try again later ?~
             14:03:09 o message 24 of 40 to custome~
             14:03:09 o message 25 of 40 to custome~
             14:03:09 o message 26 of 40 to custome~
            -- = paused  v 13 more  G to follow a~--
             line 27 of 40   /421  4 hits
             f follow  / search  Esc clear  ? help
            """
        #expect(OutputSample.found(40, 12).text(.ascii) == expected)
    }
}
