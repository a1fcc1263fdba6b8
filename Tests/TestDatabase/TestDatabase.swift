internal import CSQLite
internal import Glibc
internal import ZartSQLite

/// A database in a folder of its own, filled by SQL, gone when it is let go.
package final class TestDatabase: Sendable {
    /// The folder the database lies in.
    package let folder: String
    /// The database file.
    package let path: String

    /// Makes an empty database as the store does, with all tables, or as one of an earlier version did.
    package init(version: Int = Schema.version) throws {
        folder = try Self.makeFolder()
        path = "\(folder)/test.db"
        try run("PRAGMA journal_mode = WAL")
        for script in Schema.migrations.prefix(version) { try run(script) }
        try run("PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(version)")
    }

    deinit { Self.remove(folder) }

    /// Runs a script on a connection of its own.
    package func run(_ sql: String) throws { try Self.run(sql, at: path) }

    /// Runs a script on a database.
    package static func run(_ sql: String, at path: String) throws {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        guard sqlite3_open(path, &handle) == SQLITE_OK else { throw Failure(reason(handle)) }
        try run(sql, on: handle)
    }

    /// Runs a script and gives the path of a copy as a writer leaves it that dies at once: with a full log beside it.
    package func copyAfterDeath(_ sql: String) throws -> String {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        guard sqlite3_open(path, &handle) == SQLITE_OK else { throw Failure(Self.reason(handle)) }
        try Self.run(sql, on: handle)
        for end in ["", "-wal"] { _ = write(Self.read("\(path)\(end)"), named: "copy.db\(end)") }
        return "\(folder)/copy.db"
    }

    private static func run(_ sql: String, on handle: OpaquePointer?) throws {
        // A test's database need not outlive a power failure.
        let script = "PRAGMA synchronous = OFF; \(sql)"
        guard sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK else { throw Failure(reason(handle)) }
    }

    private static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "re") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 22)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    /// A new empty folder.
    package static func makeFolder() throws -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/zartop-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(String(cString: strerror(errno))) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a folder with everything in it.
    package static func remove(_ folder: String) {
        guard let entries = opendir(folder) else { return }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            if unlink("\(folder)/\(name)") != 0 { remove("\(folder)/\(name)") }
        }
        closedir(entries)
        rmdir(folder)
    }

    /// Writes a file into the folder and gives its path.
    package func write(_ bytes: [UInt8], named name: String) -> String {
        let path = "\(folder)/\(name)"
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        close(file)
        return path
    }

    private static func reason(_ handle: OpaquePointer?) -> String { String(cString: sqlite3_errmsg(handle)) }

    /// SQL that did not work.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        init(_ description: String) {
            self.description = description
        }
    }
}
