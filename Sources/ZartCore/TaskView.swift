package import Timetable

/// What the decisions know of a recurring task: a value, so that they can be made and tested without a store.
package struct TaskView: Sendable {
    /// One execution of the task that is not in an end state, as far as overlap is concerned.
    package struct Active: Sendable, Hashable {
        package let id: String
        /// Whether its run has begun; a scheduled one can be cancelled without a trace of work.
        package let isRunning: Bool

        package init(id: String, isRunning: Bool) {
            self.id = id
            self.isRunning = isRunning
        }
    }

    package var name: String
    package var kind: TaskKind
    package var state: TaskState
    package var template: IDTemplate?
    package var overlap: OverlapPolicy
    package var missed: MissedPolicy
    package var lateGrace: Duration
    package var jitter: Duration?
    package var endingAt: Instant?
    package var maxOccurrences: Int?
    /// The current version's instants; nil where they follow from completions.
    package var schedule: Schedule?
    /// The wait after a completion, for tasks whose instants follow from completions.
    package var afterCompletion: Duration?
    /// The one instant of such a task that is still to come; nil while an execution has yet to end.
    package var pendingAt: Instant?
    /// Everything up to and including this instant has its decision.
    package var cursor: Instant
    /// The number of the next occurrence.
    package var occurrence: Int
    /// Executions not in an end state, oldest first.
    package var active: [Active]
    /// Instants waiting for a slot, oldest first, with the time each began to wait.
    package var buffered: [Buffered]
    /// So many of the next instants are excluded, whatever else would become of them.
    package var skips: Int
    /// Whether everything is paused, this task with it.
    package var isHeld = false
    /// When the task's own pause ends by itself, and when that of everything does; nil where only an operator ends it.
    package var pausedUntil: Instant?
    package var heldUntil: Instant?

    /// One instant that waits for a slot.
    package struct Buffered: Sendable, Hashable {
        package let nominal: Instant
        package let since: Instant

        package init(nominal: Instant, since: Instant) {
            self.nominal = nominal
            self.since = since
        }
    }

    package init(
        name: String,
        kind: TaskKind = .durable,
        state: TaskState = .active,
        template: IDTemplate? = nil,
        overlap: OverlapPolicy = .skipIfRunning,
        missed: MissedPolicy = .latest,
        lateGrace: Duration = TaskSpec.defaultLateGrace,
        jitter: Duration? = nil,
        endingAt: Instant? = nil,
        maxOccurrences: Int? = nil,
        schedule: Schedule? = nil,
        afterCompletion: Duration? = nil,
        pendingAt: Instant? = nil,
        cursor: Instant,
        occurrence: Int = 0,
        active: [Active] = [],
        buffered: [Buffered] = [],
        skips: Int = 0
    ) {
        self.skips = skips
        self.name = name
        self.kind = kind
        self.state = state
        self.template = template
        self.overlap = overlap
        self.missed = missed
        self.lateGrace = lateGrace
        self.jitter = jitter
        self.endingAt = endingAt
        self.maxOccurrences = maxOccurrences
        self.schedule = schedule
        self.afterCompletion = afterCompletion
        self.pendingAt = pendingAt
        self.cursor = cursor
        self.occurrence = occurrence
        self.active = active
        self.buffered = buffered
    }

    /// Its state, or that of everything while everything is paused.
    package var effectiveState: TaskState { state.effective(isHeld: isHeld) }

    /// Whether an instant that comes now may start something.
    package var starts: Bool { effectiveState == .active }

    /// The end of the pauses that hold it, in the farthest future where nobody knows it.
    ///
    /// It may have passed: what comes from then on is not held.
    package var pauseEnd: Instant {
        let open = Instant(milliseconds: .max)
        let own = state == .paused ? pausedUntil ?? open : nil
        let all = isHeld ? heldUntil ?? open : nil
        return [own, all].compactMap(\.self).max() ?? open
    }

    /// When it is paused no more unless somebody says otherwise; nil where it is not paused, or only an operator ends it.
    package var endsPause: Instant? {
        let end = pauseEnd
        return effectiveState == .paused && end < Instant(milliseconds: .max) ? end : nil
    }

    /// The first instant after the given one, or nil when the task has none left.
    package func next(after instant: Instant) -> Instant? {
        guard !isSpent else { return nil }
        guard let next = schedule.map({ $0.next(after: instant) }) ?? pendingAt else { return nil }
        if let endingAt, next > endingAt { return nil }
        return next
    }

    /// When that nominal instant is acted on: never earlier than it says, and before the next one.
    package func effective(_ nominal: Instant) -> Instant {
        guard let jitter else { return nominal }
        let following = schedule?.next(after: nominal)
        return nominal + Jitter.offset(task: name, nominal: nominal, limit: jitter, next: following)
    }

    /// The effective time of the next undecided instant; nil when nothing is to come without another event.
    package var nextDue: (nominal: Instant, effective: Instant)? {
        guard state == .active || state == .paused, let nominal = next(after: cursor) else { return nil }
        return (nominal, effective(nominal))
    }

    /// From when on the oldest of those that wait has waited for too long; nil where none waits, or each for as long as it
    /// takes.
    package var nextExpiry: Instant? {
        guard case .buffer(_, _, let ttl?) = overlap.atCap, let oldest = buffered.first else { return nil }
        return oldest.since + ttl + .milliseconds(1)
    }

    /// Whether it has had as many occurrences as it may.
    package var isSpent: Bool { maxOccurrences.map { occurrence >= $0 } ?? false }

    /// Whether no instant can ever come again, and none waits for a slot.
    package var isExhausted: Bool {
        guard buffered.isEmpty else { return false }
        if isSpent { return true }
        if schedule == nil, afterCompletion != nil {
            return pendingAt.map { pending in endingAt.map { pending > $0 } ?? false } ?? false
        }
        // Where the zone of its schedule is not known here, nobody knows what is to come.
        return schedule != nil && next(after: cursor) == nil
    }
}
