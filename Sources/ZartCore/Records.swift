public import Timetable

// What the store shows to readers: plain values, as they stood at one moment.

/// One execution as it stood when it was read.
public struct ExecutionRecord: Sendable, Hashable {
    public let id: String
    /// The task it belongs to; the handler's name for one started without a recurring task.
    public let task: String
    /// Its number within the task; nil for one started under an id of its own.
    public let occurrence: Int?
    public let status: ExecutionStatus
    /// The instant of the schedule it was dispatched for; nil when started by hand.
    public let nominalAt: Instant?
    /// When it was meant to begin.
    public let scheduledAt: Instant
    public let startedAt: Instant?
    public let endedAt: Instant?
    /// Why it failed or was cancelled, for people.
    public let error: String?
    /// What the handler returned, as JSON text; nil until completed.
    public let result: String?
    /// Why it exists.
    package let cause: ExecutionCause
    package let handler: String
    package let payload: String
    package let run: Int
    /// What keeps a scheduled execution from starting, such as `report-7/email`, which has yet to stop.
    package let waitsFor: String?
    /// The order in which executions were created; the key for paging.
    package let sequence: Int64
    /// The order that waits for a slot to run it again, such as `retry`; nil where none does.
    package var queued: String?
    /// Whether it belongs to a recurring task, and not only to a handler.
    package var isOfTask = true
    /// By how much its task's instants were put off at most when it was dispatched; nil where they were not.
    package var jitter: Duration?

    package init(
        id: String,
        task: String,
        occurrence: Int?,
        status: ExecutionStatus,
        nominalAt: Instant?,
        scheduledAt: Instant,
        startedAt: Instant?,
        endedAt: Instant?,
        error: String?,
        result: String?,
        cause: ExecutionCause,
        handler: String,
        payload: String,
        run: Int,
        waitsFor: String?,
        sequence: Int64
    ) {
        self.id = id
        self.task = task
        self.occurrence = occurrence
        self.status = status
        self.nominalAt = nominalAt
        self.scheduledAt = scheduledAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.error = error
        self.result = result
        self.cause = cause
        self.handler = handler
        self.payload = payload
        self.run = run
        self.waitsFor = waitsFor
        self.sequence = sequence
    }

    /// When it was due: at its instant, put off by the task's jitter, however late that was caught up on; without one
    /// when it was meant to begin.
    package var dueAt: Instant {
        guard cause == .tick, let nominalAt else { return scheduledAt }
        // Where instants are nearer to each other than the jitter's limit it was due earlier than this says.
        let putOff = jitter.map { Jitter.offset(task: task, nominal: nominalAt, limit: $0, next: nil) }
        return min(scheduledAt, nominalAt + (putOff ?? .zero))
    }

    /// The instant that it was backfilled for, which had passed long before anybody asked; nil where it was not.
    package var backfilledFor: Instant? { cause == .backfill ? nominalAt : nil }

    /// How long after its due time it began; nil until it has.
    ///
    /// Nil also in later runs: the start is then theirs, and they were not due at that time.
    package var lag: Duration? { run == 0 ? startedAt.map { $0 - dueAt } : nil }
}

/// One recurring task as it stood when it was read.
public struct TaskRecord: Sendable, Hashable {
    public let name: String
    public let state: TaskState
    public let recurrence: Recurrence
    public let overlap: OverlapPolicy
    public let missed: MissedPolicy
    /// The number of the next occurrence: how many executions have been dispatched.
    public let occurrence: Int
    /// The next undecided instant; nil when none is to come.
    public let nextFireAt: Instant?
    /// Executions scheduled or running.
    public let running: Int
    /// Instants waiting for a slot.
    public let buffered: Int
    public let lastExecution: String?
    public let lastStatus: String?
    /// Decisions by kind since the task was created.
    public let started: Int
    public let skipped: Int
    public let coalesced: Int
    public let missedCount: Int
    /// What an operator said when pausing or stopping it, or why it stands as it does.
    public let note: String?
    package let kind: TaskKind
    package let handler: String
    package let template: String?
    package let payload: String
    package let timezone: String?
    package let version: Int
    package let pausedUntil: Instant?
    /// When the next undecided instant is acted on: ``nextFireAt``, and the task's jitter.
    package let dueAt: Instant?
    /// Steps of its executions that are in flight.
    package let stepsInFlight: Int
    /// The last outcome of a plain scheduled task, which has no executions; nil for others.
    package let lastStartedAt: Instant?
    package let lastEndedAt: Instant?
    package let lastError: String?
    /// So many of its next instants will be excluded.
    package let skips: Int
    /// Further runs of its executions that wait for a slot.
    package var queuedRuns = 0
    /// That they wait, for people; nil where there are none.
    package var queuedPhrase: String? {
        queuedRuns == 0 ? nil : queuedRuns == 1 ? "1 further run waits" : "\(queuedRuns) further runs wait"
    }
    /// Whether everything is paused, this task with it.
    package let isHeld: Bool

    package init(
        name: String,
        state: TaskState,
        recurrence: Recurrence,
        overlap: OverlapPolicy,
        missed: MissedPolicy,
        occurrence: Int,
        nextFireAt: Instant?,
        running: Int,
        buffered: Int,
        lastExecution: String?,
        lastStatus: String?,
        started: Int,
        skipped: Int,
        coalesced: Int,
        missedCount: Int,
        note: String?,
        kind: TaskKind,
        handler: String,
        template: String?,
        payload: String,
        timezone: String?,
        version: Int,
        pausedUntil: Instant?,
        dueAt: Instant?,
        stepsInFlight: Int,
        lastStartedAt: Instant?,
        lastEndedAt: Instant?,
        lastError: String?,
        skips: Int = 0,
        isHeld: Bool = false
    ) {
        self.skips = skips
        self.isHeld = isHeld
        self.name = name
        self.state = state
        self.recurrence = recurrence
        self.overlap = overlap
        self.missed = missed
        self.occurrence = occurrence
        self.nextFireAt = nextFireAt
        self.running = running
        self.buffered = buffered
        self.lastExecution = lastExecution
        self.lastStatus = lastStatus
        self.started = started
        self.skipped = skipped
        self.coalesced = coalesced
        self.missedCount = missedCount
        self.note = note
        self.kind = kind
        self.handler = handler
        self.template = template
        self.payload = payload
        self.timezone = timezone
        self.version = version
        self.pausedUntil = pausedUntil
        self.dueAt = dueAt
        self.stepsInFlight = stepsInFlight
        self.lastStartedAt = lastStartedAt
        self.lastEndedAt = lastEndedAt
        self.lastError = lastError
    }

    /// Its state, or that of everything while everything is paused.
    package var effectiveState: TaskState { state.effective(isHeld: isHeld) }

    /// When it is late if its next instant is not decided until then; nil when it waits for none.
    ///
    /// A second's grace: an instant is decided some milliseconds after it has come.
    package var isLateAfter: Instant? { effectiveState == .active ? dueAt.map { $0 + .seconds(1) } : nil }

    /// Whether its next instant has passed undecided.
    package func isLate(at now: Instant) -> Bool { isLateAfter.map { $0 < now } ?? false }
}

/// One execution with all its runs, steps and attempts.
public struct ExecutionDetail: Sendable, Hashable {
    public let execution: ExecutionRecord
    /// Oldest first; the last one is the newest.
    public private(set) var runs: [RunRecord]
    /// Events offered to it, oldest first.
    package let offers: [OfferRecord]
    /// Orders about it among the newest thousand of all, and whatever waits, oldest first.
    package let orders: [OrderRecord]
    /// The backfill that started it, as far as it is kept.
    package let backfill: BackfillOrigin?

    /// Which backfill started an execution, and who asked for it.
    package struct BackfillOrigin: Sendable, Hashable {
        package let id: Int64
        package let actor: String
        package let terminal: String
        package let reason: String?

        package init(id: Int64, actor: String, terminal: String, reason: String?) {
            self.id = id
            self.actor = actor
            self.terminal = terminal
            self.reason = reason
        }
    }

    package init(
        execution: ExecutionRecord,
        runs: [RunRecord],
        offers: [OfferRecord],
        orders: [OrderRecord],
        backfill: BackfillOrigin? = nil
    ) {
        self.backfill = backfill
        self.execution = execution
        self.runs = runs
        self.offers = offers
        self.orders = orders
    }

    /// The order that waits for a slot to run it again; nil where none does.
    package var queued: OrderRecord? { orders.last { $0.queued != nil } }

    /// The order that a further run began by; nil where it is no longer kept.
    package func order(ofRun run: Int) -> OrderRecord? {
        let begin = RunStart.phrase(run, of: execution.id)
        return orders.last { order in
            order.answer.map { $0.refusal == nil && $0.message.hasPrefix(begin) } ?? false
        }
    }

    /// Who brought it about, where and why: by an order, or by a backfill; empty for what a tick has started.
    package var origin: String {
        if let backfill {
            return String(actor: backfill.actor, terminal: backfill.terminal, reason: backfill.reason)
                + ", in backfill \(backfill.id)"
        }
        // What follows after that says when it begins.
        let answer = OrderAnswer.started(execution.id)
        let order = orders.first { order in
            order.answer.map { $0.message == answer || $0.message.hasPrefix("\(answer);") } ?? false
        }
        return order.map { String(actor: $0.actor, terminal: $0.terminal, reason: $0.reason) } ?? ""
    }

    /// Whether a step of it waits for an event, or did.
    package var hasEvents: Bool { runs.contains { $0.steps.contains { $0.kind == .event } } }

    /// The same with the rules that had held its steps back; `rules` are all that there ever were, oldest first.
    package func naming(rules: [(rule: StepRule, endedAt: Instant?)]) -> ExecutionDetail {
        var named = self
        for run in named.runs.indices {
            for step in named.runs[run].steps.indices {
                guard let hold = named.runs[run].steps[step].hold else { continue }
                let name = named.runs[run].steps[step].name
                let held = rules.filter { rule, endedAt in
                    rule.beganAt <= hold.upperBound && (endedAt.map { $0 >= hold.lowerBound } ?? true)
                        && rule.steps.matches(name) && rule.tasks.matches(execution.task)
                }
                let phrases = held.map(\.rule.phrase).joined(separator: " and ")
                named.runs[run].steps[step].wasHeldBy = phrases.isEmpty ? nil : phrases
            }
        }
        return named
    }

    /// Whether a rule has held a step of it back.
    package var hasHolds: Bool { runs.contains { $0.steps.contains { $0.hold != nil } } }

    /// The same with the names of the events that its steps wait for, by step.
    package func naming(events: [String: String]) -> ExecutionDetail {
        var named = self
        for run in named.runs.indices {
            for step in named.runs[run].steps.indices where named.runs[run].steps[step].kind == .event {
                named.runs[run].steps[step].event = events[named.runs[run].steps[step].name]
            }
        }
        return named
    }
}

/// The decision for one instant, or for neighbouring ones with the same decision and reason.
public struct LedgerRecord: Sendable, Hashable {
    public let nominalAt: Instant
    /// The last instant of the row; equal to the first for a single one.
    public let until: Instant
    public let count: Int
    public let decision: Decision
    public let decidedAt: Instant
    public let resolvedAt: Instant?
    public let execution: String?
    public let heldBy: String?
    package let into: Instant?
    package let version: Int

    /// How much later than its instant the task's jitter has it acted on.
    package var spread = Duration.zero

    /// How long after the time to act on its instant the decision came; of several the first one's.
    package var lateness: Duration { max(.zero, decidedAt - nominalAt - spread) }

    package init(
        nominalAt: Instant,
        until: Instant,
        count: Int,
        decision: Decision,
        decidedAt: Instant,
        resolvedAt: Instant?,
        execution: String?,
        heldBy: String?,
        into: Instant?,
        version: Int
    ) {
        self.nominalAt = nominalAt
        self.until = until
        self.count = count
        self.decision = decision
        self.decidedAt = decidedAt
        self.resolvedAt = resolvedAt
        self.execution = execution
        self.heldBy = heldBy
        self.into = into
        self.version = version
    }
}

/// A schedule version as it stood when it was read: enough to enumerate its instants again.
package struct VersionRecord: Sendable, Hashable {
    package let task: String
    package let version: Int
    package let recurrence: Recurrence
    package let zoneFingerprint: String?
    package let anchor: Instant
    package let includesAnchor: Bool
    package let beganAt: Instant
    /// Nil while it is the current one.
    package let endedAt: Instant?
    package let startingAt: Instant?
    package let endingAt: Instant?
    /// Why it began, such as `registered` or `schedule changed`.
    package let cause: String

    package init(
        task: String,
        version: Int,
        recurrence: Recurrence,
        zoneFingerprint: String?,
        anchor: Instant,
        includesAnchor: Bool,
        beganAt: Instant,
        endedAt: Instant?,
        startingAt: Instant?,
        endingAt: Instant?,
        cause: String
    ) {
        self.task = task
        self.version = version
        self.recurrence = recurrence
        self.zoneFingerprint = zoneFingerprint
        self.anchor = anchor
        self.includesAnchor = includesAnchor
        self.beganAt = beganAt
        self.endedAt = endedAt
        self.startingAt = startingAt
        self.endingAt = endingAt
        self.cause = cause
    }
}
