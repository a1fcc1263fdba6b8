import TestDatabase
import Testing

@testable import ZartopCLI

/// What the commands say of what is no longer kept.
@Suite(.timeLimit(.minutes(10)))
struct PrunedTests {
    private static let sentence =
        "45 decisions up to 2026-12-22 02:00:00Z have been pruned: 30 started, 15 skipped-overlap"
    private static let warning = "zartop: of task 'nightly-report' \(sentence)\n"

    /// The oldest decision of a task is gone, with others before it and its execution.
    private func pruned() throws -> Bench {
        let bench = try Bench()
        let oldest = Scene.night - 172_800_000
        try bench.database.run(
            """
            DELETE FROM zart_ledger WHERE task = 1 AND nominal_at = \(oldest);
            INSERT INTO zart_pruned (task, version, decision, count, through) VALUES
                (1, 0, 'trigger', 4, \(Scene.night)), (1, 1, 'skipped-overlap', 15, \(oldest - 1_000)),
                (1, 1, 'started', 30, \(oldest));
            DELETE FROM zart_executions WHERE id = 'report-0';
            INSERT INTO zart_pruned_work (task, handler, measure, label, value) VALUES (1, '', 'executions', '', 1)
            """
        )
        return bench
    }

    @Test func `a ledger begins with what is no longer kept of it`() async throws {
        let bench = try pruned()
        let all = await bench.zartop("ledger", "nightly-report")
        #expect(all.out.hasPrefix("\(Self.sentence)\nINSTANT (UTC) "), "\(all)")
        #expect(all.out.contains("2026-12-23 02:00:00.000  started") && all.err == "", "\(all)")
        let then = await bench.zartop("ledger", "nightly-report", "--at", "2026-12-23T12:00:00Z")
        #expect(then.out.hasPrefix("\(Self.sentence)\nINSTANT (UTC) ") && then.err == "", "\(then)")
    }

    @Test func `of a time of which nothing is kept a ledger does not say that there was nothing`()
        async throws
    {
        let bench = try pruned()
        let gone = await bench.zartop("ledger", "nightly-report", "--to", "2026-12-22T01:00:00Z")
        #expect(gone == Bench.Outcome(status: 0, out: "\(Self.sentence)\n"))
        let before = await bench.zartop("ledger", "nightly-report", "--to", "2026-12-20T00:00:00Z")
        #expect(before == Bench.Outcome(status: 0, err: "no decisions\n"))
        let after = await bench.zartop("ledger", "nightly-report", "--from", "2026-12-23T00:00:00Z")
        #expect(after.out.hasPrefix("INSTANT (UTC) ") && after.err == "", "\(after)")
    }

    @Test func `programs are told beside their output`() async throws {
        let bench = try pruned()
        for words in [
            ["ledger", "nightly-report", "--json"], ["export", "nightly-report", "--what", "ledger"],
            ["export", "--what", "ledger"],
        ] {
            let told = await bench.run(words + ["--db", bench.database.path])
            #expect(told.status == 0 && told.err == Self.warning, "\(words) \(told)")
            #expect(told.out.contains("report-1") && !told.out.contains("pruned"), "\(words) \(told)")
            let late = await bench.run(
                words + ["--from", "2026-12-23T00:00:00Z", "--db", bench.database.path]
            )
            #expect(late.status == 0 && late.err == "", "\(words) \(late)")
        }
        try bench.database.run(
            "INSERT INTO zart_pruned VALUES (2, 1, 'missed', 1, \(Scene.night - 95_000_000))"
        )
        let both = await bench.zartop("export", "--what", "ledger", "--format", "csv").err
        #expect(
            both == "zartop: of task 'config-refresh' 1 decision up to 2026-12-22 23:36:40Z has been pruned: "
                + "1 missed; so have some of 1 more task\n"
        )
    }

    @Test func `an execution that is gone is no task that may have been meant`() async throws {
        let gone = try await pruned().zartop("export", "report-0")
        #expect(
            gone
                == Bench.Outcome(
                    status: 3,
                    err:
                        "zartop: no execution 'report-0' any more: task 'nightly-report' had it, and its history "
                        + "of then has been pruned\n"
                )
        )
    }
}
