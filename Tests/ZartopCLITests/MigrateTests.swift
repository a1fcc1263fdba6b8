import TestDatabase
import Testing
import ZartCore
import ZartSQLite

@testable import ZartopCLI

/// `migrate`, on databases as earlier versions made them.
@Suite(.timeLimit(.minutes(5)))
struct MigrateTests {
    private let old: TestDatabase
    private let bench: Bench
    private let present = Schema.version

    init() throws {
        old = try TestDatabase(version: 5)
        bench = try Bench(isFilled: false)
    }

    private func migrate(_ words: String...) async -> Bench.Outcome {
        await bench.run(["migrate", "--db", old.path] + words)
    }

    private func version(_ path: String) -> Int? { try? DatabaseMigration(path: path).version }

    private var what: String {
        "database '\(old.path)' from version 5 to \(present), with a copy of how it was in '\(old.path)-v5'"
    }

    @Test func `a database is brought up to date, and a copy of how it was is kept`() async throws {
        #expect(await migrate() == .init(status: 0, out: "brought \(what); 0 checks, no faults\n"))
        #expect(version(old.path) == present)
        #expect(version("\(old.path)-v5") == 5)
        #expect(
            await migrate()
                == .init(
                    status: 0,
                    out: "database '\(old.path)' has version \(present) already: nothing to do\n"
                )
        )
    }

    @Test func `told to do nothing it says what it would do`() async throws {
        #expect(await migrate("--dry-run") == .init(status: 0, out: "would bring \(what)\n"))
        #expect(await migrate("--dry-run", "--read-only").status == 0)
        #expect(version(old.path) == 5)
        #expect(version("\(old.path)-v5") == nil)
        let json = await migrate("--dry-run", "--json").out
        #expect(
            json == """
                {"database":"\(old.path)","from":5,"to":\(present),"copy":"\(old.path)-v5","new":null,"done":false,\
                "faults":[]}

                """
        )
    }

    @Test func `with another file named it makes that, and leaves the database alone`() async throws {
        let new = "\(old.folder)/new.db"
        let made = await migrate("--to", new)
        #expect(
            made.out == """
                made '\(new)' of version \(present) of database '\(old.path)', which has version 5 and stays as it is; \
                0 checks, no faults

                """
        )
        #expect(!TextSource.exists("\(new)-wal"))
        #expect(version(new) == present)
        #expect(version(old.path) == 5)
        #expect(
            await migrate("--to", new)
                == .init(status: 5, err: "zartop: '\(new)' exists already: name another file with --to\n")
        )
    }

    @Test func `nothing is changed while a worker works on it, or where its copy is in the way`() async throws
    {
        let worker = try DatabaseMigration(path: old.path).keepWorkersOut()
        let refused = await migrate()
        #expect(
            refused
                == .init(
                    status: 5,
                    err:
                        "zartop: a worker works on database '\(old.path)': stop it first, or make a new one with --to FILE\n"
                )
        )
        #expect(
            await migrate("--dry-run").out == "would bring \(what); a worker works on it: stop it first\n"
        )
        worker.end()
        _ = old.write([1], named: "test.db-v5")
        #expect(
            await migrate()
                == .init(status: 5, err: "zartop: '\(old.path)-v5' exists already: move it away\n")
        )
        #expect(await migrate("--read-only").status == 5)
        #expect(version(old.path) == 5)
    }

    @Test func `a newer database, another's and none are refused`() async throws {
        try old.run("PRAGMA user_version = 999")
        #expect(await migrate().status == 2)
        #expect(await migrate().err.contains("has version 999, and this program reads up to \(present)"))
        try old.run("PRAGMA application_id = 1")
        #expect(await migrate().err.contains("is a database of another program"))
        let none = await bench.run(["migrate", "--from", "/nowhere/x.db"])
        #expect(none.status == 2 && none.err.contains("no database at '/nowhere/x.db'"))
    }

    @Test func `what a check finds afterwards is told, and the status says so`() async throws {
        var bench = bench
        bench.checks = [(name: "ledger", ok: false, detail: "a hole")]
        let outcome = await bench.run(["migrate", "--from", old.path])
        #expect(
            outcome
                == .init(
                    status: 1,
                    out: "brought \(what); 1 of 1 checks found faults\n",
                    err: "FAULT ledger: a hole\n"
                )
        )
    }
}
