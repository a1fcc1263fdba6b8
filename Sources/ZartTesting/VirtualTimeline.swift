internal import Synchronization
package import Timetable
internal import ZartCore

/// Clocks that stand still until a test moves them.
package final class VirtualTimeline: Timeline {
    private struct State {
        var wall: Instant
        var boot = Duration.seconds(1_000)
        var armed: Duration?
        var flush: Duration?
        var wake: (@Sendable () -> Void)?
    }

    private let state: Mutex<State>

    /// Creates the clocks with that wall time.
    package init(wall: Instant) {
        state = Mutex(State(wall: wall))
    }

    package func wall() -> Instant { state.withLock { $0.wall } }

    package func boot() -> Duration { state.withLock { $0.boot } }

    package func start(_ wake: @escaping @Sendable () -> Void) { state.withLock { $0.wake = wake } }

    package func arm(at boot: Duration?) { state.withLock { $0.armed = boot } }

    package func armFlush() { state.withLock { $0.flush = $0.boot + Self.flushDelay } }

    package func stop() {
        state.withLock { state in
            state.wake = nil
            state.armed = nil
            state.flush = nil
        }
    }

    /// Lets time pass up to that boot time, or to the first wake-up before it; rings, and says whether time is left.
    package func pass(until end: Duration) -> Bool {
        let (wake, isLeft) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
            let due = [state.armed, state.flush].compactMap { $0 }.min().map { max($0, state.boot) }
            guard let due, due <= end else {
                state.wall += end - state.boot
                state.boot = end
                return (nil, false)
            }
            state.wall += due - state.boot
            state.boot = due
            if let armed = state.armed, armed <= due { state.armed = nil }
            if let flush = state.flush, flush <= due { state.flush = nil }
            return (state.wake, true)
        }
        wake?()
        return isLeft
    }

    /// Sets the wall clock, as an operator or a time daemon would, and rings as the kernel does.
    package func setWall(by jump: Duration) {
        let wake = state.withLock { state in
            state.wall += jump
            return state.wake
        }
        wake?()
    }
}
