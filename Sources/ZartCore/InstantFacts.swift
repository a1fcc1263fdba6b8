package import Timetable

/// What is on record about one point in time of a task's life: all that an ``Explanation`` is made from.
package struct InstantFacts: Sendable {
    package var task: TaskRecord
    package var createdAt: Instant
    /// The rules in force when it was decided; those of now for what is not.
    package var overlap: OverlapPolicy
    package var missed: MissedPolicy
    package var lateGrace: Duration
    package var jitter: Duration?
    package var maxOccurrences: Int?
    /// Everything up to here has its decision.
    package var cursor: Instant
    /// The one instant of an after-completion task that is still to come.
    package var pendingAt: Instant?
    /// The time asked about: an instant of the schedule where one was meant.
    package var at: Instant
    /// How the time as it was written lies on the task's clocks.
    package var place = InstantQuestion.Place.plain
    /// The schedule version in force then; nil before the task was created.
    package var version: VersionRecord?
    /// The zone of that version; nil if it has none, or if it is not known here.
    package var zone: Zone?
    /// The task's zone, or UTC.
    package var clocks = Zone.utc
    /// That version's instants; nil if they follow from completions, or cannot be enumerated here.
    package var schedule: Schedule?
    /// The row of the ledger whose span covers the time.
    package var entry: LedgerRecord?
    /// The rows around it, of the same version.
    package var before: LedgerRecord?
    package var after: LedgerRecord?
    /// Another version's row for the same time, as after the clock was set back.
    package var twin: LedgerRecord?
    /// Rows up to here have been pruned.
    package var prunedThrough: Instant?
    /// When it was recorded as paused, if a resume has decided it anew since.
    package var pausedAt: Instant?
    /// When the version after that of its row began; nil while that is the current one.
    package var replacedAt: Instant?
    /// Whether it lost its place in the buffer to a newer instant.
    package var isDisplaced = false
    /// The row of the instant this one was coalesced into.
    package var intoEntry: LedgerRecord?
    /// The last change of the task's state up to then, and the first one after.
    package var change: StateChangeRecord?
    package var nextChange: StateChangeRecord?
    /// When the pause that this last change began was to end by itself; nil if it did not, and where it is not known.
    package var pauseUntil: Instant?
    /// The newest change of all, which made the task's state what it is.
    package var lastChange: StateChangeRecord?
    /// The stop that took what had not been started; nil if it was something else that decided about it.
    package var stop: StateChangeRecord?
    /// What paused everything then, the task with it; nil if nothing did.
    package var hold: HoldSpan?
    /// What pauses everything now; nil if nothing does.
    package var holdNow: EngineHold?
    /// Rules in force now that hold back steps of the task, oldest first.
    package var rules: [StepRule] = []
    /// The worker session that was on record as at work then, the last one that had ended, the first one after.
    package var session: SessionRecord?
    package var sessionBefore: SessionRecord?
    package var sessionAfter: SessionRecord?
    /// The one that was at work a second before it was decided; nil if none was.
    package var sessionDeciding: SessionRecord?
    /// What an instant of the task that is due waits for now.
    package var lateness = Lateness.noWorker
    /// Pauses of the task and of everything that began after it was due and before it was settled, oldest first.
    package var pauses: [PauseSpan] = []
    /// Workers that were on record while it waited, for a slot or to begin, oldest first.
    package var workers: [SessionRecord] = []
    /// Steps of the wall clock from then until it was decided.
    package var clockSteps: [ClockStepRecord] = []
    /// The last order to skip instants of the task before this one was decided.
    package var skipOrder: OrderRecord?
    /// The newest execution that a backfill started for it, and its status.
    package var backfilled: (id: String, status: ExecutionStatus)?
    /// The execution started for it.
    package var execution: ExecutionDetail?
    /// Executions that were cancelled to make room for it, oldest first.
    package var displaced: [String] = []
    /// The execution that held the slot.
    package var holder: ExecutionDetail?
    /// When that is told of one that holds it now, since the one that held it first has ended; nil otherwise.
    package var heldNow: Instant?
    /// Whether a slot is free for what still waits for one.
    package var isSlotFree = false
    /// Others that held one then, oldest first.
    package var otherHolders: [String] = []
    /// How long executions of the task, and steps of them, usually take.
    package var usual: TaskStatistics?
    package var usualSteps: [UsualStep] = []
    /// Executions of the task that hold slots now, oldest first.
    package var active: [String] = []

    package init(
        task: TaskRecord,
        createdAt: Instant,
        lateGrace: Duration = TaskSpec.defaultLateGrace,
        cursor: Instant,
        at: Instant
    ) {
        self.task = task
        overlap = task.overlap
        missed = task.missed
        self.createdAt = createdAt
        self.lateGrace = lateGrace
        self.cursor = cursor
        self.at = at
    }
}

extension InstantFacts {
    /// When the time is acted on, if it is an instant: never earlier, and before the next one.
    package var effective: Instant { effective(at) }

    func effective(_ nominal: Instant) -> Instant {
        guard let jitter, let schedule else { return nominal }
        let next = schedule.next(after: nominal)
        return nominal + Jitter.offset(task: task.name, nominal: nominal, limit: jitter, next: next)
    }
}

extension InstantFacts {
    /// Whether a process holds the worker's lock now.
    package var isWorked: Bool { lateness != .noWorker }

    /// Since when the worker that runs has taken no new work.
    package var drainingSince: Instant? {
        guard case .draining(let since) = lateness else { return nil }
        return since
    }

    /// The time for which it is told who held the slots, and what they were doing.
    package var moment: Instant {
        guard let entry else { return at }
        switch (entry.decision, entry.resolvedAt) {
        // What waited for a slot and lost its place was skipped because of what held the slot by then.
        case (.skippedOverlap, .some(let lost)): return max(at, lost)
        // What waited and got it did so when the holder's work was over.
        case (.started, .some(let freed)) where entry.heldBy != nil:
            let ended = holder?.execution.endedAt ?? freed
            return max(at, entry.decidedAt, min(freed, ended))
        default: return heldNow ?? max(at, entry.decidedAt)
        }
    }

    /// From when it waited for a slot until it had one, or lost its place; nil if it did not wait.
    package func wait(until now: Instant) -> Range<Instant>? {
        guard let entry, entry.heldBy != nil else { return nil }
        let end = entry.decision == .buffered ? now : entry.resolvedAt
        return end.flatMap { $0 > entry.decidedAt ? entry.decidedAt..<$0 : nil }
    }
}

/// A pause of a task, or of everything with it.
package struct PauseSpan: Sendable, Hashable {
    package let isOfEverything: Bool
    package let beganAt: Instant
    /// nil while it lasts.
    package let endedAt: Instant?
    package let actor: String
    package let terminal: String
    package let note: String?

    package init(
        isOfEverything: Bool,
        beganAt: Instant,
        endedAt: Instant?,
        actor: String,
        terminal: String,
        note: String?
    ) {
        self.isOfEverything = isOfEverything
        self.beganAt = beganAt
        self.endedAt = endedAt
        self.actor = actor
        self.terminal = terminal
        self.note = note
    }
}

/// A change of a task's state: from what, to what, by whom and why.
package struct StateChangeRecord: Sendable, Hashable {
    /// Who changes what ends by itself, and pauses what fails.
    package static let engine = "engine"

    package let at: Instant
    package let from: TaskState
    package let to: TaskState
    package let actor: String
    package let terminal: String
    package let reason: String?

    package init(
        at: Instant,
        from: TaskState,
        to: TaskState,
        actor: String,
        terminal: String = "",
        reason: String? = nil
    ) {
        self.at = at
        self.from = from
        self.to = to
        self.actor = actor
        self.terminal = terminal
        self.reason = reason
    }
}

/// A step of the wall clock: when, on the new clock, and by how much.
package struct ClockStepRecord: Sendable, Hashable {
    package let at: Instant
    package let delta: Duration

    package init(at: Instant, delta: Duration) {
        self.at = at
        self.delta = delta
    }
}
