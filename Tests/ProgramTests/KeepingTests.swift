import BusyWork
import Glibc
import TestProcess
import Testing

/// Pruning, backups, exports and metrics of databases in use, through the program itself.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct KeepingTests {
    @Test func `a backup of a database in use is whole, private and a database of its own`() async throws {
        let bench = try ProgramBench()
        let worker = try await bench.working()
        try #require(
            try await eventually(within: .seconds(60)) {
                Rows.first(bench.database, "SELECT count(*) > 50 FROM zart_executions") == "1"
            }
        )
        let copy = bench.folder.file("copy.db")
        let said = try await bench.run("backup", copy)
        #expect(said.end == .status(0), "\(said)")
        #expect(said.output.contains("checks, no faults"))
        var about = stat()
        #expect(stat(copy, &about) == 0 && about.st_mode & 0o777 == 0o600)
        #expect(Rows.first(copy, "PRAGMA journal_mode") == "wal")
        #expect(try await bench.run("backup", copy).end == .status(5))
        #expect(try await bench.run("backup", bench.database, "--overwrite").end == .status(5))
        // No draft is left, and nothing that belongs to one.
        #expect(bench.leftovers.isEmpty)
        #expect(try await bench.run(["doctor"], on: copy).end == .status(0))
        // A worker elsewhere takes the copy over although its lease is another's, and goes on.
        let before = Rows.first(copy, "SELECT max(seq) FROM zart_executions") ?? ""
        let second = try await bench.working(on: copy)
        let goesOn = try await eventually {
            Rows.first(copy, "SELECT max(seq) > \(before) FROM zart_executions") == "1"
        }
        #expect(goesOn)
        #expect(try await bench.run("backup", copy, "--overwrite").end == .status(5))
        second.kill(SIGTERM)
        #expect(await second.ended() == .status(0))
        #expect(try await bench.run(["doctor"], on: copy).end == .status(0))
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0))
        let again = bench.folder.file("again.db")
        #expect(try await bench.run("backup", again).end == .status(0))
        let replaced = try await bench.run("backup", again, "--overwrite", "--json")
        #expect(replaced.end == .status(0), "\(replaced)")
        #expect(replaced.output.contains("\"ok\":true"))
        // A look at it leaves these behind, and nobody uses it.
        #expect(try await bench.run(["tasks"], on: again).end == .status(0))
        #expect(access(again + "-shm", F_OK) == 0)
        #expect(try await bench.run("backup", again, "--overwrite").end == .status(0))
        #expect(access(again + "-shm", F_OK) != 0 && access(again + "-wal", F_OK) != 0)
    }

    @Test(
        arguments: [
            ["export", "-o"], ["metrics", "--file"], ["--once", "--svg"], ["backup", "--overwrite"],
        ],
        ["", "-wal", "-shm", "-worker"]
    )
    func `nothing is written over a database or what belongs to one`(command: [String], end: String)
        async throws
    {
        let bench = try ProgramBench()
        try await bench.fill()
        let other = bench.folder.file("other.db")
        #expect(try await bench.run("backup", other).end == .status(0))
        for database in command[0] == "backup" && end.isEmpty ? [bench.database] : [bench.database, other] {
            let said = try await bench.run(command + [database + end])
            #expect(said.end == .status(5) && said.isOneSentence, "\(said)")
            #expect(Rows.first(database, "SELECT count(*) > 30 FROM zart_executions") == "1")
        }
    }

    @Test(
        arguments: [
            ["export", "-o"], ["metrics", "--file"], ["--once", "--svg"], ["backup", "--overwrite"],
        ]
    )
    func `a link to what belongs to the database is no way to write over it`(command: [String]) async throws {
        let bench = try ProgramBench()
        let worker = try await bench.working()
        for end in ["", "-wal", "-shm", "-worker"] {
            let name = end.isEmpty ? "database" : String(end.dropFirst())
            let (soft, hard) = (bench.folder.file("soft \(name)"), bench.folder.file("hard \(name)"))
            #expect(symlink(bench.database + end, soft) == 0 && link(bench.database + end, hard) == 0)
            for name in [soft, hard] {
                let said = try await bench.run(command + [name])
                #expect(said.end == .status(5) && said.isOneSentence, "\(name): \(said)")
            }
        }
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0))
        #expect(try await bench.run("doctor").end == .status(0))
    }

    @Test func `a frame as a picture goes to standard output too, and replaces a file whole`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        let shown = try await bench.run("--once", "--svg", "/dev/stdout")
        #expect(shown.end == .status(0) && shown.output.contains("</svg>"), "\(shown)")
        let exported = try await bench.run("export", "-o", "/dev/stdout")
        #expect(exported.end == .status(2) && exported.isOneSentence, "\(exported)")
        let path = bench.folder.file("frame.svg")
        let other = bench.folder.file("other.svg")
        TextFile.write("kept", to: other, mode: 0o644)
        #expect(link(other, path) == 0)
        #expect(try await bench.run("--once", "--svg", path).end == .status(0))
        #expect(TextFile.read(path).hasSuffix("</svg>\n") && TextFile.read(other) == "kept")
        var about = stat()
        #expect(stat(path, &about) == 0 && about.st_mode & 0o777 == 0o644)
        let absent = try await bench.run("--once", "--svg", bench.folder.file("nowhere/frame.svg"))
        #expect(absent.end == .status(2) && absent.isOneSentence, "\(absent)")
    }

    @Test func `what a backup that was killed left behind goes with the next one, and nothing else does`()
        async throws
    {
        let bench = try ProgramBench()
        let worker = try await bench.working()
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0))
        // No process has such a number: they end at 4,194,304 (proc(5), pid_max).
        let (gone, here) = (5_000_000, getpid())
        let old = [".copy.db.\(gone)", ".copy.db.\(gone)-journal", ".copy.db.\(gone)-wal"]
        let others = [
            ".copy.db.\(here)", ".copy.db.\(gone).txt", ".other.db.\(gone)", ".copy.db.12-notes",
            "copy.db.\(gone)",
        ]
        func file(_ name: String) -> String { bench.folder.file(name) }
        for name in old + others {
            close(open(file(name), O_WRONLY | O_CREAT, 0o600))
            let twoHoursAgo = timeval(tv_sec: time(nil) - 7_200, tv_usec: 0)
            #expect(utimes(file(name), [twoHoursAgo, twoHoursAgo]) == 0)
        }
        let young = file(".copy.db.\(gone - 1)")
        close(open(young, O_WRONLY | O_CREAT, 0o600))
        #expect(try await bench.run("backup", file("copy.db")).end == .status(0))
        for name in old { #expect(access(file(name), F_OK) != 0, "\(name)") }
        for name in others { #expect(access(file(name), F_OK) == 0, "\(name)") }
        #expect(access(young, F_OK) == 0)
    }

    @Test func `a prune that is killed time and again removes each execution once and counts it`()
        async throws
    {
        let bench = try ProgramBench()
        let worker = try await bench.working()
        // Several bites of a hundred, so that a kill comes between them also where it comes late.
        try #require(
            try await eventually(within: .seconds(60)) {
                Rows.first(bench.database, "SELECT count(*) > 800 FROM zart_executions") == "1"
            }
        )
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0))
        let plan = try await bench.run("prune", "--older-than", "1ms", "--dry-run")
        #expect(plan.end == .status(0) && plan.output.contains("pulse"), "\(plan)")
        #expect(try await bench.run("prune", "--older-than", "1ms").end == .status(2))
        var kills = 0
        for _ in 0..<40 {
            let before = Int(Rows.first(bench.database, "SELECT count(*) FROM zart_executions") ?? "") ?? 0
            if before < 30 { break }
            let child = try ChildProcess(
                BuiltProgram.zartop,
                ["prune", "--older-than", "1ms", "--yes", "--db", bench.database],
                folder: bench.folder.path
            )
            _ = try await eventually {
                (Int(Rows.first(bench.database, "SELECT count(*) FROM zart_executions") ?? "") ?? 0) < before
            }
            child.kill(SIGKILL)
            if await child.ended() == .signal(SIGKILL) { kills += 1 }
            #expect(bench.isCountedInFull, "after \(kills) kills")
        }
        #expect(kills > 0)
        // Whoever comes next ends what was begun.
        let last = try await bench.run("prune")
        #expect(last.end == .status(0) && last.output.hasPrefix("removed "), "\(last)")
        #expect(
            Rows.first(bench.database, "SELECT count(*) FROM zart_prunings WHERE ended_at IS NULL") == "0"
        )
        #expect(bench.isCountedInFull)
        let said = try await bench.run("doctor")
        #expect(said.end == .status(0), "\(said)")
    }

    @Test func `an export ends without a word when its reader goes away`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        let said = try await bench.run(["export"], output: .descriptor(ends[1]))
        close(ends[1])
        #expect([.signal(SIGPIPE), .status(0)].contains(said.end), "\(said)")
        #expect(said.errors == "")
    }

    @Test func `an export into a file appears whole and private, or not at all`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        let total = Rows.first(bench.database, "SELECT count(*) FROM zart_executions") ?? ""
        let file = bench.folder.file("all.jsonl")
        #expect(try await bench.run("export", "-o", file).end == .status(0))
        var about = stat()
        #expect(stat(file, &about) == 0 && about.st_mode & 0o777 == 0o600)
        #expect("\(TextFile.read(file).split(separator: "\n").count)" == total)
        let nowhere = try await bench.run("export", "-o", bench.folder.file("no/such/file"))
        #expect(nowhere.end == .status(2) && nowhere.isOneSentence, "\(nowhere)")
        let folder = try await bench.run("export", "-o", bench.folder.path)
        #expect(folder.end == .status(2) && folder.isOneSentence, "\(folder)")
        #expect(bench.leftovers.isEmpty)
    }

    @Test func `a worker keeps the metrics file fresh for other users to read`() async throws {
        let bench = try ProgramBench()
        let file = bench.folder.file("zartop.prom")
        let worker = try await bench.working(on: nil, "--metrics-file", file)
        #expect(try await eventually { TextFile.read(file).contains("zartop_database_size_bytes ") })
        var about = stat()
        #expect(stat(file, &about) == 0 && about.st_mode & 0o777 == 0o644)
        try #require(
            try await eventually(within: .seconds(60)) {
                Rows.first(bench.database, "SELECT count(*) > 30 FROM zart_executions") == "1"
            }
        )
        let now = try await bench.run("metrics")
        #expect(now.end == .status(0) && now.output.contains("\nzartop_worker_up 1\n"), "\(now)")
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0))
        let last = TextFile.read(file)
        #expect(last.contains("\nzartop_worker_up 0\n"))
        // Nothing has happened since, but for the time that passes.
        let after = try await bench.run("metrics").output
        func counters(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { $0.contains("_total{") }
        }
        #expect(counters(last) == counters(after) && !counters(last).isEmpty)
        let dispatched =
            Rows.first(bench.database, "SELECT occurrence FROM zart_tasks WHERE name = 'pulse'") ?? ""
        #expect(last.contains("zartop_executions_dispatched_total{task=\"pulse\"} \(dispatched)\n"))
        let nowhere = try await bench.run("--no-ui", "--metrics-file", bench.folder.file("no/such/file"))
        #expect(nowhere.end == .status(2), "\(nowhere)")
    }
}

extension ProgramBench {
    /// Drafts of files that were never finished.
    fileprivate var leftovers: [String] { folder.names().filter { $0.hasPrefix(".") } }

    /// Whether kept executions and those that were pruned make up each task's counter.
    fileprivate var isCountedInFull: Bool {
        Rows.first(
            database,
            """
            SELECT count(*) FROM zart_tasks t WHERE kind = 'durable' AND occurrence <>
                (SELECT count(*) FROM zart_executions e WHERE e.task = t.id AND e.occurrence IS NOT NULL)
                + coalesce((SELECT sum(value) FROM zart_pruned_work w WHERE w.task = t.id AND w.measure = 'executions'), 0)
            """
        ) == "0"
    }
}
