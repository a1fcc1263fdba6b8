import TestDatabase
import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct NextTests {
    @Test func `a task's instants come after now`() async throws {
        #expect(
            try await Bench().zartop("next", "nightly-report", "-n", "2").out == """
                INSTANT (UTC)            FROM NOW
                2026-12-25 02:00:00.000  in 23h59m
                2026-12-26 02:00:00.000  in 1d23h

                """
        )
    }

    @Test func `jitter has a column of its own and a paused task a warning`() async throws {
        let outcome = try await Bench().zartop("next", "config-refresh", "-n2")
        #expect(
            outcome
                == Bench.Outcome(
                    status: 0,
                    out: """
                        INSTANT (UTC)            ACTED ON (UTC)           FROM NOW
                        2026-12-24 02:00:40.000  2026-12-24 02:00:43.408  in 33.4s
                        2026-12-24 02:01:10.000  2026-12-24 02:01:12.148  in 1m02s

                        """,
                    err: """
                        task 'config-refresh' is paused: these will start nothing until it is resumed

                        """
                )
        )
    }

    @Test func `an expression needs no database and shows local time`() async throws {
        let words = [
            "next", "30 2 * * *", "--timezone", "Europe/Berlin", "--after", "2027-03-26T12:00:00Z", "-n3",
        ]
        #expect(
            try await Bench(isFilled: false).run(words + ["--db", "/none"]).out == """
                INSTANT (UTC)            LOCAL (Europe/Berlin)     FROM NOW
                2027-03-27 01:30:00.000  2027-03-27 02:30:00 CET   in 92d23h
                2027-03-28 01:00:00.000  2027-03-28 03:00:00 CEST  in 93d22h
                2027-03-29 00:30:00.000  2027-03-29 02:30:00 CEST  in 94d22h

                """
        )
    }

    @Test(arguments: [
        (["every 5s", "-n2"], ["02:00:15.000", "02:00:20.000"]),
        (["@hourly", "-n1"], ["03:00:00.000"]),
        (["at 2026-12-24T18:00:00Z"], ["18:00:00.000"]),
        (["at 2020-12-24T18:00:00Z"], []),
        (["audit-window"], ["02:10:00.000"]),
        (["audit-window", "--after", "1h"], []),
        (["nightly-report", "--after", "+2d", "-n1"], ["02:00:00.000"]),
    ])
    func `instants are enumerated`(words: [String], clocks: [String]) async throws {
        let bench = try Bench()
        let outcome = await bench.run(["next"] + words + ["--json", "--db", bench.database.path])
        #expect(outcome.status == 0)
        let expected = clocks.map { "T\($0)Z\",\"effectiveAt\":" }
        let lines = outcome.out.split(separator: "\n")
        #expect(lines.count == max(1, clocks.count))
        for (line, clock) in zip(lines, expected) { #expect(line.contains(clock), "\(outcome.out)") }
    }

    @Test func `no more instants than occurrences are left`() async throws {
        let bench = try Bench()
        try bench.database.run("UPDATE zart_tasks SET max_occurrences = 5 WHERE id = 1")
        #expect(
            await bench.zartop("next", "nightly-report", "--json").out == """
                [{"nominalAt":"2026-12-25T02:00:00.000Z","effectiveAt":"2026-12-25T02:00:00.000Z"},
                 {"nominalAt":"2026-12-26T02:00:00.000Z","effectiveAt":"2026-12-26T02:00:00.000Z"}]

                """
        )
    }

    @Test(arguments: [
        ("stopped", "task 'nightly-report' is stopped: revive it first\n"),
        ("finished", "task 'nightly-report' is finished: nothing is to come\n"),
    ])
    func `an ended task has nothing to come`(state: String, sentence: String) async throws {
        let bench = try Bench()
        try bench.database.run("UPDATE zart_tasks SET state = '\(state)' WHERE id = 1")
        #expect(await bench.zartop("next", "nightly-report") == Bench.Outcome(status: 0, err: sentence))
    }

    @Test(arguments: [
        (["61 * * * *"], "'61 * * * *': minute field, column 1: 61 is out of range 0-59"),
        (
            ["0 2 * * *", "--timezone", "Mars/Base"],
            "no time zone 'Mars/Base': use a name such as Europe/Berlin"
        ),
        (
            ["nightly-report", "--timezone", "UTC"],
            "--timezone goes with an expression: a task has a zone of its own"
        ),
    ])
    func `what cannot be is refused`(words: [String], sentence: String) async throws {
        let bench = try Bench()
        let outcome = await bench.run(["next"] + words + ["--db", bench.database.path])
        #expect(outcome == Bench.Outcome(status: 2, err: "zartop: \(sentence)\n"))
    }

    @Test func `a task whose zone is not installed says so`() async throws {
        let bench = try Bench()
        try bench.database.run(
            "UPDATE zart_tasks SET recurrence = 'cron Mars/Base gap=after repeat=first 0 2 * * *' WHERE id = 1"
        )
        let outcome = await bench.zartop("next", "nightly-report")
        #expect(
            outcome
                == Bench.Outcome(
                    status: 70,
                    err: """
                        zartop: the schedule of task 'nightly-report' cannot be worked out here: is its time zone \
                        installed?

                        """
                )
        )
    }
}
