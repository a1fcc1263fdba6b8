package import Timetable

/// The database of one engine.
///
/// For implementers: `commit` is one transaction that is durable when it returns; each transition in it is all or
/// nothing by itself. Everything but the worker's lock and the readers is called on the engine's queue only.
package protocol Store: AnyObject, Sendable {
    /// Where it is, for people.
    var location: String { get }

    // MARK: Being the worker

    /// Takes the worker's lock if it is free.
    func tryLock() throws(StoreError) -> Bool

    /// Waits for the worker's lock, also for that of another engine of this process, and then calls back once, from
    /// any thread.
    ///
    /// The wait cannot be given up: who has no use for the lock any more lets it go.
    func waitForLock(_ granted: @escaping @Sendable () -> Void)

    /// Lets the worker's lock go; for its holder only.
    func unlock()

    /// When the present holder's lease ends; nil when no session holds one.
    func leaseExpiry() throws(StoreError) -> Instant?

    /// The process of the session that has not ended; nil when there is none.
    ///
    /// Can be asked while another process keeps the database locked for writing.
    func workerProcess() throws(StoreError) -> Int?

    /// Begins a worker session: raises the worker's epoch, so that whatever a former worker writes is refused, and
    /// marks what was in flight in it as interrupted.
    func beginSession(at now: Instant, leaseUntil: Instant) throws(StoreError) -> Session

    // MARK: Reading what the engine starts from

    /// Everything that is not in an end state, as the last commit left it.
    func load() throws(StoreError) -> StoreImage

    /// The payload and the recorded steps of an execution, for replay.
    func replay(execution: Int64) throws(StoreError) -> Replay

    /// The execution with that id, ended or not.
    func lookUp(id: String) throws(StoreError) -> KnownExecution?

    /// An ended execution with the steps of its newest run; nil if there is none with that id, or it has not ended.
    func ended(id: String) throws(StoreError) -> EndedExecution?

    /// A kept execution of another task whose id the template could make.
    func collision(with template: IDTemplate, task: Int64?) throws(StoreError) -> String?

    /// The oldest event with that name which no step has used.
    func event(named name: String, execution: Int64) throws(StoreError) -> (sequence: Int64, data: String)?

    /// The undecided `paused` entries of a version, oldest first.
    func pausedSpans(task: Int64, version: Int) throws(StoreError) -> [ResumePlanner.Span]

    /// How a task's newest executions ended, as far as alarms are judged by it.
    func alarmHistory(task: Int64) throws(StoreError) -> AlarmHistory

    /// How long a task's executions usually take.
    func statistics(task: Int64) throws(StoreError) -> TaskStatistics

    /// What is on record of a task that says which instants a backfill of it has; nil if there is no such task.
    func backfillGround(task: Int64) throws(StoreError) -> BackfillGround?

    /// What is on record about the task's instants in a window, as another backfill than the one given sees it.
    func backfillFacts(task: Int64, in window: ClosedRange<Instant>, besides backfill: Int64)
        throws(StoreError) -> BackfillFacts

    /// Steps that have not begun and wait for the end of a rule.
    func heldSteps() throws(StoreError) -> [HeldStep]

    /// Orders without an answer, oldest first, at most so many.
    func pendingOrders(limit: Int) throws(StoreError) -> [PendingOrder]

    /// Whether another connection may have committed since the last call; as cheap as a look at memory.
    func hasForeignCommits() throws(StoreError) -> Bool

    /// Calls back, from any thread, when another process has written an order.
    ///
    /// A notice may get lost: ``hasForeignCommits()`` is the net under it.
    ///
    /// - Returns: whether there will be notices at all.
    func watchOrders(_ noticed: @escaping @Sendable () -> Void) -> Bool

    // MARK: Writing

    /// Commits the transitions in order, in one transaction, and says what became of each.
    ///
    /// - Throws: a ``StoreError`` when nothing at all was changed; `fenced` when another worker took over.
    func commit(_ transitions: [Transition]) throws(StoreError) -> [Outcome]

    /// Ends the watch and the connection.
    ///
    /// Nothing else may be called afterwards.
    func close()

    // MARK: From other processes and threads

    /// A connection for reading, for one thread or queue of the caller's.
    func makeReader(zones: @escaping @Sendable (String) -> Zone?) throws(StoreError) -> any StoreReader

    /// Records an order for the worker and wakes it.
    func postOrder(_ order: Order, at now: Instant) throws(StoreError) -> Int64

    /// Records orders that are given together, all or none, and wakes the worker.
    ///
    /// When the same actor has given orders by the same words within ``OrderBulk/memory`` and has not closed them, those
    /// are what this gives, and nothing is recorded. Nil when there are none to give.
    func postBulk(
        _ orders: [Order],
        command: String,
        actor: String,
        at now: Instant
    ) throws(StoreError) -> (number: Int64, isJoined: Bool)?

    /// Notes that it was told what came of them: the same words mean new orders from here on.
    func closeBulk(_ number: Int64, at now: Instant) throws(StoreError)

    /// Where the engine of this very process takes orders, while one runs.
    var courier: Courier { get }
}

/// What a worker session is known by.
package struct Session: Sendable, Hashable {
    package let number: Int
    package let epoch: Int
    /// Executions with a step that was in flight when the former worker died.
    package let interrupted: Set<Int64>

    package init(number: Int, epoch: Int, interrupted: Set<Int64>) {
        self.number = number
        self.epoch = epoch
        self.interrupted = interrupted
    }
}

/// An order that waits for its answer.
package struct PendingOrder: Sendable {
    package let id: Int64
    package let order: Order

    package init(id: Int64, order: Order) {
        self.id = id
        self.order = order
    }
}

/// An execution found by its id.
package struct KnownExecution: Sendable {
    package let sequence: Int64
    package let task: String
    package let occurrence: Int?
    package let status: ExecutionStatus
    /// What it was started with; a restart may have given it another since.
    package let payload: String

    package init(sequence: Int64, task: String, occurrence: Int?, status: ExecutionStatus, payload: String) {
        self.sequence = sequence
        self.task = task
        self.occurrence = occurrence
        self.status = status
        self.payload = payload
    }
}

/// An execution that has ended, as a further run of it begins from.
package struct EndedExecution: Sendable {
    package let sequence: Int64
    package let id: String
    package let task: Int64?
    package let handler: String
    package let occurrence: Int?
    package let nominalAt: Instant?
    package let scheduledAt: Instant
    package let status: ExecutionStatus
    package let run: Int
    package let epoch: Int
    /// Of the newest run, in the order in which they began.
    package let steps: [RecordedStep]

    package init(
        sequence: Int64,
        id: String,
        task: Int64?,
        handler: String,
        occurrence: Int?,
        nominalAt: Instant?,
        scheduledAt: Instant,
        status: ExecutionStatus,
        run: Int,
        epoch: Int,
        steps: [RecordedStep]
    ) {
        self.sequence = sequence
        self.id = id
        self.task = task
        self.handler = handler
        self.occurrence = occurrence
        self.nominalAt = nominalAt
        self.scheduledAt = scheduledAt
        self.status = status
        self.run = run
        self.epoch = epoch
        self.steps = steps
    }
}

/// What a pass starts from.
package struct Replay: Sendable {
    package let payload: String
    /// What it does, as the definition it began with says; nil where a program says it.
    package let definition: String?
    package let steps: [RecordedStep]
    /// The run whose number is in the keys of the steps it begins: in a retry, the run that is gone on with.
    package let keyRun: Int

    package init(payload: String, definition: String? = nil, steps: [RecordedStep], keyRun: Int) {
        self.payload = payload
        self.definition = definition
        self.steps = steps
        self.keyRun = keyRun
    }
}

/// A step as an earlier pass of the run left it.
package struct RecordedStep: Sendable, Hashable {
    package var name: String
    package var kind: StepKind
    package var status: StepStatus
    package var startedAt: Instant
    package var wakeAt: Instant?
    package var totalDeadline: Instant?
    package var attempt: Int
    package var attemptStatus: AttemptStatus
    package var attemptStartedAt: Instant
    package var failures: Int
    package var result: String?
    package var error: String?
    package var keyRun: Int

    package init(
        name: String,
        kind: StepKind,
        status: StepStatus,
        startedAt: Instant,
        wakeAt: Instant?,
        totalDeadline: Instant?,
        attempt: Int,
        attemptStatus: AttemptStatus,
        attemptStartedAt: Instant,
        failures: Int,
        result: String?,
        error: String?,
        keyRun: Int
    ) {
        self.name = name
        self.kind = kind
        self.status = status
        self.startedAt = startedAt
        self.wakeAt = wakeAt
        self.totalDeadline = totalDeadline
        self.attempt = attempt
        self.attemptStatus = attemptStatus
        self.attemptStartedAt = attemptStartedAt
        self.failures = failures
        self.result = result
        self.error = error
        self.keyRun = keyRun
    }
}

/// What an engine begins with: every task, and every execution that is not in an end state.
package struct StoreImage: Sendable {
    package var tasks: [StoredTask]
    package var executions: [OpenExecution]
    /// Ended executions with a step that has yet to stop.
    package var stopping: [StoppingStep]
    /// Backfills that have not ended.
    package var backfills: [OpenBackfill]
    /// Templates ever registered, with their tasks.
    package var templates: TemplateIndex<Int64>
    package var lastTask: Int64
    package var lastExecution: Int64
    package var lastEvent: Int64
    package var alarms = AlarmImage()
    package var hold: EngineHold?
    /// Step rules in force, oldest first.
    package var rules: [StepRule]
    /// The newest numbers of holds and of rules.
    package var lastHold: Int64
    package var lastRule: Int64
    package var lastBackfill: Int64

    package init(
        tasks: [StoredTask],
        executions: [OpenExecution],
        stopping: [StoppingStep],
        backfills: [OpenBackfill] = [],
        templates: TemplateIndex<Int64>,
        lastTask: Int64,
        lastExecution: Int64,
        lastEvent: Int64,
        hold: EngineHold? = nil,
        rules: [StepRule] = [],
        lastHold: Int64 = 0,
        lastRule: Int64 = 0,
        lastBackfill: Int64 = 0
    ) {
        self.hold = hold
        self.rules = rules
        self.lastHold = lastHold
        self.lastRule = lastRule
        self.backfills = backfills
        self.lastBackfill = lastBackfill
        self.tasks = tasks
        self.executions = executions
        self.stopping = stopping
        self.templates = templates
        self.lastTask = lastTask
        self.lastExecution = lastExecution
        self.lastEvent = lastEvent
    }
}

/// A recurring task's row with its current version.
package struct StoredTask: Sendable {
    package var id: Int64
    package var spec: TaskSpec
    package var state: TaskState
    package var pausedUntil: Instant?
    package var version: Int
    package var zoneFingerprint: String?
    package var anchor: Instant
    package var includesAnchor: Bool
    package var cursor: Instant
    package var pendingAt: Instant?
    package var occurrence: Int
    package var buffered: [TaskView.Buffered]
    /// The newest ledger row of the current version, which neighbours may extend.
    package var lastEntry: TickPlan.Entry?
    package var source: TaskSource
    package var definition: TaskDefinition?
    package var conduct: String?
    /// Whether it was stopped by being taken out of its job file.
    package var isRemoved: Bool
    /// So many of its next instants will be excluded.
    package var skips: Int
    package var streak: FailureStreak

    package init(
        id: Int64,
        spec: TaskSpec,
        state: TaskState,
        pausedUntil: Instant?,
        version: Int,
        zoneFingerprint: String?,
        anchor: Instant,
        includesAnchor: Bool,
        cursor: Instant,
        pendingAt: Instant?,
        occurrence: Int,
        buffered: [TaskView.Buffered],
        lastEntry: TickPlan.Entry?,
        source: TaskSource = .program,
        definition: TaskDefinition? = nil,
        conduct: String? = nil,
        isRemoved: Bool = false,
        skips: Int = 0,
        streak: FailureStreak = FailureStreak()
    ) {
        self.skips = skips
        self.streak = streak
        self.source = source
        self.definition = definition
        self.conduct = conduct
        self.isRemoved = isRemoved
        self.id = id
        self.spec = spec
        self.state = state
        self.pausedUntil = pausedUntil
        self.version = version
        self.zoneFingerprint = zoneFingerprint
        self.anchor = anchor
        self.includesAnchor = includesAnchor
        self.cursor = cursor
        self.pendingAt = pendingAt
        self.occurrence = occurrence
        self.buffered = buffered
        self.lastEntry = lastEntry
    }
}

/// An execution that is scheduled or running.
package struct OpenExecution: Sendable {
    package var sequence: Int64
    package var id: String
    package var task: Int64?
    package var handler: String
    package var occurrence: Int?
    package var nominalAt: Instant?
    package var scheduledAt: Instant
    package var status: ExecutionStatus
    package var startedAt: Instant?
    package var run: Int
    package var epoch: Int
    package var deadline: Instant?
    package var waitsFor: Int64?
    package var deaths: Int
    package var isOverride: Bool
    /// It has open steps, and all of them sleep, wait or back off: the earliest time one goes on by itself.
    package var parkedUntil: Instant??

    package init(
        sequence: Int64,
        id: String,
        task: Int64?,
        handler: String,
        occurrence: Int?,
        nominalAt: Instant?,
        scheduledAt: Instant,
        status: ExecutionStatus,
        startedAt: Instant?,
        run: Int,
        epoch: Int,
        deadline: Instant?,
        waitsFor: Int64?,
        deaths: Int,
        isOverride: Bool,
        parkedUntil: Instant??
    ) {
        self.sequence = sequence
        self.id = id
        self.task = task
        self.handler = handler
        self.occurrence = occurrence
        self.nominalAt = nominalAt
        self.scheduledAt = scheduledAt
        self.status = status
        self.startedAt = startedAt
        self.run = run
        self.epoch = epoch
        self.deadline = deadline
        self.waitsFor = waitsFor
        self.deaths = deaths
        self.isOverride = isOverride
        self.parkedUntil = parkedUntil
    }
}

/// A step in flight of an execution that has ended.
package struct StoppingStep: Sendable {
    package let execution: Int64
    package let run: Int
    package let name: String
    package let task: Int64?

    package init(execution: Int64, run: Int, name: String, task: Int64?) {
        self.execution = execution
        self.run = run
        self.name = name
        self.task = task
    }
}
