package import ZartCore

/// A copy of a database that may be in use.
package enum DatabaseCopy {
    /// Writes what the last commit left to another file, which is empty or not there.
    ///
    /// One read transaction covers it, so that the copy is of one moment; the worker goes on writing meanwhile and
    /// only its log grows. The copy has the version of the database, which may be an earlier one. It is not flushed to
    /// the disk.
    ///
    /// - Throws: a ``StoreError`` with what went wrong; what has been written of the copy is then of no use.
    package static func write(_ path: String, to copy: String) throws(StoreError) {
        try SQLiteReader.checkFile(path)
        let source = try Connection(path: path, access: .readOnly)
        defer { source.close() }
        // Refuses what is no database of ours, as for every reader.
        _ = try SQLiteReader.version(of: source)
        let connection = try Connection(path: copy, access: .create)
        defer { connection.close() }
        try connection.copy(source)
        guard try setMode(of: connection, copiedFrom: path) == "wal" else {
            throw StoreError(
                .inputOutput,
                "the copy '\(copy)' cannot be in WAL mode: write it to a local disk"
            )
        }
    }

    private static func setMode(of copy: Connection, copiedFrom path: String) throws(StoreError) -> String? {
        do throws(StoreError) {
            return try copy.statement("PRAGMA journal_mode=WAL").first { row in row.text(0) }
        } catch  where error.code == .corrupt {
            // What is damaged is what was copied.
            throw StoreError(
                .corrupt,
                "database '\(path)' is damaged, and so is its copy: run 'zartop doctor', or restore a backup"
            )
        }
    }
}
