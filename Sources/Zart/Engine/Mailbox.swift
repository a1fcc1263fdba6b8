internal import Synchronization

/// What waits for the engine: posted from any thread, taken whole by the engine.
///
/// Only the post that finds the engine asleep has to wake it; whatever comes while a commit is on its way shares
/// the next one.
final class Mailbox: Sendable {
    private struct State {
        var requests: [Request] = []
        var isAwake = false
    }

    private let state = Mutex(State())

    /// Adds a request and says whether the engine must be woken.
    func post(_ request: Request) -> Bool {
        state.withLock { state in
            state.requests.append(request)
            defer { state.isAwake = true }
            return !state.isAwake
        }
    }

    /// Adds a request that may ride with whatever wakes the engine next.
    func leave(_ request: Request) {
        state.withLock { $0.requests.append(request) }
    }

    /// Marks the engine as awake; says whether it was asleep.
    func wake() -> Bool {
        state.withLock { state in
            defer { state.isAwake = true }
            return !state.isAwake
        }
    }

    /// Swaps the waiting requests for the given empty array.
    func take(_ batch: inout [Request]) {
        state.withLock { swap(&$0.requests, &batch) }
    }

    /// Lets the engine sleep unless something is waiting.
    func sleepIfEmpty() -> Bool {
        state.withLock { state in
            guard state.requests.isEmpty else { return false }
            state.isAwake = false
            return true
        }
    }
}
