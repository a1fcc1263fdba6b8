internal import CPlatform
package import Dispatch
internal import Glibc
internal import Synchronization
package import Timetable
internal import ZartCore

/// The machine's clocks: the wall clock for people, the boot-time clock for waiting.
///
/// One kernel timer rings at the armed boot time, and another tells at once when somebody sets the wall clock, so
/// that nothing has to look at the time in between.
package final class SystemTimeline: Timeline {
    private let queue: DispatchQueue
    private let state: Mutex<State>

    private struct State {
        let alarm = zt_alarm_open()
        let flush = zt_alarm_open()
        let watch = zt_clock_watch_open()
        var sources: [Source] = []
        /// What the alarm will ring at; nil once it has rung, or where it is not armed.
        var armed: Duration?
        /// Once stopped the descriptors are closed, and their numbers may be somebody else's.
        var isStopped = false
    }

    /// A Dispatch source, which may be used from any thread but is not declared so on this platform.
    private struct Source: @unchecked Sendable {
        let source: any DispatchSourceRead
    }

    /// Creates the clock whose calls come on that queue.
    package init(queue: DispatchQueue) {
        self.queue = queue
        state = Mutex(State())
    }

    deinit { stop() }

    /// The wall clock, for whoever has no engine.
    package static var wallMilliseconds: Int64 { zt_wall_milliseconds() }

    package func wall() -> Instant { Instant(milliseconds: Self.wallMilliseconds) }

    package func boot() -> Duration { .milliseconds(zt_boot_milliseconds()) }

    package func start(_ wake: @escaping @Sendable () -> Void) {
        state.withLock { state in
            guard !state.isStopped, state.sources.isEmpty else { return }
            let watch = state.watch
            let (alarm, flush) = (state.alarm, state.flush)
            state.sources.append(
                listen(to: alarm) { [weak self] in
                    self?.state.withLock { $0.armed = nil }
                    zt_alarm_drain(alarm)
                    wake()
                }
            )
            state.sources.append(
                listen(to: flush) {
                    zt_alarm_drain(flush)
                    wake()
                }
            )
            state.sources.append(
                listen(to: watch) {
                    zt_clock_watch_drain(watch)
                    wake()
                }
            )
        }
    }

    package func arm(at boot: Duration?) {
        state.withLock { state in
            // Most of what happens leaves the next time as it was, and saves the kernel's call.
            guard !state.isStopped, boot != state.armed else { return }
            state.armed = boot
            zt_alarm_arm(state.alarm, boot?.inMilliseconds ?? -1)
        }
    }

    package func armFlush() {
        state.withLock { state in
            guard !state.isStopped else { return }
            zt_alarm_arm(state.flush, zt_boot_milliseconds() + Self.flushDelay.inMilliseconds)
        }
    }

    package func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            // A descriptor is closed by its source, when Dispatch has let go of it.
            if state.sources.isEmpty {
                for descriptor in [state.alarm, state.flush, state.watch] where descriptor >= 0 {
                    close(descriptor)
                }
            }
            for source in state.sources { source.source.cancel() }
            state.sources = []
        }
    }

    private func listen(to descriptor: Int32, _ handler: @escaping @Sendable () -> Void) -> Source {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler(handler: handler)
        source.setCancelHandler { close(descriptor) }
        source.resume()
        return Source(source: source)
    }
}
