import TestDatabase
import Testing

@testable import ZartopCLI

/// A database somebody else wrote into.
@Suite(.timeLimit(.minutes(10)))
struct HostileTests {
    private func bench() throws -> Bench {
        let bench = try Bench()
        try bench.database.run(
            """
            UPDATE zart_tasks SET note = char(27) || ']0;owned' || char(7), name = 'a' || char(10) || 'b' WHERE id = 1;
            UPDATE zart_executions SET error = 'first' || char(10) || char(27, 91) || '2J second' || char(8238, 155),
                result = '{"a":"' || char(155) || '"}', payload = '{"a": "' || char(27) || '"}' WHERE seq = 2;
            UPDATE zart_executions SET result = 'not json' || char(127), payload = '{"b":1} ]' WHERE seq = 1;
            UPDATE zart_steps SET name = char(27) || '[31mred', error = char(13) || 'x' WHERE execution = 2;
            """
        )
        return bench
    }

    private func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar == "\n"
            case .format: false
            default: true
            }
        }
    }

    @Test(arguments: [
        ["tasks"], ["executions"], ["show", "report-1"], ["show", "report-0"], ["next", "a\nb"],
    ])
    func `nothing a terminal would obey gets through`(words: [String]) async throws {
        let bench = try bench()
        for format in [[], ["--json"]] {
            let outcome = await bench.run(words + format + ["--db", bench.database.path])
            #expect(outcome.status == 0)
            #expect(isHarmless(outcome.out), "\(outcome.out)")
            #expect(isHarmless(outcome.err))
            if !format.isEmpty { #expect(JSONCheck.fault(in: outcome.out) == nil, "\(outcome.out)") }
        }
    }

    @Test func `people see what is there`() async throws {
        let bench = try bench()
        let tasks = await bench.zartop("tasks").out
        #expect(tasks.contains("a\\nb is active: \\x1b]0;owned\\x07\n"))
        let show = await bench.zartop("show", "report-1").out
        #expect(show.contains("  error    first\n           \\x1b[2J second\\u{202e}\\x9b\n"))
        #expect(show.contains("  \\x1b[31mred  failed  990ms  \\rx\n"))
    }

    @Test func `programs get what is there`() async throws {
        let bench = try bench()
        let first = await bench.zartop("show", "report-1", "--json").out
        #expect(first.contains(#""error":"first\n\u001b[2J second"#))
        #expect(first.contains(#""result":{"a":"\u009b"}"#))
        #expect(first.contains(#""payload":"{\"a\": \"\u001b\"}""#))
        let second = await bench.zartop("show", "report-0", "--json").out
        #expect(second.contains(#""result":"not json\u007f","payload":"{\"b\":1} ]""#))
    }

    @Test func `errors are harmless too`() async throws {
        let outcome = try await bench().zartop("show", "\u{1b}[2J\n")
        #expect(outcome == Bench.Outcome(status: 3, err: "zartop: no execution '\\x1b[2J\\n'\n"))
    }
}
