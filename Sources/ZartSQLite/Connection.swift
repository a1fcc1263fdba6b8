internal import CSQLite
internal import ZartCore

/// One SQLite connection, owned by one thread or queue.
///
/// Every result code that is not expected becomes a ``StoreError`` with the sentence an operator needs.
final class Connection {
    /// What a connection may do with the file.
    enum Access {
        case create
        case readWrite
        case readOnly
        /// Read as a file that nobody changes, without a lock or a log (sqlite.org/c3ref/open.html, `immutable`).
        case immutable
        /// A database of its own in memory, to which others may be attached by their URIs.
        case memory
        /// The same in a nameless file, which is gone when it is closed (sqlite.org/inmemorydb.html, 3).
        case temporary
    }

    let path: String
    let access: Access
    private var handle: OpaquePointer?
    private var statements: [String: Statement] = [:]
    /// Called before each statement that is run; throws to play a failing disk in tests.
    var faults: (@Sendable (String) throws(StoreError) -> Void)?

    /// Done once, before the first connection; where the host program has used SQLite before, it stays as it was.
    private static let isConfigured = zart_sqlite_count_no_memory() == SQLITE_OK

    init(path: String, access: Access) throws(StoreError) {
        self.path = path
        self.access = access
        _ = Self.isConfigured
        let flags =
            switch access {
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readWrite: SQLITE_OPEN_READWRITE
            case .readOnly: SQLITE_OPEN_READONLY
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            case .memory: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_URI
            case .temporary: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI
            }
        let file =
            switch access {
            case .temporary: ""
            case .immutable: DatabaseFile.address(of: path, "immutable=1")
            default: path
            }
        // NOMUTEX: the owner's queue is the lock.
        let code = sqlite3_open_v2(file, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK else {
            let error = failure(code, "open")
            sqlite3_close_v2(handle)
            handle = nil
            throw error
        }
        sqlite3_busy_timeout(handle, 5_000)
    }

    deinit { close() }

    /// Closes the connection and all its statements.
    func close() {
        statements.removeAll()
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// The prepared statement for that text, kept for next time.
    func statement(_ sql: String) -> Statement {
        if let known = statements[sql] { return known }
        let new = Statement(sql, on: self)
        statements[sql] = new
        return new
    }

    /// Runs one statement.
    @discardableResult
    func run(_ sql: String, _ values: any Bindable...) throws(StoreError) -> Int {
        let statement = statement(sql)
        try statement.start()
        defer { statement.reset() }
        for value in values { value.bind(to: statement) }
        return try statement.finish()
    }

    /// Runs a script of several statements.
    func script(_ sql: String) throws(StoreError) {
        try faults?(sql)
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, sql) }
    }

    /// Rows changed by the last statement.
    var changes: Int { Int(sqlite3_changes(handle)) }

    /// The number of rows that all statements so far have changed.
    var totalChanges: Int { Int(sqlite3_total_changes(handle)) }

    /// A number that changes with every commit that this connection has made or seen, and tells at once after one of its
    /// own whether the next transaction finds others' (sqlite.org/c3ref/c_fcntl_begin_atomic_write.html,
    /// `SQLITE_FCNTL_DATA_VERSION`); nil where it is not known.
    var commitVersion: UInt32? {
        var version: UInt32 = 0
        let status = sqlite3_file_control(handle, "main", SQLITE_FCNTL_DATA_VERSION, &version)
        return status == SQLITE_OK ? version : nil
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs the body in one immediate transaction: all of it, or nothing.
    func transaction<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T {
        try run("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Gives up an open transaction; SQLite may have done so already.
    func rollBack() {
        guard isInTransaction else { return }
        sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    /// What the database itself says about how it is kept.
    func settings() throws(StoreError) -> String {
        let mode = try statement("PRAGMA journal_mode").first { $0.text(0) } ?? "?"
        let level = try statement("PRAGMA synchronous").first { $0.int(0) } ?? -1
        let page = try statement("PRAGMA page_size").first { $0.int(0) } ?? 0
        let levels = ["off", "normal", "full", "extra"]
        let synchronous = levels.indices.contains(level) ? levels[level] : "\(level)"
        return "journal_mode=\(mode) synchronous=\(synchronous) page_size=\(page)"
    }

    /// Makes this database a copy of another one, page for page and as of one moment of it (sqlite.org/backup.html).
    func copy(_ source: Connection) throws(StoreError) {
        guard let backup = sqlite3_backup_init(handle, "main", source.handle, "main") else {
            throw failure(sqlite3_extended_errcode(handle), "backup")
        }
        let step = sqlite3_backup_step(backup, -1)
        let end = sqlite3_backup_finish(backup)
        guard step == SQLITE_DONE, end == SQLITE_OK else {
            throw failure(end == SQLITE_OK ? step : end, "backup")
        }
    }

    // MARK: For Statement

    func prepare(_ sql: String) throws(StoreError) -> OpaquePointer? {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK else { throw failure(code, sql) }
        return statement
    }

    /// Prepares a statement of a user's: one that would end the engine's transaction, attach other files or write
    /// the engine's tables is refused.
    func prepareUser(_ sql: String) throws(StoreError) -> OpaquePointer? {
        sqlite3_set_authorizer(
            handle,
            { _, action, first, second, _, _ in authorizeUser(action, first, second) },
            nil
        )
        defer { sqlite3_set_authorizer(handle, nil, nil) }
        do {
            return try prepareOnly(sql)
        } catch {
            guard error.message.contains("not authorized") else { throw error }
            throw StoreError(
                .internalFault,
                "a transactional step may not end the transaction, attach files or write zart_ tables: \(sql)"
            )
        }
    }

    /// Prepares the one statement of a text; after it nothing but blanks and comments may come.
    private func prepareOnly(_ sql: String) throws(StoreError) -> OpaquePointer? {
        var (only, count): (OpaquePointer?, Int) = (nil, 0)
        let code = sql.withCString { text in
            var rest: UnsafePointer<CChar>? = text
            while let place = rest, place.pointee != 0 {
                var statement: OpaquePointer?
                let code = sqlite3_prepare_v3(handle, place, -1, 0, &statement, &rest)
                guard code == SQLITE_OK else { return code }
                guard let statement else { continue }
                count += 1
                if only == nil { only = statement } else { sqlite3_finalize(statement) }
            }
            return SQLITE_OK
        }
        let fault: StoreError? =
            if code != SQLITE_OK {
                failure(code, sql)
            } else if count != 1 {
                StoreError(.internalFault, "one statement at a time, and here are \(count): \(sql)")
            } else {
                nil
            }
        guard let fault else { return only }
        sqlite3_finalize(only)
        throw fault
    }

    func step(_ statement: OpaquePointer?, _ sql: String) throws(StoreError) -> Int32 {
        try faults?(sql)
        let code = sqlite3_step(statement)
        guard code == SQLITE_ROW || code == SQLITE_DONE else { throw failure(code, sql) }
        return code
    }

    /// The sentence for a result code.
    private func failure(_ code: Int32, _ sql: String) -> StoreError {
        let reason =
            handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        switch code & 0xFF {
        case SQLITE_CANTOPEN:
            return StoreError(
                .cannotOpen,
                "cannot open database '\(path)': \(reason); check the folder and its permissions"
            )
        case SQLITE_NOTADB:
            return StoreError(.notOurs, "'\(path)' is not a database: name another file with --db")
        case SQLITE_CORRUPT:
            return StoreError(
                .corrupt,
                "database '\(path)' is damaged (\(reason)): run 'zartop doctor', or restore a backup"
            )
        case SQLITE_READONLY, SQLITE_PERM:
            return StoreError(
                .readOnly,
                "database '\(path)' cannot be written (\(reason)): check its permissions"
            )
        case SQLITE_FULL:
            return StoreError(.diskFull, "no space left for database '\(path)': make room; nothing was lost")
        case SQLITE_BUSY, SQLITE_LOCKED:
            return StoreError(.busy, "database '\(path)' is locked by another program: try again")
        case SQLITE_IOERR:
            return StoreError(
                .inputOutput,
                "database '\(path)' cannot be read or written (\(reason)): check the disk"
            )
        default:
            return StoreError(.internalFault, "SQLite refused (\(code): \(reason)) in: \(sql)")
        }
    }
}

/// What a user's statement may do, asked by SQLite while it prepares one.
private func authorizeUser(
    _ action: Int32,
    _ name: UnsafePointer<CChar>?,
    _ second: UnsafePointer<CChar>?
) -> Int32 {
    func isOurs(_ name: UnsafePointer<CChar>?) -> Bool {
        name.map { String(cString: $0).lowercased().hasPrefix("zart_") } ?? false
    }
    switch action {
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT, SQLITE_ATTACH, SQLITE_DETACH, SQLITE_PRAGMA:
        return SQLITE_DENY
    case SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE, SQLITE_DROP_TABLE, SQLITE_DROP_INDEX,
        SQLITE_CREATE_TABLE,
        SQLITE_CREATE_VIEW, SQLITE_CREATE_VTABLE:
        return isOurs(name) ? SQLITE_DENY : SQLITE_OK
    // The second is the table, and to alter one both may be.
    case SQLITE_ALTER_TABLE, SQLITE_CREATE_INDEX, SQLITE_CREATE_TRIGGER, SQLITE_CREATE_TEMP_TABLE,
        SQLITE_CREATE_TEMP_VIEW, SQLITE_CREATE_TEMP_INDEX, SQLITE_CREATE_TEMP_TRIGGER:
        return isOurs(name) || isOurs(second) ? SQLITE_DENY : SQLITE_OK
    default:
        return SQLITE_OK
    }
}
