internal import CSQLite
internal import Timetable
internal import ZartCore

/// One prepared statement, prepared when it is first used and kept for the life of its connection.
///
/// For the thread or queue that owns the connection.
final class Statement {
    let sql: String
    private unowned let connection: Connection
    private var handle: OpaquePointer?
    private var parameter: Int32 = 0

    init(_ sql: String, on connection: Connection) {
        self.sql = sql
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    // MARK: Running

    /// Runs the statement to its end, without looking at rows.
    @discardableResult
    func run(_ values: any Bindable...) throws(StoreError) -> Int {
        try begin(values)
        defer { reset() }
        while try step() {}
        return connection.changes
    }

    /// Runs the statement and reads at most one row.
    func first<T>(_ values: any Bindable..., read: (borrowing Row) throws(StoreError) -> T) throws(StoreError)
        -> T?
    {
        try begin(values)
        defer { reset() }
        guard try step() else { return nil }
        return try read(Row(statement: handle))
    }

    /// Runs the statement and reads every row.
    func all<T>(_ values: any Bindable..., read: (borrowing Row) throws(StoreError) -> T) throws(StoreError)
        -> [T]
    {
        try begin(values)
        defer { reset() }
        var rows: [T] = []
        while try step() { rows.append(try read(Row(statement: handle))) }
        return rows
    }

    /// Runs the statement and hands over one row after the other, keeping none.
    func each(_ values: [any Bindable] = [], _ visit: (borrowing Row) throws(StoreError) -> Void)
        throws(StoreError)
    {
        try begin(values)
        defer { reset() }
        while try step() { try visit(Row(statement: handle)) }
    }

    /// Runs the statement and hands over rows until the visitor wants no more.
    ///
    /// - Returns: whether there was no row left.
    func walk(_ values: [any Bindable], while visit: (borrowing Row) throws(StoreError) -> Bool)
        throws(StoreError) -> Bool
    {
        try begin(values)
        defer { reset() }
        while try step() {
            guard try visit(Row(statement: handle)) else { return false }
        }
        return true
    }

    // MARK: Running, with values bound one by one where speed matters

    /// Begins binding: follow with ``bind(_:)-(Int64)`` and its like in the order of the parameters, for each of them.
    func start() throws(StoreError) {
        if handle == nil { handle = try connection.prepare(sql) }
        parameter = 0
    }

    func bind(_ value: Int64) {
        parameter += 1
        sqlite3_bind_int64(handle, parameter, value)
    }

    func bind(_ value: Int) { bind(Int64(value)) }

    func bind(_ value: Instant) { bind(value.milliseconds) }

    func bind(_ value: Instant?) {
        if let value { bind(value.milliseconds) } else { bindNull() }
    }

    func bind(_ value: String) {
        parameter += 1
        var value = value
        value.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) { bytes in
                _ = sqlite3_bind_text(
                    handle,
                    parameter,
                    bytes.baseAddress ?? Statement.empty,
                    Int32(bytes.count),
                    zart_sqlite_transient()
                )
            }
        }
    }

    func bind(_ value: String?) {
        if let value { bind(value) } else { bindNull() }
    }

    func bindNull() {
        parameter += 1
        sqlite3_bind_null(handle, parameter)
    }

    /// Runs what ``start()`` began and says how many rows it changed.
    ///
    /// What was bound is let go of when it is bound anew.
    func finish() throws(StoreError) -> Int {
        defer { sqlite3_reset(handle) }
        while try step() {}
        return connection.changes
    }

    /// Whether what ``start()`` began gives a row.
    func findsRow() throws(StoreError) -> Bool {
        defer { sqlite3_reset(handle) }
        return try step()
    }

    /// Reads every row of what ``start()`` began.
    func rows<T>(_ read: (borrowing Row) throws(StoreError) -> T) throws(StoreError) -> [T] {
        defer { reset() }
        var rows: [T] = []
        while try step() { rows.append(try read(Row(statement: handle))) }
        return rows
    }

    // MARK: Inside

    /// A place to point at for an empty text, since a null pointer would bind NULL.
    private nonisolated(unsafe) static let empty: UnsafePointer<CChar> = UnsafePointer(
        UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    )

    private func begin(_ values: [any Bindable]) throws(StoreError) {
        try start()
        for value in values { value.bind(to: self) }
    }

    private func step() throws(StoreError) -> Bool {
        switch try connection.step(handle, sql) {
        case SQLITE_ROW: true
        default: false
        }
    }

    /// Ends a run and lets go of what was bound.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }
}

/// A value that can be a parameter of a statement.
protocol Bindable {
    func bind(to statement: Statement)
}

extension Int64: Bindable {
    func bind(to statement: Statement) { statement.bind(self) }
}
extension Int: Bindable {
    func bind(to statement: Statement) { statement.bind(Int64(self)) }
}
extension Bool: Bindable {
    func bind(to statement: Statement) { statement.bind(self ? 1 : 0) }
}
extension String: Bindable {
    func bind(to statement: Statement) { statement.bind(self) }
}
extension Instant: Bindable {
    func bind(to statement: Statement) { statement.bind(milliseconds) }
}
extension Duration: Bindable {
    func bind(to statement: Statement) { statement.bind(inMilliseconds) }
}
extension Optional: Bindable where Wrapped: Bindable {
    func bind(to statement: Statement) {
        if let self { self.bind(to: statement) } else { statement.bindNull() }
    }
}
