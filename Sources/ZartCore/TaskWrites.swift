package import Timetable

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
    /// Whether it stops because its job file no longer has it; the file may then bring it back, as it was.
    package var isRemoval: Bool
    /// Whether it is again what it was before that: by whom, where and why stays as it was then.
    package var isReturn = false
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
