import Glibc
import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct OpeningTests {
    let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    private func refusal(_ path: String) -> StoreError? {
        #expect(throws: StoreError.self) { _ = try SQLiteReader(path: path) { _ in nil } }
    }

    @Test func `a missing file is named and not created`() {
        let path = "\(database.folder)/none.db"
        #expect(
            refusal(path)
                == StoreError(
                    .cannotOpen,
                    "no database at '\(path)': start a worker there first, or name another file with --db"
                )
        )
        #expect(access(path, F_OK) != 0)
        #expect(refusal("\(database.path)/x")?.code == .cannotOpen)
    }

    @Test func `a folder is no database`() {
        #expect(
            refusal(database.folder)
                == StoreError(
                    .notOurs,
                    "'\(database.folder)' is a folder, not a database: name a file with --db"
                )
        )
    }

    @Test func `a device is not opened`() {
        #expect(
            refusal("/dev/null")
                == StoreError(
                    .notOurs,
                    "'/dev/null' is no regular file, not a database: name a file with --db"
                )
        )
    }

    @Test func `an empty file is no database`() {
        let path = database.write([], named: "empty.db")
        #expect(
            refusal(path)
                == StoreError(
                    .notOurs,
                    """
                    '\(path)' is empty, not a database: start a worker there first, or name another file with --db
                    """
                )
        )
    }

    @Test func `a text file is no database`() {
        let path = database.write(Array(String(repeating: "hello world ", count: 100).utf8), named: "text.db")
        #expect(
            refusal(path)
                == StoreError(.notOurs, "'\(path)' is not a database: name another file with --db")
        )
    }

    @Test func `a database of another program is left alone`() throws {
        try database.run("PRAGMA application_id = 7")
        #expect(
            refusal(database.path)
                == StoreError(
                    .notOurs,
                    "'\(database.path)' is a database of another program: name another file with --db"
                )
        )
    }

    @Test func `a newer version is refused`() throws {
        try database.run("PRAGMA user_version = 99")
        #expect(
            refusal(database.path)
                == StoreError(
                    .newerVersion,
                    """
                    database '\(database.path)' has version 99, and this program reads up to \(Schema.version): \
                    use the newer program
                    """
                )
        )
    }

    @Test func `an older version waits for a worker`() throws {
        try database.run("PRAGMA user_version = 0")
        #expect(
            refusal(database.path)
                == StoreError(
                    .cannotOpen,
                    """
                    database '\(database.path)' has version 0, and this program reads \(Schema.version): \
                    bring it up to date with 'zartop migrate', or start a worker there
                    """
                )
        )
    }

    @Test(.enabled(if: getuid() != 0, "root may read everything"))
    func `a file that may not be read is named`() {
        chmod(database.path, 0)
        #expect(refusal(database.path)?.code == .cannotOpen)
    }

    @Test func `a damaged file is told apart`() throws {
        try database.run(Scene.sql)
        try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
        let file = open(database.path, O_WRONLY)
        let noise = [UInt8](repeating: 0xA5, count: 40_000)
        _ = noise.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 4096) }
        close(file)
        let error = #expect(throws: StoreError.self) {
            let reader = try SQLiteReader(path: database.path) { _ in nil }
            _ = try reader.tasks()
        }
        #expect(error?.code == .corrupt)
    }

    @Test func `reading never writes`() throws {
        let reader = try SQLiteReader(path: database.path) { _ in nil }
        let error = #expect(throws: StoreError.self) {
            try reader.connection.run("DELETE FROM zart_tasks")
        }
        #expect(error?.code == .readOnly)
    }

    @Test func `what a dead worker had committed is read from its log`() throws {
        let path = try database.copyAfterDeath(Scene.sql)
        let reader = try SQLiteReader(path: path) { _ in nil }
        #expect(try reader.tasks().count == 3)
        #expect(try reader.execution(id: "report-2")?.status == .running)
    }
}
