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
        /// By which the supervisor sees that somebody may yet keep the end.
        var alive: Int32?
    }

    private let waiting = Mutex(Waiting())
    private let watch: EndWatch

    init(folder: String, watch: EndWatch) {
        self.folder = folder
        self.watch = watch
    }

    deinit {
        if let alive = waiting.withLock(\.alive) { close(alive) }
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

    /// Says that its end is on the disk elsewhere, so that the supervisor need not put it there.
    ///
    /// To be called within a second of the end, while this object is held: otherwise the supervisor does it after all.
    package func keptEnd() { _ = zt_attempt_order(folder, ZT_ORDER_KEPT) }

    private func order(_ order: zt_order) throws(ShellError) {
        guard zt_attempt_order(folder, order) >= 0 else {
            throw ShellError("cannot write '\(folder)/orders'", errno: errno)
        }
    }

    /// Takes what the supervisor says about the beginning.
    func told(_ notice: zt_notice) {
        guard notice.stage != 0 else { return }
        waiting.withLock { $0.failure = notice }
    }

    /// Finds out how it ended: the supervisor has said that it did, or is gone.
    func conclude(listeningBy alive: Int32) {
        waiting.withLock { $0.alive = alive }
        conclude(after: 1)
    }

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
            // The kernel closes the files of a killed process one by one: the lock may be the last of them.
            watch.queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
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
