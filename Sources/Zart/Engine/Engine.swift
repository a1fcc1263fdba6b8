internal import Dispatch
internal import Timetable
internal import ZartCore

/// The one owner of scheduling, overlap decisions and the store's writer connection.
///
/// Its executor is a serial background Dispatch queue, and nothing in it awaits, so what happens first is what is
/// queued first. Decisions are made by pure functions on values; what they decide is gathered as transitions,
/// committed together, and only then told to anybody. Memory runs ahead of the store by the transitions that are
/// pending; when a commit fails, memory is made anew from the store.
package actor Engine {
    /// What it is doing.
    enum Role {
        case idle
        /// Waits for the worker's lock.
        case standby
        case active
        /// Takes no new work; steps in flight may finish.
        case draining
        /// A commit failed; memory is to be read anew.
        case broken
        case stopped
    }

    nonisolated let executor: QueueExecutor
    nonisolated let port: EnginePort
    let store: any Store
    let settings: EngineSettings
    let handlers: [String: Handler]
    let functions: [String: PlainFunction]
    let registrations: [TaskSpec]
    /// What the program says about its tasks beside their schedules, as JSON text, by their names.
    let conducts: [String: String]

    var role = Role.idle
    var session: Session?
    /// Whether this process holds the worker's lock; a takeover from a frozen worker goes without at first.
    var holdsLock = false
    /// Whether it takes the orders of this process and watches for those of others.
    var isOpen = false
    /// Whether the system tells of other processes' orders.
    var hasOrderNotices = false
    /// Whether a takeover waits for a worker that froze within a commit, which has been said.
    var isBarred = false
    /// Whether the lock is being waited for.
    var seeksLock = false

    // What the store holds that is not at an end, by its keys.
    var tasks: [Int64: EngineTask] = [:]
    var taskIDs: [String: Int64] = [:]
    var templates = TemplateIndex<Int64>()
    var executions: [Int64: EngineExecution] = [:]
    var executionIDs: [String: Int64] = [:]
    /// Ids of executions that the next commit creates, whatever becomes of them in it.
    var createdIDs: Set<String> = []
    var lastTask: Int64 = 0
    var lastExecution: Int64 = 0
    var lastEvent: Int64 = 0
    /// Those that have not ended, by their number.
    var backfills: [Int64: EngineBackfill] = [:]
    var lastBackfill: Int64 = 0
    /// Whether a backfill looked through instants without finding one to start, and is to go on at once.
    var hasBackfillWork = false
    /// Further runs that wait for a slot, by their task.
    var orderQueues: [Int64: OrderQueue] = [:]
    /// Whether more of them may begin at once than have begun so far.
    var hasQueuedWork = false

    // What holds work back.
    var hold: EngineHold?
    /// Step rules in force, oldest first.
    var rules: [StepRule] = []
    var lastHold: Int64 = 0
    var lastRule: Int64 = 0

    // What is under way.
    /// Ended executions with a step in flight that has yet to stop, by execution.
    var stopping: [Int64: LivePass] = [:]
    /// Handlers of passes that no longer count and have not returned, by execution: it is not claimed until then.
    var departing: [Int64: Int] = [:]
    /// Those of them whose execution has ended: successors wait for them as for what is stopping.
    var leaving: [Int64: (id: String, task: Int64?, run: Int)] = [:]
    /// Those of them whose commands a former worker began and which have yet to stop, by id.
    var orphans: [String: Int64] = [:]
    /// When their commands ended, by execution and step, until that is on record.
    var orphanEnds: [Int64: [String: Instant]] = [:]
    var ready = TimerHeap<ReadyKey, Int64>()
    var suspects: [Int64] = []
    var liveSuspect: Int64?
    var freeSlots: Int
    var slotQueue = SlotQueue()
    var parked = 0
    /// Plain tasks whose function runs here, with the time it began.
    var runningPlain: [Int64: Instant] = [:]
    /// Functions that returned while memory was gone.
    var endedMeanwhile: [(task: Int64, error: String?)] = []

    // Alarms.
    /// Tasks whose alarms are to be judged with the next commit.
    var touchedAlarms: Set<Int64> = []
    var lastAlarm: Int64 = 0
    /// Notices that have yet to be delivered, by their ids.
    var notices = NoticeQueue()
    /// Those on their way, whatever becomes of memory meanwhile.
    var delivering: [String: Int64] = [:]
    /// The time the timer for the next notice is armed for; nil while none is.
    var deliveryDue: Duration?

    // What waits for the next commit.
    var pending = PendingCommit()
    /// Memory for what waits while a commit is on its way.
    private var spare = PendingCommit()
    /// What follows from the commit as a whole.
    var afterwards: [Effect] = []
    var unrecorded: [(live: LivePass, name: String)] = []
    var waiters: [String: [UInt64: CheckedContinuation<Void, Never>]] = [:]

    // Time.
    var wallTimers = TimerHeap<Instant, TimerEvent>()
    var bootTimers = TimerHeap<Duration, TimerEvent>()
    var clock: ClockWatch
    /// By how much the clock was set without its being on record yet.
    var unrecordedJump = Duration.zero
    var nextCatchUp = Instant(milliseconds: .min)
    /// Set while the store cannot be written for certain.
    var outage: Outage?
    var pruning = Pruning()
    var batch: [Request] = []
    /// The time it asked to be woken at; nil while it is awake.
    var armedFor: Duration?
    /// Until when due times wait for what ended unseen; nil while they do not.
    var settlesUntil: Duration?
    /// Executions taken up of which it has yet to be told whether their commands have ended.
    var unheard: Set<Int64> = []
    /// Whether a session has just begun: what waits has not had its chance.
    var isBeginning = false

    // Orders and waits of others.
    /// Posted orders that are applied and not yet answered in the store.
    var appliedOrders: Set<Int64> = []
    /// Up to which of many posted orders all have been looked at.
    var lastApplied: Int64 = 0
    /// Waits that were given up before they began.
    var cancelledWaits: Set<UInt64> = []

    // Stopping.
    var stopped: [(Result<Void, ZartError>) -> Void] = []
    /// How it ended, once it has.
    var outcome: Result<Void, ZartError>?
    var endReason = "stopped"
    var stopRequested = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        store: any Store,
        settings: EngineSettings,
        executor: QueueExecutor,
        timeline: any Timeline,
        handlers: [Handler] = [],
        functions: [PlainFunction] = [],
        registrations: [TaskSpec] = [],
        conducts: [String: String] = [:],
        handlerExecutor: (any TaskExecutor)? = nil
    ) {
        self.store = store
        self.settings = settings
        self.executor = executor
        self.handlers = Dictionary(uniqueKeysWithValues: handlers.map { ($0.name, $0) })
        self.functions = Dictionary(uniqueKeysWithValues: functions.map { ($0.task, $0) })
        self.registrations = registrations
        self.conducts = conducts
        freeSlots = settings.concurrency
        port = EnginePort(
            timeline: timeline,
            executor: executor,
            handlerExecutor: handlerExecutor,
            faultPoint: settings.faultPoint
        )
        clock = ClockWatch(wall: timeline.wall(), boot: timeline.boot())
        port.connect(self)
    }

    var now: Instant { port.timeline.wall() }

    /// Whether it carries out an order while no worker runs.
    var isErrand: Bool { endReason == SessionRecord.errand }

    /// Whether ticks, claims and steps go on.
    var isWorking: Bool { role == .active }

    // MARK: The loop

    /// Does everything there is to do: messages, due times, claims, one commit for all of it; again until nothing is left.
    func drain() {
        noticeFreeze()
        while true {
            port.take(&batch)
            for index in batch.indices {
                // Moved out, so that it is not copied.
                var request = Request.handled
                swap(&request, &batch[index])
                handle(request)
            }
            batch.removeAll(keepingCapacity: true)
            runTimers()
            if isWorking { claimReady() }
            if isBeginning, role != .broken, !canClaim { begun() }
            if isWorking { advanceQueuedOrders() }
            if isWorking { advanceBackfills() }
            flush()
            checkDrained()
            if pending.isEmpty, afterwards.isEmpty, !hasDueTimer, !canClaim, !hasQueuedWork,
                !hasBackfillWork, port.sleepIfEmpty()
            {
                break
            }
        }
        arm()
    }

    private func handle(_ request: consuming Request) {
        switch consume request {
        case .started(let pass, let start): stepStarted(pass, start)
        case .begin(let pass, let start, let reply): stepBegins(pass, start, reply)
        case .recordBegins(let pass, let reply): recordBegins(pass, reply)
        case .ended(let pass, let end, let reply): stepEnded(pass, end, reply)
        case .ran(let pass, let end, let reply): stepRan(pass, end, reply)
        case .transact(let pass, let start, let body, let reply): transact(pass, start, body, reply)
        case .value(let pass, let name, let json, let reply): capture(pass, name, json, reply)
        case .sleep(let pass, let name, let duration, let reply): sleep(pass, name, duration, reply)
        case .await(let pass, let name, let event, let timeout, let reply):
            awaitEvent(pass, name, event, timeout, reply)
        case .skipped(let pass, let names, let reply): skip(pass, names, reply)
        case .calledOff(let pass, let name): callOff(pass, name)
        case .leftOut(let pass, let names): leaveOut(names, of: pass)
        case .withdrawn(let pass, let name): withdraw(pass, name)
        case .finished(let pass, let end): passFinished(pass, end)
        case .plainEnded(let task, let error): plainEnded(task, error)
        case .noticed(let id, let outcome): noticed(id, outcome)
        case .order(let order, let handler, let reply): perform(order, fits: handler, reply)
        case .awaitEnd(let id, let waiter, let reply): awaitEnd(id, waiter, reply)
        case .stopAwaiting(let id, let waiter): stopAwaiting(id, waiter)
        case .ordersNoticed: applyPostedOrders()
        case .commandsGone(let id, let ended): commandsGone(id, ended)
        case .lockGranted: lockGranted()
        case .stop(let grace): stop(grace: grace)
        case .handled: break
        }
    }

    // MARK: Committing

    /// Adds a transition to the next commit, and what follows from it.
    func add(_ transition: consuming Transition, _ effect: consuming Effect = .nothing) {
        pending.append(transition, effect)
    }

    /// Commits what is pending in one transaction and then tells everybody.
    func flush() {
        recordStarts()
        judgeAlarms()
        guard !pending.isEmpty || !afterwards.isEmpty else { return }
        // What is told of this commit may bring about the next one: by then nothing of it is left here.
        var work = PendingCommit()
        swap(&work, &spare)
        swap(&work, &pending)
        let rest = afterwards
        afterwards.removeAll(keepingCapacity: true)
        createdIDs.removeAll(keepingCapacity: true)
        var outcomes: [Outcome] = []
        if !work.isEmpty {
            settings.faultPoint?(.beforeCommit)
            do {
                outcomes = try store.commit(work.transitions)
            } catch {
                return commitFailed(error, work.effects + rest)
            }
            unrecordedJump = .zero
            endOutage()
            settings.faultPoint?(.afterCommit)
            settings.committed?(
                work.transitions.allSatisfy { if case .renewLease = $0 { true } else { false } }
            )
        }
        for (index, outcome) in zip(outcomes.indices, outcomes) { perform(work.takeEffect(index), outcome) }
        for effect in rest { perform(effect, .done) }
        work.removeAll()
        spare = work
    }

    private func perform(_ effect: consuming Effect, _ outcome: Outcome) {
        let isRefused = if case .refused = outcome { true } else { false }
        switch consume effect {
        case .nothing: break
        case .answer(let reply, let verdict):
            settings.faultPoint?(.stepCheckpointed)
            reply.resume(returning: isRefused ? .halted : verdict)
        case .transacted(let live, let start, let reply): transacted(live, start, outcome, reply)
        case .spawn(let live): if isRefused { leave(live) } else { spawn(live) }
        case .runBegun(let execution): runBegun(execution, isRefused: isRefused)
        case .waitSkipped(let execution, let step): if !isRefused { waitSkipped(execution, step) }
        case .rulesRemoved: goOnWithHeldSteps()
        case .runPlain(let task, let start):
            if isRefused { task.view.active = [] } else { runPlain(task, start) }
        case .reply(let reply, let answer):
            settings.faultPoint?(.orderApplied)
            reply.resume(returning: answer)
        case .ended(let id):
            for waiter in (waiters.removeValue(forKey: id) ?? [:]).values { waiter.resume() }
        case .stopLeft(let execution): stopLeft(of: execution)
        case .deliver: deliverNotices()
        case .pruned: pruned(outcome)
        case .log(let event): settings.log?(event)
        }
    }

    /// Adds a line to the log, to be written once everything before it is durable.
    func log(
        _ level: LogEvent.Level,
        _ event: String,
        task: @autoclosure () -> String? = nil,
        execution: @autoclosure () -> String? = nil,
        step: @autoclosure () -> String? = nil,
        _ message: @autoclosure () -> String
    ) {
        guard settings.log != nil else { return }
        afterwards.append(
            .log(
                LogEvent(
                    at: now,
                    level: level,
                    event: event,
                    task: task(),
                    execution: execution(),
                    step: step(),
                    message: message()
                )
            )
        )
    }
}

/// The order in which executions are claimed.
struct ReadyKey: Comparable {
    let due: Instant
    let sequence: Int64

    static func < (left: ReadyKey, right: ReadyKey) -> Bool {
        (left.due, left.sequence) < (right.due, right.sequence)
    }
}
