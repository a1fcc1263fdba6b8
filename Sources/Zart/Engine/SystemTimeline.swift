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
    private let alarm = zt_alarm_open()
    private let flush = zt_alarm_open()
    private let watch = zt_clock_watch_open()
    private let queue: DispatchQueue
    private let sources = Mutex<[Source]>([])

    /// A Dispatch source, which may be used from any thread but is not declared so on this platform.
    private struct Source: @unchecked Sendable {
        let source: any DispatchSourceRead
    }

    /// Creates the clock whose calls come on that queue.
    package init(queue: DispatchQueue) {
        self.queue = queue
    }

    deinit {
        stop()
        if alarm >= 0 { close(alarm) }
        if flush >= 0 { close(flush) }
        if watch >= 0 { close(watch) }
    }

    /// The wall clock, for whoever has no engine.
    package static var wallMilliseconds: Int64 { zt_wall_milliseconds() }

    package func wall() -> Instant { Instant(milliseconds: Self.wallMilliseconds) }

    package func boot() -> Duration { .milliseconds(zt_boot_milliseconds()) }

    package func start(_ wake: @escaping @Sendable () -> Void) {
        let watch = watch
        for alarm in [alarm, flush] {
            listen(to: alarm) {
                zt_alarm_drain(alarm)
                wake()
            }
        }
        listen(to: watch) {
            zt_clock_watch_drain(watch)
            wake()
        }
    }

    package func arm(at boot: Duration?) {
        zt_alarm_arm(alarm, boot?.inMilliseconds ?? -1)
    }

    package func armFlush() {
        zt_alarm_arm(flush, zt_boot_milliseconds() + Self.flushDelay.inMilliseconds)
    }

    package func stop() {
        let old = sources.withLock { sources in
            defer { sources = [] }
            return sources
        }
        for source in old { source.source.cancel() }
    }

    private func listen(to descriptor: Int32, _ handler: @escaping @Sendable () -> Void) {
        guard descriptor >= 0 else { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler(handler: handler)
        source.resume()
        let kept = Source(source: source)
        sources.withLock { $0.append(kept) }
    }
}
