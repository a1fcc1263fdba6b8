import BusyWork
import Glibc
import TestProcess
import Testing

/// Commands that cannot be carried out, and outputs nobody reads.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct BadWordsTests {
    private struct Case {
        let words: [String]
        let status: Int32
        let says: String

        init(_ words: [String], _ status: Int32, _ says: String) {
            (self.words, self.status, self.says) = (words, status, says)
        }
    }

    private static let escape = "\u{1B}[31mred\u{7}\u{202E}"

    private static let cases = [
        Case(["start", "plse"], 3, "did you mean 'pulse'?"),
        Case(["trigger", "pulze"], 3, "did you mean 'pulse'?"),
        Case(["stop", "refersh"], 3, "did you mean 'refresh'?"),
        Case(["show", "pulse-99999"], 3, "no execution 'pulse-99999'"),
        Case(["cancel", "order-99999"], 3, "no execution 'order-99999'"),
        Case(["ledger", "no-such-task-at-all"], 3, "no task 'no-such-task-at-all'"),
        Case(["wait", "order-0", "--timeout", "50ms"], 4, "has not ended within 50ms"),
        Case(["start", "pulse", "--payload", "{"], 2, "JSON"),
        Case(["start", "pulse", "--payload", ""], 2, "JSON"),
        Case(["start", "pulse", "--payload", "@/no/such"], 2, "'/no/such' cannot be read"),
        Case(["start", "pulse", "--payload", "@/etc/hostname"], 2, "at column 1 of '@/etc/hostname'"),
        Case(["event", "order-0", "go", "--data", "-"], 2, "at column 1 of '-'"),
        Case(["start", "pulse", "--id", "pulse-7777777"], 5, "template"),
        Case(["start", "pulse", "--id", "a b"], 2, "'a b'"),
        Case(["start", "pulse", "--id", String(repeating: "x", count: 300)], 2, "200"),
        Case(["start", escape], 3, "no task"),
        Case(["start", "pulse", "--id", escape], 2, "id"),
        Case(["show", escape], 3, "no execution"),
        Case(["cancel", escape], 3, "no execution"),
        Case(["event", "order-0", escape], 2, "event name"),
        Case(["next", escape], 3, "no task"),
        Case([escape], 2, ""),
        Case(["tasks", "--\(escape)"], 2, ""),
        Case(["wait", "order-0", "--timeout", escape], 2, ""),
        Case(["pause", "pulse", "--until", "2001-01-01T00:00:00Z"], 2, "past"),
        Case(["cancel", "pulse-0", "pulse-1"], 2, "--yes"),
        Case(["--json"], 2, "--json"),
        Case([], 2, "--no-ui"),
    ]

    @Test func `a payload larger than an argument may be comes from a file`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        let file = bench.folder.file("payload.json")
        TextFile.write("\"\(String(repeating: "x", count: 200_000))\"", to: file)
        let said = try await bench.run(
            ["start", "pulse", "--id", "big", "--overlap", "always-start", "--payload", "@\(file)"]
        )
        #expect(said.end == .status(0), "\(said)")
        let length = "SELECT length(payload) FROM zart_executions WHERE id = 'big'"
        #expect(Rows.first(bench.database, length) == "200002")
    }

    @Test func `what cannot be done is said in one sentence and changes nothing`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        for row in Self.cases {
            let count = "SELECT count(*), (SELECT sum(occurrence) FROM zart_tasks) FROM zart_executions"
            let before = Rows.query(bench.database, count)
            let said = try await bench.run(row.words)
            #expect(said.end == .status(row.status), "\(row.words): \(said)")
            #expect(said.isOneSentence, "\(row.words): \(said.errors)")
            #expect(said.errors.contains(row.says), "\(row.words): \(said.errors)")
            #expect(!said.errors.contains("\u{1B}") && !said.errors.contains("\u{202E}"))
            #expect(said.output == "", "\(row.words): \(said.output)")
            #expect(Rows.query(bench.database, count) == before, "\(row.words)")
        }
        #expect(try await bench.run("doctor").end == .status(0))
    }

    @Test func `payloads of any size the kernel passes on are judged by the worker`() async throws {
        let bench = try ProgramBench()
        let worker = try await bench.working()
        // More than 128 KiB the kernel puts into no argument; the limit of 256 KiB is beyond a command line.
        let long = "\"" + String(repeating: "x", count: 120_000) + "\""
        let said = try await bench.run("start", "asked", "--id", "long-1", "--payload", long)
        #expect(said.end == .status(2), "\(said.end)")
        #expect(
            said.isOneSentence && said.errors.contains("not for handler 'asked'"),
            "\(said.errors.prefix(300))"
        )
        #expect(said.errors.utf8.count < 1_000)
        let wrong = try await bench.run("start", "asked", "--id", "wrong-1", "--payload", #"{"a":1}"#)
        #expect(wrong.end == .status(2) && wrong.isOneSentence, "\(wrong)")
        #expect(
            Rows.first(bench.database, "SELECT count(*) FROM zart_executions WHERE handler = 'asked'") == "0"
        )
        await worker.killed()
    }

    @Test func `a closed standard output is said, and nothing is written elsewhere instead`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        for words in [
            ["tasks"], ["executions", "--json"], ["doctor"], ["pause", "pulse"], ["stop", "fan"],
        ] {
            let said = try await bench.run(words, output: .closed)
            #expect(said.end == .status(70), "\(words): \(said)")
            #expect(said.isOneSentence && said.errors.contains("standard output"), "\(words): \(said)")
        }
        #expect(TextFile.read(bench.database + "-worker").count <= 1)
        #expect(try await bench.run("doctor").end == .status(0))
    }

    @Test func `a reader that goes away early ends the program quietly`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        for words in [
            "tasks", "executions --limit 5000", "executions --limit 5000 --json", "doctor", "--help",
        ] {
            let child = try ChildProcess(
                "/bin/sh",
                ["-c", "'\(BuiltProgram.zartop)' \(words) --db '\(bench.database)' | head -1"],
                folder: bench.folder.path
            )
            #expect(await child.ended() == .status(0), "\(words)")
            #expect(child.errors == "", "\(words)")
            #expect(child.output.filter { $0 == "\n" }.count == 1, "\(words)")
        }
    }
}
