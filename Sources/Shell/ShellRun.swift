internal import CPlatform
internal import Dispatch
internal import Glibc
internal import Synchronization

/// A command under supervision, started here or adopted.
///
/// It goes on when this object is let go, and when this process ends.
package final class ShellRun: Sendable {
    /// The attempt's folder.
    package let folder: String

    private struct Waiting {
        var end: ShellEnd?
        var callers: [@Sendable (ShellEnd) -> Void] = []
        /// Why the supervisor did not get as far as to write it down.
        var failure: zt_notice?
    }

    private let waiting = Mutex(Waiting())
    private let queue: DispatchQueue
    // Dispatch sources may be used from any thread, but are not declared so on this platform.
    private nonisolated(unsafe) let source: any DispatchSourceRead

    /// Watches the reading end of `alive`, which is closed here once it has ended.
    init(folder: String, alive: Int32, queue: DispatchQueue) {
        self.folder = folder
        self.queue = queue
        source = DispatchSource.makeReadSource(fileDescriptor: alive, queue: queue)
        // The handler keeps this object as long as the supervisor lives.
        source.setEventHandler { @Sendable in self.read(alive) }
        source.setCancelHandler { @Sendable in close(alive) }
        source.resume()
    }

    /// How it ended; waits for that without holding a thread.
    package func end() async -> ShellEnd {
        await withCheckedContinuation { continuation in
            whenEnded { continuation.resume(returning: $0) }
        }
    }

    /// Calls back once it has ended, on a queue that must not be blocked, or at once if it has already.
    package func whenEnded(_ call: @escaping @Sendable (ShellEnd) -> Void) {
        let end = waiting.withLock { waiting in
            if waiting.end == nil { waiting.callers.append(call) }
            return waiting.end
        }
        if let end { call(end) }
    }

    /// How it ended, nil as long as it runs.
    package var endIfKnown: ShellEnd? { waiting.withLock { $0.end } }

    /// Has the whole tree stopped: TERM, the grace, KILL.
    ///
    /// Returns at once; the end tells when nothing of it is left. What has ended already stays as it is.
    package func cancel() throws(ShellError) { try order(ZT_ORDER_CANCEL) }

    /// Has the whole tree killed at once.
    package func kill() throws(ShellError) { try order(ZT_ORDER_KILL) }

    private func order(_ order: zt_order) throws(ShellError) {
        guard zt_attempt_order(folder, order) >= 0 else {
            throw ShellError("cannot write '\(folder)/orders'", errno: errno)
        }
    }

    private func read(_ alive: Int32) {
        var notice = zt_notice()
        let count = Glibc.read(alive, &notice, MemoryLayout<zt_notice>.size)
        if count == MemoryLayout<zt_notice>.size {
            if notice.stage != 0 { waiting.withLock { [notice] in $0.failure = notice } }
        } else if count >= 0 || (errno != EAGAIN && errno != EINTR) {
            source.cancel()
            conclude(after: 1)
        }
    }

    /// The supervisor is gone, or in the last steps of going: the kernel closes its files one by one.
    private func conclude(after milliseconds: Int) {
        var attempt = zt_attempt()
        let standing: zt_standing
        do {
            standing = try AttemptFolder.look(folder, &attempt)
        } catch {
            return finish(ShellEnd(.interrupted(error.description)))
        }
        switch standing {
        case ZT_STANDING_RUNNING:
            queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
                self.conclude(after: min(1_000, milliseconds * 2))
            }
        case ZT_STANDING_ENDED: finish(ShellEnd(attempt))
        case ZT_STANDING_BROKEN_OFF:
            AttemptFolder.killLeftovers(folder)
            finish(ShellEnd(attempt))
        default: finish(ShellEnd(neverBegan()))
        }
    }

    private func neverBegan() -> ShellEnd.Reason {
        // Nobody is left who could begin it; the tombstone says so to who looks next.
        _ = zt_attempt_refuse(folder)
        guard let failure = waiting.withLock({ $0.failure }) else {
            return .interrupted("its supervisor was killed before it began")
        }
        let why = ShellEnd.startFailure(stage: failure.stage, error: failure.error, subject: folder)
        return .interrupted(why)
    }

    private func finish(_ end: ShellEnd) {
        let callers = waiting.withLock { waiting in
            defer { waiting.callers = [] }
            waiting.end = end
            return waiting.callers
        }
        for call in callers { call(end) }
    }
}
