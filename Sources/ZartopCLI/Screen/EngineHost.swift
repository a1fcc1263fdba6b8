internal import Dispatch
internal import Synchronization
internal import Terminal
internal import Zart
internal import ZartCore

/// The engine beside the screen: a worker on the concurrent pool that can be drained and watched.
final class EngineHost: Sendable {
    private let worker: Worker
    private let life = Mutex(Life.running)
    private let ended = DispatchSemaphore(value: 0)

    /// Where it stands.
    enum Life: Sendable {
        case running
        /// It has drained, or could not go on for that reason.
        case over(ZartError?)
    }

    /// Starts the engine; the wake flag is raised when it is over.
    init(_ worker: Worker, wake: WakeFlag) {
        self.worker = worker
        Task { [self] in
            var failure: ZartError?
            do throws(ZartError) { try await worker.run() } catch { failure = error }
            self.life.withLock { $0 = .over(failure) }
            self.ended.signal()
            wake.raise()
        }
    }

    /// Where it stands.
    var state: Life { life.withLock { $0 } }

    /// Lets what is in flight end within the grace, and takes no new work; returns at once.
    ///
    /// A second call with a shorter grace shortens it.
    func drain(_ grace: Duration) {
        worker.stop(grace: grace)
    }

    /// Waits until it has drained.
    func wait() {
        ended.wait()
        ended.signal()
    }
}
