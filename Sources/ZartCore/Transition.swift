package import Timetable

/// Which pass of which execution a write speaks for.
///
/// The epoch is raised each time the execution is claimed, so that whatever a former pass still has to say is
/// refused by the store.
package struct PassRef: Sendable, Hashable {
    package let execution: Int64
    package let run: Int
    package let epoch: Int

    package init(execution: Int64, run: Int, epoch: Int) {
        self.execution = execution
        self.run = run
        self.epoch = epoch
    }
}

/// One change of the store, all or nothing.
///
/// A refused one leaves its neighbours in the same commit alone.
package enum Transition: Sendable {
    case registerTask(TaskRegistration)
    case beginVersion(VersionStart)
    case changeState(TaskStateChange)
    case hold(HoldWrite)
    case tick(TickWrite)
    case createExecution(NewExecution)
    case claim(ClaimWrite)
    case step(StepWrite)
    /// A transactional step: the body runs inside the commit, and its result is the checkpoint's.
    case transaction(StepWrite, TransactionBody)
    /// A step that turned out to be none leaves no trace.
    case withdrawStep(PassRef, name: String)
    /// The attempt in flight of an ended execution has stopped; a successor waiting for it may begin.
    case stepStopped(StoppedStep)
    case endExecution(ExecutionEnd)
    /// An ended execution begins anew: its last run becomes history.
    case beginRun(RunStart)
    /// A step's back-off ends now.
    case skipWait(WaitSkip)
    case offerEvent(EventOffer)
    case consumeEvent(EventConsumption)
    case taskOutcome(TaskOutcome)
    case answerOrder(id: Int64, answer: OrderAnswer, order: Order, at: Instant)
    case clockEvent(ClockEvent)
    case renewLease(at: Instant, until: Instant)
    case endSession(at: Instant, reason: String)
    /// What this worker has handlers for, by their names.
    case recordHandlers([String])
    case handlerDeath(execution: Int64, deaths: Int)
    case prune(PruneRequest)
    case raiseAlarm(AlarmRaise)
    case endAlarm(AlarmEnd)
    case acknowledgeAlarm(AlarmAcknowledgement)
    case noticeAttempt(NoticeAttempt)
    /// The next bites go by this too, until one look at everything has come to its end.
    case demandPrune(PruneDemand)
    case backfill(BackfillWrite)
}

/// What became of one transition.
package enum Outcome: Sendable {
    case done
    /// What it spoke for is no longer so: the execution ended, or another pass has it.
    case refused
    /// A transactional step's body ended: with its result's JSON, or with an error that rolled its writes back.
    case transaction(Result<String, StepFailure>)
    /// What a bite removed.
    case pruned(Pruned)
}

/// The body of a transactional step: called inside the commit on the engine's queue.
package struct TransactionBody: Sendable {
    /// Gets the store's own database handle and returns the result as JSON text.
    package let run: @Sendable (any Sendable) throws -> String

    package init(run: @escaping @Sendable (any Sendable) throws -> String) {
        self.run = run
    }
}

/// Why an attempt failed, as it is kept.
package struct StepFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    package var isRetryable: Bool
    /// Whether whatever did the work ended it for its time limit.
    package var hasTimedOut: Bool

    package init(_ message: String, isRetryable: Bool = true, hasTimedOut: Bool = false) {
        self.message = Limits.cutError(message)
        self.isRetryable = isRetryable
        self.hasTimedOut = hasTimedOut
    }

    package var description: String { message }
}

/// A task's row, its specification and its counter, as registration leaves them.
package struct TaskRegistration: Sendable {
    package var id: Int64
    package var spec: TaskSpec
    /// Whether the row is new; otherwise it is updated and keeps cursor, counter and state.
    package var isNew: Bool
    package var at: Instant
    package var timezone: String?
    package var source: TaskSource
    /// What its executions do, where the source is a job file.
    package var definition: TaskDefinition?
    /// What else its job file says about it, as JSON text.
    package var conduct: String?

    package init(
        id: Int64,
        spec: TaskSpec,
        isNew: Bool,
        at: Instant,
        timezone: String?,
        source: TaskSource = .program,
        definition: TaskDefinition? = nil,
        conduct: String? = nil
    ) {
        self.id = id
        self.spec = spec
        self.isNew = isNew
        self.at = at
        self.timezone = timezone
        self.source = source
        self.definition = definition
        self.conduct = conduct
    }
}

/// The begin of a schedule version, which also ends the one before it.
package struct VersionStart: Sendable {
    package var task: Int64
    package var version: Int
    package var recurrence: Recurrence
    package var timezone: String?
    package var zoneFingerprint: String?
    package var anchor: Instant
    package var includesAnchor: Bool
    package var startingAt: Instant?
    package var endingAt: Instant?
    /// Instants up to and including the cursor have been decided, or belong to the version before.
    package var cursor: Instant
    package var pendingAt: Instant?
    package var cause: String
    package var at: Instant

    package init(
        task: Int64,
        version: Int,
        recurrence: Recurrence,
        timezone: String?,
        zoneFingerprint: String?,
        anchor: Instant,
        includesAnchor: Bool,
        startingAt: Instant?,
        endingAt: Instant?,
        cursor: Instant,
        pendingAt: Instant?,
        cause: String,
        at: Instant
    ) {
        self.task = task
        self.version = version
        self.recurrence = recurrence
        self.timezone = timezone
        self.zoneFingerprint = zoneFingerprint
        self.anchor = anchor
        self.includesAnchor = includesAnchor
        self.startingAt = startingAt
        self.endingAt = endingAt
        self.cursor = cursor
        self.pendingAt = pendingAt
        self.cause = cause
        self.at = at
    }
}

/// A change of a task's state.
package struct TaskStateChange: Sendable {
    package var task: Int64
    package var from: TaskState
    package var to: TaskState
    package var actor: String
    package var terminal: String
    package var reason: String?
    package var pausedUntil: Instant?
    /// Whether it stops because its job file no longer has it; the file may then bring it back.
    package var isRemoval: Bool
    package var at: Instant

    package init(
        task: Int64,
        from: TaskState,
        to: TaskState,
        actor: String,
        terminal: String,
        reason: String?,
        pausedUntil: Instant?,
        isRemoval: Bool = false,
        at: Instant
    ) {
        self.isRemoval = isRemoval
        self.task = task
        self.from = from
        self.to = to
        self.actor = actor
        self.terminal = terminal
        self.reason = reason
        self.pausedUntil = pausedUntil
        self.at = at
    }
}

/// Everything one tick of a task changes: ledger, executions, counter and cursor, in one.
package struct TickWrite: Sendable {
    package var task: Int64
    package var version: Int
    package var plan: TickPlan
    /// Set when the first new entry only lengthens the row that begins at this instant.
    package var extends: Instant?
    package var created: [NewExecution]
    package var cancelled: [ExecutionEnd]
    package var pendingAt: Instant?
    package var at: Instant

    package init(
        task: Int64,
        version: Int,
        plan: TickPlan,
        extends: Instant?,
        created: [NewExecution],
        cancelled: [ExecutionEnd],
        pendingAt: Instant?,
        at: Instant
    ) {
        self.task = task
        self.version = version
        self.plan = plan
        self.extends = extends
        self.created = created
        self.cancelled = cancelled
        self.pendingAt = pendingAt
        self.at = at
    }
}

/// An execution to be inserted, with its first run.
package struct NewExecution: Sendable {
    package var sequence: Int64
    package var id: String
    package var task: Int64?
    package var handler: String
    package var occurrence: Int?
    package var cause: ExecutionCause
    package var nominalAt: Instant?
    package var scheduledAt: Instant
    package var payload: String
    /// Set when it is claimed in the same commit.
    package var startedAt: Instant?
    package var deadline: Instant?
    /// The execution whose stopping step it waits for.
    package var waitsFor: Int64?
    /// Set when an operator's order went over the task's maximum.
    package var isOverride: Bool
    /// What it does, where its task comes from a job file: it keeps what it began with.
    package var definition: TaskDefinition?
    package var at: Instant

    package init(
        sequence: Int64,
        id: String,
        task: Int64?,
        handler: String,
        occurrence: Int?,
        cause: ExecutionCause,
        nominalAt: Instant?,
        scheduledAt: Instant,
        payload: String,
        startedAt: Instant? = nil,
        deadline: Instant? = nil,
        waitsFor: Int64? = nil,
        isOverride: Bool = false,
        definition: TaskDefinition? = nil,
        at: Instant
    ) {
        self.definition = definition
        self.sequence = sequence
        self.id = id
        self.task = task
        self.handler = handler
        self.occurrence = occurrence
        self.cause = cause
        self.nominalAt = nominalAt
        self.scheduledAt = scheduledAt
        self.payload = payload
        self.startedAt = startedAt
        self.deadline = deadline
        self.waitsFor = waitsFor
        self.isOverride = isOverride
        self.at = at
    }
}

/// A claim: from here on the pass with this epoch speaks for the execution.
package struct ClaimWrite: Sendable {
    package var ref: PassRef
    package var startedAt: Instant
    package var deadline: Instant?
    /// Whether a former pass of this worker may have left a step in flight, to be marked as interrupted.
    package var interrupts: Bool
    package var at: Instant

    package init(ref: PassRef, startedAt: Instant, deadline: Instant?, interrupts: Bool, at: Instant) {
        self.ref = ref
        self.startedAt = startedAt
        self.deadline = deadline
        self.interrupts = interrupts
        self.at = at
    }
}

/// How a step stands from now on: its newest attempt lives in the step's own row, earlier ones in rows of theirs.
package struct StepWrite: Sendable, Hashable {
    package var ref: PassRef
    package var name: String
    package var kind: StepKind
    package var status: StepStatus
    package var startedAt: Instant
    package var endedAt: Instant?
    /// Planned retry, end of a sleep, or the limit of a wait.
    package var wakeAt: Instant?
    package var totalDeadline: Instant?
    package var attempt: Int
    package var attemptStatus: AttemptStatus
    package var attemptStartedAt: Instant
    package var attemptEndedAt: Instant?
    /// Attempts that failed so far; interrupted ones do not count.
    package var failures: Int
    package var result: String?
    package var error: String?
    /// The run whose number is part of the idempotency key.
    package var keyRun: Int
    /// How it is tried again; nil if it is not.
    package var retry: RetryConfig?
    package var session: Int

    package init(
        ref: PassRef,
        name: String,
        kind: StepKind,
        status: StepStatus,
        startedAt: Instant,
        endedAt: Instant? = nil,
        wakeAt: Instant? = nil,
        totalDeadline: Instant? = nil,
        attempt: Int = 1,
        attemptStatus: AttemptStatus,
        attemptStartedAt: Instant,
        attemptEndedAt: Instant? = nil,
        failures: Int = 0,
        result: String? = nil,
        error: String? = nil,
        keyRun: Int,
        retry: RetryConfig? = nil,
        session: Int
    ) {
        self.ref = ref
        self.name = name
        self.kind = kind
        self.status = status
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.wakeAt = wakeAt
        self.totalDeadline = totalDeadline
        self.attempt = attempt
        self.attemptStatus = attemptStatus
        self.attemptStartedAt = attemptStartedAt
        self.attemptEndedAt = attemptEndedAt
        self.failures = failures
        self.result = result
        self.error = error
        self.keyRun = keyRun
        self.retry = retry
        self.session = session
    }
}

/// A step of an ended execution whose attempt has really stopped.
package struct StoppedStep: Sendable {
    package var execution: Int64
    package var run: Int
    package var name: String
    package var attemptStatus: AttemptStatus
    /// Once it was the last one: what waited for the execution, and what it waits for now.
    package var successors: [Successor]
    package var at: Instant

    /// An execution that waited for another to stop.
    package struct Successor: Sendable {
        package let execution: Int64
        /// Another one that has yet to stop before it may begin; nil when there is none.
        package let waitsFor: Int64?

        package init(execution: Int64, waitsFor: Int64?) {
            self.execution = execution
            self.waitsFor = waitsFor
        }
    }

    package init(
        execution: Int64,
        run: Int,
        name: String,
        attemptStatus: AttemptStatus,
        successors: [Successor],
        at: Instant
    ) {
        self.execution = execution
        self.run = run
        self.name = name
        self.attemptStatus = attemptStatus
        self.successors = successors
        self.at = at
    }
}

/// The end of an execution and its run.
package struct ExecutionEnd: Sendable {
    package var execution: Int64
    /// Nil when whoever ends it does not speak for a pass: an operator, the overlap policy, a time limit.
    package var epoch: Int?
    package var status: ExecutionStatus
    package var result: String?
    package var error: String?
    package var task: Int64?
    /// The next instant of an after-completion task that this end brings.
    package var pendingAt: Instant?
    /// Whether steps may still be open although it completes, since `onFailure` did so.
    package var closesSteps: Bool
    /// Whether every step of it is known to be at its end: none has to be looked for.
    package var hasNoOpenSteps: Bool
    package var at: Instant

    package init(
        execution: Int64,
        epoch: Int?,
        status: ExecutionStatus,
        result: String? = nil,
        error: String? = nil,
        task: Int64?,
        pendingAt: Instant? = nil,
        closesSteps: Bool = false,
        hasNoOpenSteps: Bool = false,
        at: Instant
    ) {
        self.closesSteps = closesSteps
        self.hasNoOpenSteps = hasNoOpenSteps
        self.execution = execution
        self.epoch = epoch
        self.status = status
        self.result = result
        self.error = error
        self.task = task
        self.pendingAt = pendingAt
        self.at = at
    }
}

/// An event delivered to an execution; kept until a step asks for it.
package struct EventOffer: Sendable {
    package var sequence: Int64
    package var execution: Int64
    package var name: String
    package var data: String
    package var actor: String
    package var at: Instant

    package init(sequence: Int64, execution: Int64, name: String, data: String, actor: String, at: Instant) {
        self.sequence = sequence
        self.execution = execution
        self.name = name
        self.data = data
        self.actor = actor
        self.at = at
    }
}

/// A wait that got its event: the step completes and the event is used up, in one.
package struct EventConsumption: Sendable {
    package var event: Int64
    package var step: StepWrite

    package init(event: Int64, step: StepWrite) {
        self.event = event
        self.step = step
    }
}

/// The last outcome of a plain scheduled task.
package struct TaskOutcome: Sendable {
    package var task: Int64
    package var status: ExecutionStatus
    package var error: String?
    package var startedAt: Instant
    package var pendingAt: Instant?
    package var at: Instant

    package init(
        task: Int64,
        status: ExecutionStatus,
        error: String?,
        startedAt: Instant,
        pendingAt: Instant?,
        at: Instant
    ) {
        self.task = task
        self.status = status
        self.error = error
        self.startedAt = startedAt
        self.pendingAt = pendingAt
        self.at = at
    }
}

/// The wall clock was set by this much; stored deadlines of open work move along.
package struct ClockEvent: Sendable {
    package var delta: Duration
    package var at: Instant

    package init(delta: Duration, at: Instant) {
        self.delta = delta
        self.at = at
    }
}

/// One bite of what is past keeping: what is kept, and how many rows may go at a time.
package struct PruneRequest: Sendable {
    /// What is kept where a task says nothing else.
    package var rule: RetentionRule
    /// About how many rows go; one execution goes as a whole.
    package var limit: Int
    package var at: Instant

    package init(rule: RetentionRule, limit: Int, at: Instant) {
        self.rule = rule
        self.limit = limit
        self.at = at
    }
}

/// What one bite removed.
package struct Pruned: Sendable, Hashable {
    package var executions = 0
    /// Rows of decisions.
    package var decisions = 0
    /// Rows of everything, steps and attempts among them.
    package var rows = 0
    /// Whether the look at everything that is kept has yet to come to its end.
    package var hasMore = false

    package init() {}
}

/// An operator asked for everything to go that ended before a time.
package struct PruneDemand: Sendable {
    /// Nil for every task.
    package var task: Int64?
    /// Nil where only the rules are to be applied, but now.
    package var before: Instant?
    package var at: Instant

    package init(task: Int64?, before: Instant?, at: Instant) {
        self.task = task
        self.before = before
        self.at = at
    }
}
