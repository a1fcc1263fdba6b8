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
    /// A step that waits, for its time, an event, its leave or another attempt, is cancelled; its attempts stay as they are.
    case callOffStep(PassRef, name: String, at: Instant)
    /// The attempt in flight of an ended execution has stopped; a successor waiting for it may begin.
    case stepStopped(StoppedStep)
    /// The same of an execution that has no step on record: what waited for it may begin, or waits for another.
    case moveSuccessors([StoppedStep.Successor])
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
    /// This worker takes no new work any more.
    case drainSession(at: Instant)
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
    /// Whether whatever does the work goes on, for the next worker to see to.
    package var isLeft = false
    /// Whether what did the work was lost, and not by a fault of the step's: that uses up no retry.
    package var isInterrupted = false
    /// Whether the task that asked for the step was cancelled: nobody waits for another attempt.
    package var isCalledOff = false

    package init(_ message: String, isRetryable: Bool = true, hasTimedOut: Bool = false) {
        self.message = Limits.cutError(message)
        self.isRetryable = isRetryable
        self.hasTimedOut = hasTimedOut
    }

    package var description: String { message }
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

/// What outlived its worker of a step.
package struct LeftStep: Sendable, Hashable {
    package let name: String
    /// How many attempts of it had failed before the one that it is of.
    package let failures: Int
    /// How and when it ended, unseen; nil where it goes on, and has yet to stop.
    package let ended: Ended?

    package struct Ended: Sendable, Hashable {
        package let status: AttemptStatus
        package let at: Instant
        /// What it gave, as JSON text, with which its step has completed; nil where nothing is to be kept of it.
        package let result: String?
        /// Why its attempt failed; nil where it did not.
        package let error: String?

        package init(_ status: AttemptStatus, at: Instant, result: String? = nil, error: String? = nil) {
            self.status = status
            self.at = at
            self.result = result
            self.error = error
        }
    }

    package init(_ name: String, failures: Int, ended: Ended? = nil) {
        self.name = name
        self.failures = failures
        self.ended = ended
    }
}

/// The end of an execution and its run.
package struct ExecutionEnd: Sendable {
    /// The error of an execution that made room for the next one, and might have gone on for longer.
    package static let cutOff = "cancelled by the overlap policy: the next occurrence came"

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
    /// What is known of steps that a worker's death cut off.
    package var left: [LeftStep]
    /// Whether no worker runs: of what is on record as in flight only what is left is.
    package var isUnattended: Bool
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
        left: [LeftStep] = [],
        isUnattended: Bool = false,
        at: Instant
    ) {
        self.closesSteps = closesSteps
        self.hasNoOpenSteps = hasNoOpenSteps
        self.left = left
        self.isUnattended = isUnattended
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

/// The wall clock was set by this much; stored deadlines of open work move along.
package struct ClockEvent: Sendable {
    package var delta: Duration
    package var at: Instant

    package init(delta: Duration, at: Instant) {
        self.delta = delta
        self.at = at
    }
}
