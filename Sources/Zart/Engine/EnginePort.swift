internal import Dispatch
internal import Synchronization
internal import Timetable
internal import ZartCore

/// The way from everywhere to the engine: messages that arrive in the order in which they were posted.
final class EnginePort: Sendable {
    let timeline: any Timeline
    /// Where handlers run: the concurrent pool unless a test drives them.
    let handlerExecutor: (any TaskExecutor)?
    /// How many executions are being driven; with just one, its own thread may do the committing.
    let live = Atomic<Int>(0)
    /// Called at the named places, where a test may kill the process.
    let faultPoint: (@Sendable (FaultPoint) -> Void)?
    private let mailbox = Mailbox()
    private let executor: QueueExecutor
    private let isFlushArmed = Atomic<Bool>(false)
    private let engine = Mutex<Weak>(Weak())

    private struct Weak {
        weak var engine: Engine?
    }

    init(
        timeline: any Timeline,
        executor: QueueExecutor,
        handlerExecutor: (any TaskExecutor)?,
        faultPoint: (@Sendable (FaultPoint) -> Void)? = nil
    ) {
        self.timeline = timeline
        self.faultPoint = faultPoint
        self.executor = executor
        self.handlerExecutor = handlerExecutor
    }

    func connect(_ engine: Engine) {
        self.engine.withLock { $0.engine = engine }
    }

    /// Posts a message and wakes the engine if it sleeps.
    func post(_ request: Request) {
        if mailbox.post(request) { wakeAsleep() }
    }

    /// Posts a step's message.
    ///
    /// A lone execution commits on its own thread, which saves two thread wake-ups; the queue is still what
    /// keeps the engine's state apart.
    func postStep(_ request: Request) {
        guard mailbox.post(request) else { return }
        // A test that drives the handlers needs the same order every time, not two threads that race for it.
        guard handlerExecutor != nil || live.load(ordering: .relaxed) == 1,
            let engine = engine.withLock({ $0.engine })
        else { return wakeAsleep() }
        executor.queue.sync { engine.assumeIsolated { $0.drain() } }
    }

    /// Leaves a message for whatever commit comes next, at the latest ``Timeline/flushDelay`` from now.
    func leave(_ request: Request) {
        mailbox.leave(request)
        if !isFlushArmed.exchange(true, ordering: .relaxed) { timeline.armFlush() }
    }

    /// Wakes the engine for something that is not a message: a time that came.
    func ring() {
        isFlushArmed.store(false, ordering: .relaxed)
        if mailbox.wake() { wakeAsleep() }
    }

    func take(_ batch: inout [Request]) { mailbox.take(&batch) }

    func sleepIfEmpty() -> Bool { mailbox.sleepIfEmpty() }

    private func wakeAsleep() {
        guard let engine = engine.withLock({ $0.engine }) else { return }
        executor.queue.async { engine.assumeIsolated { $0.drain() } }
    }
}
