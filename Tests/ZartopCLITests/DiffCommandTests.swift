import TestDatabase
import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct DiffCommandTests {
    @Test func `two executions side by side in 80 columns`() async throws {
        let outcome = try await Bench().zartop("diff", "report-0", "report-2", width: 80)
        let lines = outcome.out.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("FIELD") == true && lines.first?.hasSuffix("DIFFERENCE") == true)
        let words = lines.map { $0.split(separator: " ", omittingEmptySubsequences: true).map(String.init) }
        #expect(words.contains(["status", "completed", "running", "differs"]), "\(outcome.out)")
        #expect(words.contains(["late", "12ms", "12ms"]), "\(outcome.out)")
        #expect(
            words.contains { $0.prefix(2) == ["settle:", "status"] && $0.last == "differs" },
            "\(outcome.out)"
        )
        #expect(outcome.out.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `the shape of a comparison`() async throws {
        let out = try await Bench().zartop("diff", "report-0", "report-1", "--json").out
        #expect(out.hasPrefix("{\"a\":{\"id\":\"report-0\","))
        #expect(
            out.contains(
                """
                {"step":null,"field":"status","a":"completed","b":"failed","differs":true,"deltaMs":null}
                """
            )
        )
        #expect(
            out.contains(
                """
                {"step":null,"field":"took","a":"9.4s","b":"1.0s","differs":true,"deltaMs":-8488}
                """
            ),
            "\(out)"
        )
    }

    @Test func `an execution that is not there is named`() async throws {
        let outcome = try await Bench().zartop("diff", "report-0", "report-9")
        #expect(outcome.status == 3)
        #expect(outcome.err.hasPrefix("zartop: no execution 'report-9'; did you mean"))
        #expect(try await Bench().zartop("diff", "report-0").status == 2)
    }

    @Test func `an execution that is kept no longer is not said to be misspelt`() async throws {
        let bench = try Bench()
        try bench.database.run(
            """
            UPDATE zart_tasks SET occurrence = 10 WHERE id = 1;
            INSERT INTO zart_pruned_work (task, handler, measure, label, value) VALUES (1, '', 'executions', '', 7)
            """
        )
        #expect(
            await bench.zartop("diff", "report-0", "report-9").err == """
                zartop: no execution 'report-9' any more: task 'nightly-report' had it, and its history of then has \
                been pruned

                """
        )
        #expect(await bench.zartop("show", "report-10").err.contains("did you mean"))
    }
}
