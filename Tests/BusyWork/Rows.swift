internal import CSQLite

/// Rows of a database as text, read on a connection of their own.
package enum Rows {
    /// The rows a query gives; none while the file or its tables are not there.
    package static func query(_ path: String, _ sql: String) -> [[String]] {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else { return [] }
        sqlite3_busy_timeout(handle, 5_000)
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return [] }
        defer { sqlite3_finalize(statement) }
        var rows: [[String]] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            rows.append(
                (0..<sqlite3_column_count(statement)).map { column in
                    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
                }
            )
        }
        return rows
    }

    /// The first column of the first row.
    package static func first(_ path: String, _ sql: String) -> String? { query(path, sql).first?.first }

    /// Runs a script on a connection of its own; false when it did not work.
    package static func run(_ path: String, _ sql: String) -> Bool {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        guard sqlite3_open(path, &handle) == SQLITE_OK else { return false }
        sqlite3_busy_timeout(handle, 5_000)
        return sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK
    }
}
