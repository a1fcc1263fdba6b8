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
    /// Whether steps ask before they begin, since rules hold some of them back.
    let asksFirst = Atomic<Bool>(false)
    /// Called at the named places, where a test may kill the process.
    let faultPoint: (@Sendable (FaultPoint) -> Void)?
    private let mailbox = Mailbox()
    private let executor: QueueExecutor
    /// Whether a test's handlers have posted something that the engine was not woken for.
    private let isLookDue = Atomic<Bool>(false)
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
    func postStep(_ request: Request, over begin: Mailbox.Place? = nil) {
        // A test that runs handlers piece by piece has the engine look when a piece is done, not in its midst.
        guard handlerExecutor == nil else {
            if mailbox.post(request, over: begin) { isLookDue.store(true, ordering: .sequentiallyConsistent) }
            return
        }
        guard mailbox.post(request, over: begin) else { return }
        guard live.load(ordering: .relaxed) == 1,
            let engine = engine.withLock({ $0.engine })
        else {
            return wakeAsleep()
        }
        executor.queue.sync { engine.assumeIsolated { $0.drain() } }
    }

    /// Posts a step's message from where nothing may be waited for: the runtime cancels tasks under locks of its own.
    func postAside(_ request: Request) {
        guard mailbox.post(request) else { return }
        if handlerExecutor == nil {
            wakeAsleep()
        } else {
            isLookDue.store(true, ordering: .sequentiallyConsistent)
        }
    }

    /// Leaves a message for whatever commit comes next, at the latest ``Timeline/flushDelay`` from now.
    @discardableResult
    func leave(_ request: Request) -> Mailbox.Place {
        defer { if !isFlushArmed.exchange(true, ordering: .relaxed) { timeline.armFlush() } }
        return mailbox.leave(request)
    }

    /// Wakes the engine for something that is not a message: a time that came.
    func ring() {
        isFlushArmed.store(false, ordering: .relaxed)
        if mailbox.wake() { wakeAsleep() }
    }

    func take(_ batch: inout [Request]) { mailbox.take(&batch) }

    func find<Found: Sendable>(_ read: (Request) -> Found?) -> [Found] { mailbox.find(read) }

    func sleepIfEmpty() -> Bool { mailbox.sleepIfEmpty() }

    /// Whether the engine has to look for what a test's handlers posted; no longer once asked.
    func takeLook() -> Bool { isLookDue.exchange(false, ordering: .sequentiallyConsistent) }

    private func wakeAsleep() {
        guard let engine = engine.withLock({ $0.engine }) else { return }
        executor.queue.async { engine.assumeIsolated { $0.drain() } }
    }
}
