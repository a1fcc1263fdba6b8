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
    ///
    /// What was being stopped is gone with its worker, but for steps of the ended executions with the `orphans`' ids.
    /// One that only carries out an order takes up no command: what former workers began of open executions stays in
    /// flight.
    /// The time is asked for once nobody else writes: a worker that is frozen in the middle of a commit is waited for.
    func beginSession(at now: @autoclosure () -> Instant, lease: Duration, orphans: [String], isErrand: Bool)
        throws(StoreError) -> Session

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
    func backfillFacts(
        task: Int64,
        in window: ClosedRange<Instant>,
        besides backfill: Int64,
        zones: (String) -> Zone?
    )
        throws(StoreError) -> BackfillFacts

    /// Steps that have not begun and wait for the end of a rule.
    func heldSteps() throws(StoreError) -> [HeldStep]

    /// Orders after one that nobody has looked at yet, oldest first, at most so many.
    func pendingOrders(after last: Int64, limit: Int) throws(StoreError) -> [PendingOrder]

    /// Orders that wait for a slot of their task, oldest first.
    func queuedOrders() throws(StoreError) -> [PendingOrder]

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
    /// Executions with a step of the worker's own program in flight when the former worker died.
    ///
    /// One with a definition is none of them: its steps are commands, which outlive a worker and bring none down.
    package let interrupted: Set<Int64>
    /// Ended executions with commands of former workers that are still being stopped, by id.
    package let orphans: [String: Int64]

    package init(number: Int, epoch: Int, interrupted: Set<Int64>, orphans: [String: Int64] = [:]) {
        self.orphans = orphans
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
    /// The names of the steps that earlier runs began.
    package let earlier: Set<String>

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
        steps: [RecordedStep],
        earlier: Set<String> = []
    ) {
        self.earlier = earlier
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
    package var endedAt: Instant?
    package var wakeAt: Instant?
    package var totalDeadline: Instant?
    package var attempt: Int
    package var attemptStatus: AttemptStatus
    package var attemptStartedAt: Instant
    package var failures: Int
    package var result: String?
    package var error: String?
    package var keyRun: Int

    /// Whether its newest attempt was cut off, by the end of its worker or, where it still reads as running, by a failed
    /// commit that cost the worker its memory.
    package var wasCutOff: Bool {
        attempt > 0 && (attemptStatus == .interrupted || attemptStatus == .running)
    }

    /// Whether it has not begun, since a rule held it back when it was asked for.
    package var isHeldBack: Bool {
        attempt == 0 && status == .waiting && (kind == .step || kind == .transaction)
    }

    package init(
        name: String,
        kind: StepKind,
        status: StepStatus,
        startedAt: Instant,
        endedAt: Instant?,
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
        self.endedAt = endedAt
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
