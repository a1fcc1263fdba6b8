import BusyWork
import Glibc
import TestProcess
import Testing

/// What the program is given in place of its database: one sentence, the right status, and nothing changed.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct BadDatabaseTests {
    private static let text = String(repeating: "This is a letter to my aunt.\n", count: 400)

    @Test(arguments: everyCommand)
    func `what is not our database is left as it was`(_ words: [String]) async throws {
        let bench = try ProgramBench()
        let letter = bench.folder.file("letter.txt")
        let foreign = bench.folder.file("foreign.db")
        let newer = bench.folder.file("newer.db")
        let folder = bench.folder.file("folder")
        TextFile.write(Self.text, to: letter)
        #expect(Rows.run(foreign, "CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')"))
        #expect(
            Rows.run(
                newer,
                "PRAGMA application_id = 0x5A415254; PRAGMA user_version = 999; CREATE TABLE zart_new (a)"
            )
        )
        mkdir(folder, 0o700)
        for path in [letter, foreign, newer, folder, "\(letter)/below", "\(bench.folder.path)/no/such.db"] {
            let before = TextFile.read(path)
            let said = try await bench.run(words, on: path)
            #expect(said.end == .status(2), "\(words) on \(path): \(said)")
            #expect(said.isOneSentence, "\(words) on \(path): \(said.errors)")
            #expect(said.errors.contains(path), "\(said.errors)")
            #expect(said.output == "")
            #expect(TextFile.read(path) == before)
        }
        #expect(access(bench.folder.file("no"), F_OK) != 0)
    }

    @Test func `of a file that cannot be read any more that is what the doctor finds`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        let cut = bench.folder.file("cut.db")
        Self.write(Array(Self.bytes(of: bench.database).prefix(40_000)), to: cut)
        let said = try await bench.run(["doctor"], on: cut)
        #expect(said.end == .status(1), "\(said)")
        #expect(said.output.hasPrefix("FAULT integrity: the file is damaged"), "\(said)")
    }

    @Test func `a damaged database never brings the program down`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        let whole = Self.bytes(of: bench.database)
        try #require(whole.count > 40_000)
        var seed = Seed()
        for round in 0..<6 {
            var bytes = whole
            // Anywhere behind the first page, which says what the file is.
            for _ in 0..<(1 << round) * 8 {
                bytes[Int.random(in: 4_096..<bytes.count, using: &seed)] ^= UInt8.random(
                    in: 1...255,
                    using: &seed
                )
            }
            let damaged = bench.folder.file("damaged-\(round).db")
            for words in [["doctor"], ["tasks"], ["executions"], ["ledger", "pulse"], ["stop", "pulse"]] {
                Self.write(bytes, to: damaged)
                let said = try await bench.run(words, on: damaged)
                guard case .status(let status) = said.end else {
                    Issue.record("\(words), seed \(seed.first), round \(round): \(said)")
                    continue
                }
                // A command that does not meet the damage may well do what it is asked.
                #expect([0, 1, 2, 3, 5, 70].contains(status), "\(words), seed \(seed.first): \(said)")
                if status > 1 { #expect(said.isOneSentence, "\(words), seed \(seed.first): \(said)") }
                // A few bytes may all fall into space that nothing uses; hundreds do not.
                if words == ["doctor"], round == 5 {
                    #expect(status != 0, "seed \(seed.first): \(said)")
                }
            }
            try await Self.workBriefly(on: damaged, bench, seed.first)
        }
    }

    /// A worker on a damaged file either works, or says why not; told to stop, it stops.
    private static func workBriefly(on path: String, _ bench: ProgramBench, _ seed: UInt64) async throws {
        let child = try ChildProcess(
            BuiltProgram.crashWorker,
            ["--no-ui", "--db", path],
            environment: ["CRASH_WORK": "busy"],
            folder: bench.folder.path
        )
        // Some moment of its life, or after its end: both are right.
        try await Task.sleep(for: .milliseconds(300))
        child.kill(SIGTERM)
        let end = await child.ended(within: .seconds(15))
        // A signal that comes before the program has caught signals ends it, as it would any program.
        #expect(
            [.status(0), .status(70), .status(2), .signal(SIGTERM)].contains(end),
            "seed \(seed): \(end) \(child.errors)"
        )
        #expect(!child.errors.contains("Fatal error"), "seed \(seed): \(child.errors)")
    }

    private static func bytes(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 24)
        let count = read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }

    private static func write(_ bytes: [UInt8], to path: String) {
        for end in ["-wal", "-shm", "-worker"] { unlink(path + end) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
