internal import ZartCore

/// Makes a fresh database, or brings one of an earlier version up to date, in one transaction.
struct Migrator {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func run() throws(StoreError) {
        let version = try pragma("user_version")
        let application = try pragma("application_id")
        let tables = try tableCount()
        let isFresh = version == 0 && application == 0 && tables == 0
        guard isFresh || application == Int64(Schema.applicationID) else {
            throw StoreError(
                .notOurs,
                "'\(connection.path)' is a database of another program: name another file with --db"
            )
        }
        guard version <= Schema.version else {
            throw StoreError(
                .newerVersion,
                "database '\(connection.path)' has version \(version) and this zartop knows \(Schema.version): "
                    + "use a newer zartop"
            )
        }
        try turnLogOn()
        guard version < Schema.version else { return }
        try connection.transaction { () throws(StoreError) in
            // Another process may have migrated meanwhile.
            let from = Int(try pragma("user_version"))
            for migration in Schema.migrations.dropFirst(from) { try connection.script(migration) }
            try connection.script(
                "PRAGMA application_id=\(Schema.applicationID); PRAGMA user_version=\(Schema.version);"
            )
        }
    }

    /// Puts the file in WAL mode, which is a property of the file and cannot be changed inside a transaction.
    ///
    /// A file that is in it is not written. One that could not be put in it, for want of space perhaps, has no tables
    /// of ours yet: it is tried again when it is opened for the next time.
    private func turnLogOn() throws(StoreError) {
        // SQLite tells of a failure by the mode it stays in (sqlite.org/pragma.html#pragma_journal_mode).
        let mode = try connection.statement("PRAGMA journal_mode=WAL").first { row in row.text(0) }
        guard mode == "wal" else {
            throw StoreError(
                .inputOutput,
                "database '\(connection.path)' stays in journal mode \(mode ?? "?"), not WAL: see whether its disk is "
                    + "local, writable and has room"
            )
        }
    }

    private func pragma(_ name: String) throws(StoreError) -> Int64 {
        try connection.statement("PRAGMA \(name)").first { row in row.int64(0) } ?? 0
    }

    private func tableCount() throws(StoreError) -> Int64 {
        try connection.statement("SELECT count(*) FROM sqlite_schema").first { row in row.int64(0) } ?? 0
    }
}
