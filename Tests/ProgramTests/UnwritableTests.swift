import BusyWork
import Glibc
import TestProcess
import Testing

/// Places that cannot be written to, and disks that are full.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct UnwritableTests {
    /// Somebody the kernel refuses things to; root is refused nothing, and so steps down.
    private static var nobody: UInt32 { getuid() == 0 ? 65_534 : 0 }

    private static let changing: [[String]] = [["stop", "pulse"], ["start", "pulse"], ["--no-ui"]]

    @Test func `a file and folder that may only be read are left alone, with a sentence`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        let before = Rows.first(bench.database, "SELECT count(*) FROM zart_orders")
        let folder = bench.folder.file("lück #1%3f?")
        mkdir(folder, 0o755)
        let locked = "\(folder)/zartop.db"
        rename(bench.database, locked)
        for end in ["-wal", "-shm", "-worker"] { rename(bench.database + end, locked + end) }
        for end in ["", "-wal", "-shm", "-worker"] { chmod(locked + end, 0o444) }
        chmod(folder, 0o555)
        chmod(bench.folder.path, 0o755)
        for words in Self.changing {
            let said = try await bench.run(words, on: locked, user: Self.nobody)
            #expect([.status(2), .status(5)].contains(said.end), "\(words): \(said)")
            #expect(said.isOneSentence, "\(words): \(said)")
        }
        // With no log beside it, it is read as what nobody changes.
        for words in [["tasks"], ["executions"], ["ledger", "pulse"], ["tasks", "--at", "-10ms"]] {
            let said = try await bench.run(words, on: locked, user: Self.nobody)
            #expect(said.end == .status(0) && said.output.contains("pulse"), "\(words): \(said)")
        }
        chmod(folder, 0o755)
        #expect(Rows.first(locked, "SELECT count(*) FROM zart_orders") == before)
    }

    @Test func `a read-only file system is left alone, with a sentence`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        let place = "\(bench.folder.path)-read-only"
        defer { rmdir(place) }
        guard let mount = Mount(readOnly: bench.folder.path, at: place) else {
            print("skipped: this kernel lets us mount nothing (a read-only file system)")
            return
        }
        for words in Self.changing {
            let said = try await bench.run(words, on: "\(mount.path)/zartop.db")
            #expect([.status(2), .status(5)].contains(said.end), "\(words): \(said)")
            #expect(said.isOneSentence, "\(words): \(said)")
        }
        let said = try await bench.run(["tasks", "--read-only"], on: "\(mount.path)/zartop.db")
        #expect(said.end == .status(0) && said.output.contains("pulse"), "\(said)")
    }

    @Test func `who may only read sees that a worker is there, by its lock or by its lease`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        chmod(bench.folder.path, 0o755)
        chmod(bench.database, 0o644)
        let worker = try await bench.working()
        for end in ["-wal", "-shm"] { chmod(bench.database + end, 0o644) }
        for mode: UInt32 in [0o644, 0o600] {
            if mode == 0o600 { chmod(bench.database + "-worker", mode) }
            var about = stat()
            #expect(stat(bench.database + "-worker", &about) == 0 && about.st_mode & 0o777 == mode)
            let said = try await bench.run(["tasks"], on: bench.database, user: Self.nobody)
            #expect(said.end == .status(0) && !said.output.contains("no worker"), "\(said)")
        }
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0))
        let said = try await bench.run(["tasks"], on: bench.database, user: Self.nobody)
        #expect(said.output.contains("no worker runs"), "\(said)")
    }

    @Test func `a disk that fills up stops nothing for good, and loses nothing`() async throws {
        let bench = try ProgramBench()
        guard let mount = Mount(memory: 3 << 20, at: bench.folder.file("disk")) else {
            print("skipped: this kernel lets us mount nothing (a full disk)")
            return
        }
        let database = "\(mount.path)/zartop.db"
        let worker = try await bench.working(on: database, lease: 600)
        _ = try await eventually { Rows.first(database, "SELECT count(*) > 20 FROM zart_executions") == "1" }
        let ballast = "\(mount.path)/ballast"
        fillUp(ballast)
        let isFull = try await eventually {
            fillUp(ballast)
            return worker.errors.contains("no space left")
        }
        try #require(isFull, "\(worker.errors.suffix(2_000))")
        let order = try await bench.run(["start", "pulse"], on: database)
        #expect([.status(70), .status(4)].contains(order.end), "\(order)")
        #expect(order.isOneSentence, "\(order)")
        // Whoever looks is told what keeps the worker from giving a sign of life.
        let sentence = ": the disk of its database is full; nothing fires meanwhile\n"
        var told = ""
        for _ in 0..<200 where !told.contains(sentence) {
            fillUp(ballast)
            told = try await bench.run(["tasks"], on: database).output
        }
        #expect(told.contains(sentence), "\(told)")
        unlink(ballast)
        let counted = Int(Rows.first(database, "SELECT sum(occurrence) FROM zart_tasks") ?? "") ?? 0
        // The longer it lasted, the longer the pause before the next try.
        let goesOn = try await eventually(within: .seconds(60)) {
            (Int(Rows.first(database, "SELECT sum(occurrence) FROM zart_tasks") ?? "") ?? 0) > counted + 3
        }
        #expect(goesOn, "\(worker.errors.suffix(2_000))")
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0), "\(worker.errors.suffix(2_000))")
        let doctor = try await bench.run(["doctor"], on: database)
        #expect(doctor.end == .status(0), "\(doctor)")
    }

    @Test func `a worker on a disk that is full from the start says so`() async throws {
        let bench = try ProgramBench()
        guard let mount = Mount(memory: 1 << 16, at: bench.folder.file("disk")) else {
            print("skipped: this kernel lets us mount nothing (a full disk)")
            return
        }
        fillUp("\(mount.path)/ballast")
        let said = try await bench.run(["--no-ui"], on: "\(mount.path)/zartop.db")
        #expect(said.end == .status(70), "\(said)")
        #expect(said.isOneSentence && said.errors.contains("no space left"), "\(said)")
    }
}
