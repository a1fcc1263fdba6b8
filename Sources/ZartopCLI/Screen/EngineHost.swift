internal import Dispatch
internal import Synchronization
internal import Terminal
internal import Zart
internal import ZartCore

/// The engine beside the screen: a worker on the concurrent pool that can be drained and watched.
final class EngineHost: Sendable {
    private let served: ServedWorker
    private let life = Mutex(Life.running)
    private let fault: FaultBox
    private let work = WorkCount()
    private let ended = DispatchSemaphore(value: 0)

    /// Where it stands.
    enum Life: Sendable {
        case running
        /// It has drained, or could not go on for that reason.
        case over(ZartError?)
    }

    /// What the engine's queue leaves for the screen.
    private final class FaultBox: Sendable {
        let text = Mutex<String?>(nil)
    }

    private final class WorkCount: Sendable {
        let count = Atomic(0)
    }

    /// Starts the engine; the wake flag is raised when it is over, and when the store's health changes.
    init(_ worker: Worker, _ settings: Settings, wake: WakeFlag) throws(ProgramFailure) {
        let fault = FaultBox()
        self.fault = fault
        let work = work
        served = try ServedWorker(worker, settings) { engine in
            engine.committed = { isRenewal in if !isRenewal { work.count.add(1, ordering: .relaxed) } }
            engine.storeFault = { text in
                fault.text.withLock { $0 = text }
                wake.raise()
            }
        }
        Task { [self] in
            var failure: ZartError?
            do throws(ZartError) { try await served.worker.run() } catch { failure = error }
            self.life.withLock { $0 = .over(failure) }
            self.ended.signal()
            wake.raise()
        }
    }

    /// How many commits of it there were, but for signs of life.
    var commits: Int { work.count.load(ordering: .relaxed) }

    /// Why the store cannot be written; nil when it can.
    var storeFault: String? { fault.text.withLock { $0 } }

    /// Where it stands.
    var state: Life { life.withLock { $0 } }

    /// Takes no new work and lets what is in flight end as the options say; returns at once.
    ///
    /// With `now` it gives up at once what is in flight; supervised commands run on for the next worker.
    func drain(now: Bool = false) {
        served.stop(again: now)
    }

    /// Takes no new work and lets what is in flight end, as long as it takes; returns at once.
    func finish() { served.finish() }

    /// Waits until it has drained.
    func wait() {
        ended.wait()
        ended.signal()
    }
}
