import Synchronization

/// Holds steps in flight until a test lets them go.
final class Gate: Sendable {
    private struct State {
        var open: Set<String> = []
        var waiting: [(name: String, number: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var last = 0
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    /// Waits for ``open(_:)``; a stubborn one does not hear that it is told to stop.
    func pass(_ name: String, isStubborn: Bool = false) async throws {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isThrough = state.withLock { state -> Result<Void, any Error>? in
                    if state.open.contains(name) { return .success(()) }
                    if !isStubborn, state.cancelled.remove(number) != nil {
                        return .failure(CancellationError())
                    }
                    state.waiting.append((name, number, continuation))
                    return nil
                }
                if let isThrough { continuation.resume(with: isThrough) }
            }
        } onCancel: {
            if !isStubborn { cancel(number) }
        }
    }

    func open(_ name: String) {
        let freed = state.withLock { state in
            state.open.insert(name)
            let freed = state.waiting.filter { $0.name == name }
            state.waiting.removeAll { $0.name == name }
            return freed
        }
        for waiter in freed { waiter.continuation.resume() }
    }

    func shut(_ name: String) { state.withLock { _ = $0.open.remove(name) } }

    /// How many wait there.
    func count(_ name: String) -> Int { state.withLock { state in state.waiting.count { $0.name == name } } }

    private func cancel(_ number: Int) {
        let freed = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let index = state.waiting.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.waiting.remove(at: index).continuation
        }
        freed?.resume(throwing: CancellationError())
    }
}
