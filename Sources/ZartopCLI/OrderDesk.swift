package import ZartCore

/// Where orders are handed in, whoever carries them out: the engine of this process, the worker of another, or
/// nobody but the store.
package protocol OrderDesk: Sendable {
    /// Hands an order in and returns its answer when it is durable.
    ///
    /// - Throws: `unanswered` if it is recorded but no worker answered in time; `storage` if it is not recorded.
    func perform(_ order: Order) async throws(ZartError) -> OrderAnswer

    /// Hands in orders that are given together by one command, and returns what came of each; nil if there are none.
    ///
    /// The same command given again, before it was told what came of them, means the same orders.
    ///
    /// - Throws: `unanswered` if all are recorded but the worker stopped answering; `storage`.
    func perform(together orders: [Order], command: String, actor: String) async throws(ZartError)
        -> OrderBulk?

    /// Returns an execution when it has ended; it need not exist yet.
    ///
    /// - Throws: `timed-out` if it has not ended within the time given; nil waits for ever.
    func wait(for id: String, timeout: Duration?) async throws(ZartError) -> ExecutionRecord
}
