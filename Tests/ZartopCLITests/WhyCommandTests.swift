import TestDatabase
import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct WhyCommandTests {
    @Test func `an answer is a sentence and what it rests on`() async throws {
        #expect(
            try await Bench().zartop("why", "nightly-report", "02:00", width: 80).out == """
                2026-12-24 02:00:00Z started report-2 at 02:00:00.012Z, on time
                  it is running, in step write-report, attempt 3, for 1.0s, as far as is known:
                    no worker runs
                  schedule version 1 was in force since 2026-12-21 18:26:40Z: cron 0 2 * * * in
                    UTC

                """
        )
    }

    @Test func `an execution's id stands for its instant, without a time the newest is meant`() async throws {
        let bench = try Bench()
        let byTime = await bench.zartop("why", "nightly-report", "2026-12-23T02:00:00Z", "--json").out
        #expect(
            byTime.hasPrefix(
                "{\"task\":\"nightly-report\",\"at\":\"2026-12-23T02:00:00.000Z\",\"isInstant\":true,"
            )
        )
        #expect(await bench.zartop("why", "report-1", "--json").out == byTime)
        let newest = await bench.zartop("why", "nightly-report").out
        #expect(newest.hasPrefix("2026-12-24 02:00:00Z started report-2 "))
    }

    @Test func `what was started by hand is told as that`() async throws {
        #expect(
            try await Bench().zartop("why", "manual-1").out == """
                manual-1 was started at 2026-12-24 01:59:40Z: no instant of a schedule
                  it ended completed at 01:59:41Z

                """
        )
    }

    @Test func `the fields that do not match are evidence`() async throws {
        let out = try await Bench().zartop("why", "nightly-report", "2026-12-23 14:03", "--json").out
        #expect(
            out.contains(
                """
                "isInstant":false,"decision":null,"sentences":["2026-12-23 14:03:00Z is no instant of `0 2 * * *`: \
                the hour is 14, and it allows 2; the minute is 3, and it allows 0",
                """
            )
        )
        #expect(
            out.contains(
                """
                "mismatches":[{"field":"hour","value":14,"allowed":"2"},{"field":"minute","value":3,"allowed":"0"}]
                """
            )
        )
    }

    @Test func `a skip tells the holder and who had it`() async throws {
        let out = try await Bench().zartop("why", "config-refresh", "2026-12-24T01:59:00Z", "--json").out
        #expect(out.contains("\"decision\":\"skipped-overlap\""))
        #expect(out.contains("\"holder\":{\"id\":\"config-0\",\"status\":\"cancelled\","), "\(out)")
    }

    @Test(
        arguments: [
            (["nightly-report", "yesterday"], 2, "'yesterday' is no time: use such as 02:00"),
            (["nightly-reprot"], 3, "no task 'nightly-reprot'; did you mean 'nightly-report'?"),
            (["none", "02:00"], 3, "no task 'none'"),
            ([], 2, "'why' needs a TASK|ID"),
        ] as [([String], Int32, String)]
    )
    func `what cannot be answered is said`(words: [String], status: Int32, sentence: String) async throws {
        let bench = try Bench()
        let outcome = await bench.run(["why"] + words + ["--db", bench.database.path])
        #expect(outcome.status == status)
        #expect(outcome.out == "")
        #expect(outcome.err.contains(sentence), "\(outcome.err)")
    }
}
