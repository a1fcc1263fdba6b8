package import Timetable

/// One line of a list of executions: what it takes to show it, without payload and result.
package struct ExecutionRow: Sendable, Hashable {
    package let id: String
    /// The task's name; the handler's for an execution without a recurring task.
    package let task: String
    package let occurrence: Int?
    package let phase: ExecutionPhase
    package let cause: ExecutionCause
    package let nominalAt: Instant?
    package let scheduledAt: Instant
    /// When its newest run began.
    package let startedAt: Instant?
    package let endedAt: Instant?
    package let run: Int
    /// The step that makes it what it is: the one in flight, else the newest one that is open, else the last one.
    package let step: StepGlance?
    /// Steps of the newest run that completed.
    package let stepsDone: Int
    /// Steps of the newest run that have a record.
    package let stepsKnown: Int
    /// Steps that the task's newest completed execution had; nil when unknown, and for what completed.
    package let stepsUsual: Int?
    /// Why it failed or was cancelled, or else why its step last failed: at most 200 characters.
    package let error: String?
    /// What keeps a scheduled execution from starting, such as `report-7/email`, which has yet to stop.
    package let waitsFor: String?
    /// Whether a step of it, although ended, has yet to stop.
    package let isStopping: Bool
    /// The order that waits for a slot to run it again, such as `retry`; nil where none does.
    package var queued: String?
    /// The rule that holds its step back, such as `rule 2 of anna`; nil where none does.
    package var heldBy: String?
    /// Whether it belongs to a recurring task, and not only to a handler.
    package var isOfTask = true
    /// The order in which executions were created; the key for paging.
    package let sequence: Int64

    package init(
        id: String,
        task: String,
        occurrence: Int?,
        phase: ExecutionPhase,
        cause: ExecutionCause,
        nominalAt: Instant?,
        scheduledAt: Instant,
        startedAt: Instant?,
        endedAt: Instant?,
        run: Int,
        step: StepGlance?,
        stepsDone: Int,
        stepsKnown: Int,
        stepsUsual: Int?,
        error: String?,
        waitsFor: String?,
        isStopping: Bool,
        sequence: Int64
    ) {
        self.id = id
        self.task = task
        self.occurrence = occurrence
        self.phase = phase
        self.cause = cause
        self.nominalAt = nominalAt
        self.scheduledAt = scheduledAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.run = run
        self.step = step
        self.stepsDone = stepsDone
        self.stepsKnown = stepsKnown
        self.stepsUsual = stepsUsual
        self.error = error
        self.waitsFor = waitsFor
        self.isStopping = isStopping
        self.sequence = sequence
    }
}

/// One step as a list shows it.
package struct StepGlance: Sendable, Hashable {
    package let name: String
    package let kind: StepKind
    package let status: StepStatus
    package let startedAt: Instant
    /// The number of the newest attempt; 0 for steps that are not tried.
    package let attempt: Int
    /// Attempts that failed so far; interrupted ones do not count.
    package let failures: Int
    /// How many attempts may fail before the step does; nil for steps that are not tried.
    package let attemptLimit: Int?
    /// When it goes on by itself: the planned retry, the end of a sleep, the time limit of a wait.
    package let wakeAt: Instant?
    /// Why its newest attempt failed: at most 200 characters.
    package let error: String?

    package init(
        name: String,
        kind: StepKind,
        status: StepStatus,
        startedAt: Instant,
        attempt: Int,
        failures: Int,
        attemptLimit: Int?,
        wakeAt: Instant?,
        error: String?
    ) {
        self.name = name
        self.kind = kind
        self.status = status
        self.startedAt = startedAt
        self.attempt = attempt
        self.failures = failures
        self.attemptLimit = attemptLimit
        self.wakeAt = wakeAt
        self.error = error
    }
}
