internal import Timetable
internal import ZartCore

extension Engine {
    // Whatever is done for each of many is done in one order every time: a simulation can then be played again.

    var tasksInOrder: [EngineTask] { tasks.values.sorted { $0.id < $1.id } }

    var executionsInOrder: [EngineExecution] { executions.values.sorted { $0.sequence < $1.sequence } }

    var passesInOrder: [LivePass] {
        executionsInOrder.compactMap(\.live) + stopping.keys.sorted().compactMap { stopping[$0] }
    }
}

/// A recurring task as the engine holds it.
final class EngineTask {
    let id: Int64
    var spec: TaskSpec
    var view: TaskView
    var version: Int
    var zoneFingerprint: String?
    /// The newest ledger row, which a neighbouring decision may lengthen.
    var lastEntry: TickPlan.Entry?
    /// The time its next instant is armed for, so that an older timer is known as such.
    var armedFor: Instant?
    /// The same for the oldest instant that waits for a slot, and may wait only so long.
    var expiryArmedFor: Instant?
    /// Whether this worker can run it.
    var hasHandler = false
    var source = TaskSource.program
    var definition: TaskDefinition?
    var conduct: String? {
        didSet { if conduct != oldValue { alarms.read(conduct) } }
    }
    var alarms = TaskAlarms()
    /// What it was when it was taken out of its job file, which stopped it; another one may take it then.
    var removedFrom: TaskState?
    /// Its failures in a row, counted only where so many of them pause it.
    var streak = FailureStreak()

    init(
        id: Int64,
        spec: TaskSpec,
        view: TaskView,
        version: Int,
        zoneFingerprint: String?,
        lastEntry: TickPlan.Entry?
    ) {
        self.id = id
        self.spec = spec
        self.view = view
        self.version = version
        self.zoneFingerprint = zoneFingerprint
        self.lastEntry = lastEntry
    }

    var isRemoved: Bool { removedFrom != nil }

    /// Everything is paused, this task with it, or no longer.
    func hold(_ hold: EngineHold?) {
        view.isHeld = hold != nil
        view.heldUntil = hold?.until
    }
}

/// An execution that is scheduled or running, as the engine holds it.
final class EngineExecution {
    let sequence: Int64
    let id: String
    let task: Int64?
    let handler: String
    let occurrence: Int?
    let nominalAt: Instant?
    let scheduledAt: Instant
    /// When its first run was brought about.
    let dispatchedAt: Instant
    /// Whether it may begin before that: the clock was set back since an instant brought it about.
    var isDue = false
    var run: Int
    var epoch: Int
    var startedAt: Instant?
    var deadline: Instant?
    /// The ended execution whose step has yet to stop.
    var waitsFor: Int64?
    /// How often in a row a worker died with a step of it in flight.
    var deaths: Int
    /// Kept while it has not been claimed and was created here; read from the store otherwise.
    var payload: String?
    /// Kept as long as the payload is.
    var definition: String?
    /// Set while it runs, but its pass was put aside: when it goes on by itself.
    var parkedUntil: Instant??
    /// The pass that drives it.
    var live: LivePass?
    /// It was running when a worker died: its next step goes on record before it begins.
    var isCautious = false
    /// When, on the boot-time clock, this worker took it up from a former one.
    var takenUpAt: Duration?
    /// By how much the clock was set since it began.
    var clockShift = Duration.zero
    /// How long executions of its task usually take, once that matters.
    var usual = AlarmFacts.Usual.unknown
    /// Its run is not durable yet, and what it keeps cannot be read.
    var awaitsCommit = false

    var isRunning: Bool { startedAt != nil }

    init(_ open: OpenExecution) {
        sequence = open.sequence
        id = open.id
        task = open.task
        handler = open.handler
        occurrence = open.occurrence
        nominalAt = open.nominalAt
        scheduledAt = open.scheduledAt
        dispatchedAt = open.createdAt
        run = open.run
        epoch = open.epoch
        startedAt = open.status == .running ? open.startedAt ?? open.scheduledAt : nil
        deadline = open.deadline
        waitsFor = open.waitsFor
        deaths = open.deaths
        parkedUntil = open.parkedUntil
    }

    init(_ new: NewExecution) {
        sequence = new.sequence
        id = new.id
        task = new.task
        handler = new.handler
        occurrence = new.occurrence
        nominalAt = new.nominalAt
        scheduledAt = new.scheduledAt
        dispatchedAt = new.at
        run = 0
        epoch = new.startedAt == nil ? 0 : 1
        startedAt = new.startedAt
        deadline = new.deadline
        waitsFor = new.waitsFor
        deaths = 0
        payload = new.payload
        definition = new.definition?.body
        parkedUntil = nil
    }
}

extension EngineExecution {
    /// A further run of an ended execution.
    convenience init(_ ended: EndedExecution, _ start: RunStart) {
        self.init(
            OpenExecution(
                sequence: ended.sequence,
                id: ended.id,
                task: ended.task,
                handler: ended.handler,
                occurrence: ended.occurrence,
                nominalAt: ended.nominalAt,
                scheduledAt: ended.scheduledAt,
                status: .scheduled,
                startedAt: nil,
                run: start.run,
                epoch: ended.epoch + 1,
                deadline: nil,
                waitsFor: start.waitsFor,
                deaths: 0,
                isOverride: start.isOverride,
                createdAt: ended.scheduledAt,
                parkedUntil: nil
            )
        )
        awaitsCommit = true
    }
}

/// A pass as the engine sees it: its steps that are not at an end, and what they wait for.
final class LivePass {
    let pass: Pass
    let execution: EngineExecution
    let handler: Handler
    var steps: [String: EngineStep] = [:]
    /// Slots it holds: one for itself unless parked, one for each step in flight beyond the first.
    var slots = 0
    var inFlight = 0
    /// How much of it waits for a slot.
    var queued = 0
    /// Whether it is among those counted as parked.
    var isCountedAsParked = false
    /// Whether a timer runs to put it aside, and when, on the boot-time clock, it has rested for long enough.
    var isToBePutAside = false
    var putAsideAt = Duration.zero
    /// Set once the execution's time limit has passed, or its handler has thrown: what `onFailure` is told.
    var failure: ExecutionFailure?
    /// By when steps must be done in all, as the wall clock stands now.
    var totalDeadlines: [String: Instant] = [:]
    /// Steps whose back-off an operator ended before the handler asked for them.
    var skippedWaits: Set<String> = []
    /// Steps that nobody waits for any more, whether they had come to wait or not.
    var calledOff: Set<String> = []
    /// Steps that are not to begin any more if a rule holds them back, since a sibling has failed.
    var leftOut: Set<String> = []
    /// Until when, on the boot-time clock, a pass that began after its execution's time limit may say what ended in time.
    var overdueUntil: Duration?
    /// Whether such a pass has come to what did not end in time.
    var isOutOfTime = false
    /// Steps cut off with a former pass that have yet to say whether they ended in time.
    var unasked: Set<String> = []
    /// Whether `onFailure` is what runs.
    var isFailing = false
    /// Whether the pass was told to end; its handler's word no longer counts.
    var isHalted = false
    /// Whether the execution has ended in the store while steps are still in flight.
    var hasEnded = false
    /// When it was told to stop, once it has been named for not having done so.
    var stubbornSince: Instant?
    var cancel: (@Sendable () -> Void)?

    init(pass: Pass, execution: EngineExecution, handler: Handler) {
        self.pass = pass
        self.execution = execution
        self.handler = handler
    }

    var stepsInOrder: [(key: String, value: EngineStep)] { steps.sorted { $0.key < $1.key } }

    /// Whether no further attempt may begin: it is over, or the handler was told to stop for its time limit.
    var isToldToStop: Bool { isHalted || failure != nil && !isFailing }

    /// Whether every open step sleeps, waits or backs off.
    var isParked: Bool { inFlight == 0 && steps.values.contains { $0.isParked } }

    /// Whether every step is known to be at its end: it is the execution's first pass, and has none open.
    var hasNoOpenSteps: Bool { pass.ref.epoch == 1 && steps.isEmpty && !isFailing }

    /// When the first of its parked steps goes on by itself.
    var wakesAt: Instant? { steps.values.compactMap(\.wakeAt).min() }
}

/// A step of a live pass that is not at its end.
struct EngineStep {
    var start: StepStart
    var status: StepStatus
    /// Whether its newest attempt is on record as running.
    var isRecorded = false
    /// The handler's side, waiting for its word.
    var continuation: CheckedContinuation<StepVerdict, Never>?
    var wakeAt: Instant?
    /// The event it waits for, if it waits for one.
    var event: String?
    /// How long it waits for that.
    var patience: Duration?
    var hasTimedOut = false
    /// Its handler waits to begin an attempt that an earlier pass had planned.
    var isResumed = false
    /// Whether it has not begun, since a rule holds it back.
    var isHeld = false
    /// What a held transactional step will do.
    var heldBody: TransactionBody?

    var isParked: Bool {
        switch status {
        case .retrying, .sleeping, .waiting: true
        default: false
        }
    }
}

/// What the engine has to do at a time.
enum TimerEvent {
    // On the wall clock
    case tick(task: Int64)
    case unpause(task: Int64)
    case expire(task: Int64)
    case release
    case due(execution: Int64)
    // On the boot-time clock
    case step(execution: Int64, epoch: Int, name: String)
    case attemptLimit(execution: Int64, epoch: Int, name: String, attempt: Int)
    case executionLimit(execution: Int64)
    case overrun(execution: Int64, epoch: Int)
    case stubborn(execution: Int64)
    case wake(execution: Int64)
    case putAside(execution: Int64, epoch: Int)
    case renewLease
    case lookForOrders
    case watchLease
    case seekLock
    case prune
    case retryCommit
    case graceOver
    case alarms(task: Int64)
    case deliver
}

/// What follows once a transition is durable, or refused.
enum Effect {
    case nothing
    case answer(CheckedContinuation<StepVerdict, Never>, StepVerdict)
    /// A transactional step: its outcome decides what the handler is told.
    case transacted(LivePass, StepStart, CheckedContinuation<StepVerdict, Never>)
    case spawn(LivePass)
    case runBegun(execution: Int64)
    case waitSkipped(execution: Int64, step: String)
    /// Rules are gone: what only they held back goes on.
    case rulesRemoved
    case runPlain(task: EngineTask, TickPlan.Start)
    case reply(CheckedContinuation<OrderAnswer, Never>, OrderAnswer)
    case ended(id: String)
    /// Commands of former workers have to stop, since their execution has ended.
    case stopLeft(EngineExecution)
    /// Notices of alarms may be on record that have yet to be delivered.
    case deliver
    /// A bite of what is past keeping has gone.
    case pruned
    case log(LogEvent)
}
