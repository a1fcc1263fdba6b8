internal import ZartCore

/// Callers that wait for an execution's end.
extension Engine {
    package nonisolated func waitForEnd(of id: String) async throws(ZartError) {
        let waiter = UInt64.random(in: .min ... .max)
        await withTaskCancellationHandler {
            await withCheckedContinuation { port.post(.awaitEnd(id: id, waiter: waiter, $0)) }
        } onCancel: {
            port.post(.stopAwaiting(id: id, waiter: waiter))
        }
    }

    /// Resumes once the execution has ended; at once if it has.
    ///
    /// One that does not exist yet is waited for.
    func awaitEnd(_ id: String, _ waiter: UInt64, _ reply: CheckedContinuation<Void, Never>) {
        guard executionIDs[id] == nil else { return add(waiter, reply, for: id) }
        // Whose end is pending is not found to have ended, and told of with all who wait for that commit.
        let known = try? store.lookUp(id: id)
        // While the store fails, a wait that came back at once would come again at once.
        let isOurs = role == .active || role == .draining || role == .broken
        let isQueued = orderQueues.values.contains { $0.action(about: id) != nil }
        if !isOurs || known?.status.isEnded == true && !isQueued {
            reply.resume()
        } else {
            add(waiter, reply, for: id)
        }
    }

    func stopAwaiting(_ id: String, _ waiter: UInt64) {
        if let reply = waiters[id]?.removeValue(forKey: waiter) {
            if waiters[id]?.isEmpty == true { waiters[id] = nil }
            return reply.resume()
        }
        // Those that ended by themselves a moment ago leave their mark too; there is no use in keeping many.
        if cancelledWaits.count > 1_000 { cancelledWaits.removeAll() }
        cancelledWaits.insert(waiter)
    }

    private func add(_ waiter: UInt64, _ reply: CheckedContinuation<Void, Never>, for id: String) {
        // A cancellation may come before the wait it cancels.
        if cancelledWaits.remove(waiter) != nil { return reply.resume() }
        waiters[id, default: [:]][waiter] = reply
    }
}
