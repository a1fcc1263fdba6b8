/// What a durable handler can do besides plain Swift: steps, sleeps, waits and captured values, each recorded under
/// its name so that a replay finds it.
public enum Durable {}

/// How a transactional step reaches the pass it belongs to, from the module of the store it is written for.
package protocol TransactionHost: Sendable {
    /// Runs the body inside the commit of the checkpoint; gives the result's JSON text.
    func transact(_ name: String, _ body: TransactionBody) async throws -> String
}

/// The pass of the running handler, as other modules of the package see it.
package enum CurrentTransactionHost {
    @TaskLocal package static var host: (any TransactionHost)?
}
