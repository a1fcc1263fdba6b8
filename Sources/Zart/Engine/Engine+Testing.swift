package import Dispatch
package import ZartCore

/// What lets a test drive an engine from outside its queue, one step after the other.
extension Engine {
    /// Becomes the worker before it returns.
    ///
    /// - Throws: a ``ZartError`` when it cannot.
    package nonisolated func beginNow() throws(ZartError) {
        let failure = executor.queue.sync {
            assumeIsolated { engine -> ZartError? in
                engine.begin { engine.outcome = $0 }
                guard case .failure(let error) = engine.outcome else { return nil }
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Returns when the engine has done everything it was asked to.
    package nonisolated func settle() {
        executor.queue.sync {}
    }

    /// Applies an order before it returns.
    package nonisolated func performNow(_ order: Order) -> OrderAnswer {
        executor.queue.sync { assumeIsolated { $0.applyNow(order) } }
    }

    private func applyNow(_ order: Order) -> OrderAnswer {
        guard role == .active else { return OrderAnswer("the worker is not running", refusal: .refused) }
        let answer = apply(order)
        add(.answerOrder(id: 0, answer: answer, order: order, at: now))
        drain()
        return role == .active ? answer : OrderAnswer("the store failed", refusal: .storage)
    }

    /// Dies: what is not committed is gone, and nothing more is written.
    package nonisolated func crash() {
        executor.queue.sync { assumeIsolated { $0.vanish() } }
    }

    /// Whether it works; false once it was taken over, failed or stopped.
    package nonisolated var isActive: Bool {
        executor.queue.sync { assumeIsolated { $0.role == .active } }
    }

    /// The queue on which it decides and writes.
    package nonisolated var queue: DispatchQueue { executor.queue }

    private func vanish() {
        guard role != .stopped else { return }
        finish(.failure(ZartError(.storage, "crashed")))
    }
}
