internal import FoundationEssentials
public import ZartCore

extension Durable {
    /// Runs a closure on the engine's own database, so that its writes commit together with the step's checkpoint:
    /// exactly once, whatever crashes; or gives the recorded result.
    ///
    /// ```swift
    /// let id = try await Durable.transaction("book") { database in
    ///     try database.execute("INSERT INTO bookings (seat) VALUES (?)", .integer(12))
    ///     return 12
    /// }
    /// ```
    /// The closure is synchronous and runs on the engine's queue, so that everything else waits for it: one that
    /// takes over 50 ms is named in the log. When it throws, its writes are rolled back and the step has failed.
    ///
    /// - Throws: a `StepError` when the closure has thrown; an invalid `ZartError` outside a handler.
    @discardableResult
    public static func transaction<Value: Codable & Sendable>(
        _ name: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        let json = try await transact(name) { database in
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(try body(database)), as: UTF8.self)
        }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(json.utf8))
        } catch {
            throw ZartError(
                .undecodable,
                "the recorded result of step '\(name)' is no \(Value.self): \(error)"
            )
        }
    }

    /// Runs a closure without a result on the engine's own database, in the transaction of the step's checkpoint.
    ///
    /// - Throws: as ``transaction(_:_:)``.
    public static func transaction(
        _ name: String,
        _ body: @escaping @Sendable (Database) throws -> Void
    ) async throws {
        _ = try await transact(name) { database in
            try body(database)
            return "null"
        }
    }

    private static func transact(
        _ name: String,
        _ body: @escaping @Sendable (Database) throws -> String
    ) async throws -> String {
        guard let host = CurrentTransactionHost.host else {
            throw ZartError(
                .invalid,
                "transaction '\(name)' was called outside a durable handler: call it from run(_:)"
            )
        }
        return try await host.transact(
            name,
            TransactionBody { handle in
                guard let database = handle as? Database else {
                    throw ZartError(.invalid, "transaction '\(name)' needs a store of ZartSQLite")
                }
                let json = try body(database)
                if let fault = Limits.oversize(ofResult: json, of: name) { throw ZartError(.invalid, fault) }
                return json
            }
        )
    }
}
