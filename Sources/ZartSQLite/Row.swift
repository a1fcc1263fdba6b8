internal import CSQLite
internal import Timetable
internal import ZartCore

/// The row a statement stands on.
///
/// Valid until the statement moves on.
struct Row: ~Copyable {
    private let statement: OpaquePointer?

    init(statement: OpaquePointer?) {
        self.statement = statement
    }

    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }
    func bool(_ column: Int32) -> Bool { int64(column) != 0 }
    func instant(_ column: Int32) -> Instant { Instant(milliseconds: int64(column)) }
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
    func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
    func optionalInstant(_ column: Int32) -> Instant? { isNull(column) ? nil : instant(column) }
    func optionalDuration(_ column: Int32) -> Duration? {
        isNull(column) ? nil : .milliseconds(int64(column))
    }

    /// Reads a word of the house; another word means that somebody else wrote here.
    func word<T: RawRepresentable<String>>(_ column: Int32, _ type: T.Type = T.self) throws(StoreError) -> T {
        let text = text(column)
        guard let value = T(rawValue: text) else {
            throw StoreError(
                .corrupt,
                "the database holds '\(text)', which is no \(T.self): run 'zartop doctor'"
            )
        }
        return value
    }

    /// Reads a text that has a form of its own.
    func parsed<T>(_ column: Int32, _ parse: (String) -> T?) throws(StoreError) -> T {
        let text = text(column)
        guard let value = parse(text) else {
            throw StoreError(
                .corrupt,
                "the database holds '\(text)', which is no \(T.self): run 'zartop doctor'"
            )
        }
        return value
    }
}
