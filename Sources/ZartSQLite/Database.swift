internal import CSQLite
internal import Synchronization
internal import ZartCore

/// The database inside a transactional step: the step's own writes commit together with its checkpoint, or not
/// at all.
///
/// Valid during the closure only. It sees the whole file; the names that begin with `zart_` are the engine's: its
/// tables can be read, not written or added to.
public final class Database: Sendable {
    // Used on the engine's queue only, for the length of one closure; cleared at its end.
    private nonisolated(unsafe) var connection: Connection?
    /// Why the file itself could not be read or written: no fault of the closure's.
    private(set) nonisolated(unsafe) var storeFault: StoreError?

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// A value of a row, or a parameter of a statement.
    public enum Value: Sendable, Hashable, Codable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
        case blob([UInt8])
    }

    /// Runs one statement: an insert, update or delete tells how many rows it changed, any other 0.
    ///
    /// - Parameters:
    ///   - sql: one statement; after it only blanks and comments may come.
    ///   - parameters: one for each `?` of it.
    /// - Returns: how many rows it changed.
    /// - Throws: a ``ZartError`` of code `storage` with SQLite's reason. Thrown on by the closure, it rolls the whole
    ///   step back; caught there, it leaves what was written before.
    @discardableResult
    public func execute(_ sql: String, _ parameters: Value...) throws -> Int {
        let before = connection?.totalChanges
        _ = try rows(sql, parameters)
        return connection?.totalChanges == before ? 0 : connection?.changes ?? 0
    }

    /// Runs one query and returns its rows.
    ///
    /// - Throws: as ``execute(_:_:)``.
    public func query(_ sql: String, _ parameters: Value...) throws -> [[Value]] {
        try rows(sql, parameters)
    }

    private func rows(_ sql: String, _ parameters: [Value]) throws -> [[Value]] {
        guard let connection else {
            throw ZartError(
                .invalid,
                "the database of a transactional step was used after its closure returned"
            )
        }
        do {
            return try connection.userRows(sql, parameters)
        } catch {
            if error.code != .internalFault { storeFault = error }
            throw error.asZartError
        }
    }

    func end() { connection = nil }
}
