package import Timetable

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
    /// What it was when it was taken out of its job file, which stopped it; nil if it was not.
    package var removedFrom: TaskState?
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
        removedFrom: TaskState? = nil,
        skips: Int = 0,
        streak: FailureStreak = FailureStreak()
    ) {
        self.skips = skips
        self.streak = streak
        self.source = source
        self.definition = definition
        self.conduct = conduct
        self.removedFrom = removedFrom
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
    package var createdAt: Instant
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
        createdAt: Instant,
        parkedUntil: Instant??
    ) {
        self.createdAt = createdAt
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
    package let id: String
    package let run: Int
    package let name: String
    package let task: Int64?

    package init(execution: Int64, id: String, run: Int, name: String, task: Int64?) {
        self.execution = execution
        self.id = id
        self.run = run
        self.name = name
        self.task = task
    }
}
