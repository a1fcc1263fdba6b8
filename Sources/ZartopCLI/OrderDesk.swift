package import ZartCore

/// Where orders are handed in, whoever carries them out: the engine of this process, the worker of another, or
/// nobody but the store.
package protocol OrderDesk: Sendable {
    /// Hands an order in and returns its answer when it is durable.
    ///
    /// - Throws: `unanswered` if it is recorded but no worker answered in time; `storage` if it is not recorded.
    func perform(_ order: Order) async throws(ZartError) -> OrderAnswer

    /// Returns an execution when it has ended; it need not exist yet.
    ///
    /// - Throws: `timed-out` if it has not ended within the time given; nil waits for ever.
    func wait(for id: String, timeout: Duration?) async throws(ZartError) -> ExecutionRecord
}
