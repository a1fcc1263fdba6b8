internal import Synchronization
internal import Zart

/// The step after whose checkpoint the worker is to die.
final class CrashStep: Sendable {
    private struct State {
        var name: String?
        var hasTripped = false
    }

    private let state = Mutex(State())

    var hasTripped: Bool { state.withLock { $0.hasTripped } }

    func arm(_ name: String) { state.withLock { $0 = State(name: name) } }

    func disarm() { state.withLock { $0 = State() } }

    func see(_ event: LogEvent) {
        state.withLock { state in
            if event.event == "step-completed", event.step == state.name { state.hasTripped = true }
        }
    }
}
