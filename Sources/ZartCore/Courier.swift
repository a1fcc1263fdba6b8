internal import Synchronization

/// Where the engine of this process can be reached without going through the database.
///
/// Filled while an engine runs on the store. Safe from any thread.
package final class Courier: Sendable {
    private let receiver = Mutex<(any OrderReceiver)?>(nil)

    package init() {}

    /// The engine that takes orders here, if one runs.
    package var current: (any OrderReceiver)? { receiver.withLock { $0 } }

    /// Sets or clears the engine that takes orders here.
    package func deliver(to receiver: (any OrderReceiver)?) {
        self.receiver.withLock { $0 = receiver }
    }
}

/// An engine that takes orders and tells of ended executions.
package protocol OrderReceiver: AnyObject, Sendable {
    /// Applies an order; the answer is given when it is durable.
    func perform(_ order: Order) async -> OrderAnswer

    /// Returns when that execution has ended, at once if it has, or when the calling task is cancelled.
    func waitForEnd(of id: String) async throws(ZartError)
}
