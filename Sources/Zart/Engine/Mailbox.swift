internal import Synchronization

/// What waits for the engine: posted from any thread, taken whole by the engine.
///
/// Only the post that finds the engine asleep has to wake it; whatever comes while a commit is on its way shares
/// the next one.
final class Mailbox: Sendable {
    private struct State {
        var requests: [Request] = []
        /// How often they were taken.
        var round = 0
        var isAwake = false
    }

    /// Where a request waits until the mailbox is emptied next.
    struct Place {
        fileprivate let round: Int
        fileprivate let index: Int
    }

    private let state = Mutex(State())

    /// Adds a request and says whether the engine must be woken.
    ///
    /// The end of an attempt whose begin still waits takes its place: most are over before anybody has looked.
    func post(_ request: Request, over begin: Place? = nil) -> Bool {
        state.withLock { state in
            if let begin, begin.round == state.round {
                state.requests[begin.index] = request.withItsBegin
            } else {
                state.requests.append(request)
            }
            defer { state.isAwake = true }
            return !state.isAwake
        }
    }

    /// Adds a request that may ride with whatever wakes the engine next.
    func leave(_ request: Request) -> Place {
        state.withLock { state in
            state.requests.append(request)
            return Place(round: state.round, index: state.requests.count - 1)
        }
    }

    /// What satisfies the caller among the requests that wait.
    func find<Found: Sendable>(_ read: (Request) -> Found?) -> [Found] {
        state.withLock { $0.requests.compactMap(read) }
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
        state.withLock { state in
            swap(&state.requests, &batch)
            state.round += 1
        }
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
