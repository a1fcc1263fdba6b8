internal import CSQLite
internal import ZartCore

extension Connection {
    /// Runs a statement that a user wrote, inside a transactional step.
    func userRows(_ sql: String, _ parameters: [Database.Value]) throws(StoreError) -> [[Database.Value]] {
        let statement = try prepareUser(sql)
        defer { sqlite3_finalize(statement) }
        let wanted = Int(sqlite3_bind_parameter_count(statement))
        guard wanted == parameters.count else {
            throw StoreError(
                .internalFault,
                "the statement has \(wanted) parameters, and \(parameters.count) are given: \(sql)"
            )
        }
        for (index, parameter) in parameters.enumerated() {
            bind(parameter, to: statement, at: Int32(index + 1))
        }
        var rows: [[Database.Value]] = []
        while try step(statement, sql) == SQLITE_ROW {
            rows.append((0..<sqlite3_column_count(statement)).map { value(of: statement, column: $0) })
        }
        return rows
    }

    private func bind(_ value: Database.Value, to statement: OpaquePointer?, at index: Int32) {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let number): sqlite3_bind_int64(statement, index, number)
        case .real(let number): sqlite3_bind_double(statement, index, number)
        case .text(let text):
            sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), zart_sqlite_transient())
        case .blob(let bytes):
            sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), zart_sqlite_transient())
        }
    }

    private func value(of statement: OpaquePointer?, column: Int32) -> Database.Value {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            // A text may hold a NUL.
            guard let text = sqlite3_column_text(statement, column) else { return .text("") }
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let count = Int(sqlite3_column_bytes(statement, column))
            guard let bytes = sqlite3_column_blob(statement, column) else { return .blob([]) }
            return .blob(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
        default: return .null
        }
    }
}
