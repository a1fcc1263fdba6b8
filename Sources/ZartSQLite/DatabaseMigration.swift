package import ZartCore

/// Bringing a database of an earlier version up to date when an operator says so; opening it for writing does it too.
package struct DatabaseMigration {
    package let path: String
    /// The version it has.
    package let version: Int
    /// The version it would have.
    package static var target: Int { Schema.version }

    /// Looks at a database, and changes nothing.
    ///
    /// - Throws: `cannot-open` if nothing is there or it cannot be read; `not-ours` if it is something else than a
    ///   database of this program; `newer-version` if a newer program wrote it.
    package init(path: String) throws(StoreError) {
        try SQLiteReader.checkFile(path)
        let connection = try Connection(path: path, access: .readOnly)
        defer { connection.close() }
        self.path = path
        version = try SQLiteReader.version(of: connection)
    }

    package var isNeeded: Bool { version < Self.target }

    /// Whether a worker has the database.
    package var isWorked: Bool { LockFile.isHeld(beside: path) ?? true }

    /// Keeps every worker from the database until what is given is let go.
    ///
    /// - Throws: `busy` if a worker has it.
    package func keepWorkersOut() throws(StoreError) -> WorkersKeptOut {
        let lock = LockFile(beside: path)
        guard try lock.tryLock() else {
            throw StoreError(
                .busy,
                "a worker works on database '\(path)': stop it first, or make a new one with --to FILE"
            )
        }
        return WorkersKeptOut(lock)
    }

    /// Brings a database up to date in one transaction: all of it, or nothing.
    ///
    /// What was written is in the file itself when it returns, and not only in the log beside it.
    package static func run(_ path: String) throws(StoreError) {
        let connection = try Connection(path: path, access: .readWrite)
        defer { connection.close() }
        try Writer.configure(connection)
        try Migrator(connection).run()
        try connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
    }
}

/// While it is kept no worker can have the database.
package final class WorkersKeptOut {
    private let lock: LockFile

    init(_ lock: LockFile) {
        self.lock = lock
    }

    package func end() { lock.unlock() }
}
