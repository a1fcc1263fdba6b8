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
        executor.queue.sync { assumeIsolated { if $0.port.takeLook() { $0.drain() } } }
    }

    /// Applies an order before it returns.
    package nonisolated func performNow(_ order: Order) -> OrderAnswer {
        executor.queue.sync { assumeIsolated { $0.applyNow(order) } }
    }

    /// Applies an order as an engine without handlers, which then ends.
    package nonisolated func errandNow(_ order: Order) -> OrderAnswer {
        executor.queue.sync { assumeIsolated { $0.errand(order) } }
    }

    private func applyNow(_ order: Order) -> OrderAnswer {
        guard role == .active || role == .draining else {
            return OrderAnswer("the worker is not running", refusal: role == .broken ? .storage : .refused)
        }
        let answer = apply(order)
        record(answer, of: order)
        drain()
        return role == .active || role == .draining
            ? answer : OrderAnswer("the store failed", refusal: .storage)
    }

    /// Asks it to drain.
    package nonisolated func requestStop(grace: Duration) { port.post(.stop(grace: grace)) }

    /// How many further runs wait for a slot.
    package nonisolated var queuedRuns: Int {
        executor.queue.sync {
            assumeIsolated { engine in engine.orderQueues.values.reduce(0) { $0 + $1.orders.count } }
        }
    }

    /// Executions that sleep, wait or back off and are kept in memory.
    package nonisolated var parkedCount: Int {
        executor.queue.sync { assumeIsolated { $0.parked } }
    }

    /// How much it holds in memory about executions, for a test that nothing is left behind.
    package nonisolated var held: Int {
        executor.queue.sync {
            assumeIsolated { engine in
                engine.executions.count + engine.executionIDs.count + engine.stopping.count
                    + engine.departing.count + engine.waiters.count + engine.unrecorded.count
                    + engine.suspects.count + engine.parked + engine.ready.count + engine.cancelledWaits.count
                    + engine.tasks.values.reduce(0) { $0 + $1.view.active.count + $1.view.buffered.count }
            }
        }
    }

    /// Slots nobody holds.
    package nonisolated var slotsFree: Int {
        executor.queue.sync { assumeIsolated { $0.freeSlots } }
    }

    /// Timers that wait, whether or not anybody still wants them.
    package nonisolated var timersHeld: Int {
        executor.queue.sync { assumeIsolated { $0.wallTimers.count + $0.bootTimers.count } }
    }

    /// Dies: what is not committed is gone, and nothing more is written.
    package nonisolated func crash() {
        executor.queue.sync { assumeIsolated { $0.vanish() } }
    }

    /// Whether it works; false once it was taken over, failed or stopped.
    package nonisolated var isActive: Bool {
        executor.queue.sync { assumeIsolated { $0.role == .active } }
    }

    /// Whether it takes no new work and lets steps in flight end.
    package nonisolated var isDraining: Bool {
        executor.queue.sync { assumeIsolated { $0.role == .draining } }
    }

    /// Whether it has ended.
    package nonisolated var hasStopped: Bool {
        executor.queue.sync { assumeIsolated { $0.role == .stopped } }
    }

    /// The queue on which it decides and writes.
    package nonisolated var queue: DispatchQueue { executor.queue }

    private func vanish() {
        guard role != .stopped else { return }
        finish(.failure(ZartError(.storage, "crashed")))
    }
}
