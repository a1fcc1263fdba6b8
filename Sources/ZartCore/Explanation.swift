package import Timetable

/// Why a task did or did not run at a point in time: sentences, and what they rest on.
///
/// Made of facts alone, so that the same question about the same rows always has the same answer.
package struct Explanation: Sendable {
    package let facts: InstantFacts
    /// Whether the schedule in force had an instant there.
    package let isInstant: Bool
    /// What was done about it; nil for what is no instant, is still to come, or has not been decided.
    package let decision: Decision?
    /// What of the cron expression does not match; empty for other recurrences, and when all of it does.
    package let mismatches: [CronMismatch]
    /// What daylight saving has to do with it.
    package let daylight: CronDaylight?
    /// The nearest instants of the schedule in force.
    package let before: Instant?
    package let after: Instant?
    /// What the execution that held the slot was doing.
    package let held: StepActivity?
    /// When it was to be acted on: the instant, and the task's jitter.
    package let due: Instant
    /// How much later than due it was decided; nil if it is not, and for what was counted in an earlier row as it came.
    package let lateness: Duration?
    /// The answer in one sentence first, then what it rests on.
    package private(set) var sentences: [String] = []

    let now: Instant
    /// When it was decided, if that was not before the time: as of then its holder is looked at.
    let moment: Instant
    let words: MomentText

    /// With `isAboutNow` the newest instant was asked about and no time: how the task stands now belongs to the answer.
    package init(_ facts: InstantFacts, now: Instant, isAboutNow: Bool = false) {
        self.facts = facts
        self.now = now
        words = MomentText(zone: facts.clocks, besides: facts.at)
        let at = facts.at
        let isScheduled = facts.schedule.map { $0.next(after: at - .milliseconds(1)) == at } ?? false
        let isOnRecord = facts.entry.map { $0.nominalAt == at || $0.until == at } ?? false
        let isDue = isScheduled && (Self.isInForce(facts) || facts.entry != nil)
        var cron: CronExpression?
        if case .cron(let text, _, _, _) = facts.version?.recurrence { cron = try? CronExpression(text) }
        let zone = facts.zone ?? (facts.version?.recurrence.isUTC == true ? .utc : nil)
        // Where the clocks jumped, what was written counts and not where they landed.
        var unmatched: [CronMismatch] = []
        var shift: CronDaylight?
        if let cron, let zone { shift = cron.daylight(at: at, in: zone) }
        var isElsewhere = false
        if let cron, case .gap(let local, _, _) = facts.place {
            unmatched = cron.mismatches(at: local)
            // What comes right after may be an instant of its own.
            isElsewhere = !Self.stands(shift, facts.version)
        }
        let instant =
            facts.version != nil && unmatched.isEmpty && !isElsewhere
            && (isDue || isOnRecord || facts.pendingAt == at)
        isInstant = instant
        decision = instant ? facts.entry?.decision : nil
        if let cron, let zone, !facts.place.isGap, !instant {
            unmatched = cron.mismatches(at: zone.civil(at: at))
        }
        daylight = shift
        mismatches = unmatched
        (before, after) = Self.nearest(facts, isInstant: instant)
        let moment = facts.moment
        self.moment = moment
        // What let it begin was doing that up to then.
        let isFreed = facts.entry?.decision == .started
        held = facts.holder.flatMap {
            StepActivity(of: $0, at: isFreed ? Self.lastWork(of: $0, until: moment) : moment)
        }
        let acted = facts.effective
        due = acted
        lateness = instant ? facts.entry.flatMap { $0.decidedAt >= acted ? $0.decidedAt - acted : nil } : nil
        sentences = instant ? decisionSentences : noInstantSentences
        if let backfilled = facts.backfilled {
            sentences.append("a backfill started \(backfilled.id) for it: \(backfilled.status)")
        }
        if isAboutNow { sentences = sentencesOfNow(besides: sentences) }
    }

    /// Whether the instant right after a gap stands for what the clocks jumped over.
    private static func stands(_ daylight: CronDaylight?, _ version: VersionRecord?) -> Bool {
        guard case .standsFor = daylight, case .cron(_, _, let rule, _) = version?.recurrence else {
            return false
        }
        return rule == .after
    }

    /// The last moment of an execution's work: its end follows the end of its last step by a commit or two.
    private static func lastWork(of holder: ExecutionDetail, until moment: Instant) -> Instant {
        let last = holder.runs.flatMap(\.steps).compactMap(\.endedAt).filter { $0 <= moment }.max()
        return (last.map { moment - $0 < .seconds(1) ? $0 : moment } ?? moment) - .milliseconds(1)
    }

    /// The answer in one sentence.
    package var headline: String { sentences.first ?? "" }

    /// Why the task stands as it does: who paused or stopped it, or what keeps a due instant undecided; nil when
    /// nothing is to be said.
    package var cause: String? {
        switch facts.task.effectiveState {
        case .paused: return facts.task.state == .paused ? pausedNow : pausesNow.first?.text
        case .stopped:
            guard let change = facts.lastChange, change.to == .stopped else { return nil }
            return "stopped\(by(change)) at \(words.brief(change.at))"
        case .finished: return nil
        case .active: return isInstant && decision == nil && facts.at <= now ? undecidedCause : nil
        }
    }

    /// Whether the version in force had instants at the time at all.
    private static func isInForce(_ facts: InstantFacts) -> Bool {
        guard let version = facts.version else { return false }
        let at = facts.at
        if let end = version.endedAt, at > end { return false }
        if let start = version.startingAt, at < start { return false }
        if let end = version.endingAt, at > end { return false }
        // An instant that had come before the state changed was decided under the state before.
        if let change = facts.change, change.to == .stopped || change.to == .finished, at > facts.cursor {
            return false
        }
        return true
    }

    private static func nearest(_ facts: InstantFacts, isInstant: Bool) -> (Instant?, Instant?) {
        // What is asked about may lie in a gap, and the instant right after it is the next one.
        let isBefore = facts.place.isGap && !isInstant
        let at = facts.at
        guard let version = facts.version else { return (nil, nil) }
        guard let schedule = facts.schedule else {
            let isSingle = facts.entry?.nominalAt == at
            let next = facts.after?.nominalAt ?? facts.pendingAt.flatMap { $0 > at ? $0 : nil }
            return ((isSingle ? facts.before : facts.entry ?? facts.before)?.until, next)
        }
        let start = max(version.anchor, version.startingAt ?? version.anchor) - .milliseconds(1)
        var last = at - .milliseconds(1)
        var from: Instant? = max(isBefore ? at - .milliseconds(1) : at, start)
        // While it was stopped or finished it had none.
        if let change = facts.change, change.to == .stopped || change.to == .finished {
            last = min(last, change.at)
            from = facts.nextChange.map { max($0.at, start) }
        }
        let end = [version.endedAt, version.endingAt].compactMap { $0 }.min()
        if let end { last = min(last, end) }
        let after = from.flatMap { schedule.next(after: $0) }.flatMap { next in
            end.map { next <= $0 } ?? true ? next : nil
        }
        return (schedule.last(after: start, through: last), after)
    }

    /// By whom, where and why.
    func by(_ change: StateChangeRecord) -> String { Self.by(change.actor, change.terminal, change.reason) }

    static func by(_ actor: String, _ terminal: String, _ reason: String?) -> String {
        String(actor: actor, terminal: terminal, reason: reason)
    }
}

extension Recurrence {
    /// Whether it is read on the clocks of UTC, for which no zone file is needed.
    fileprivate var isUTC: Bool {
        if case .cron(_, let timezone, _, _) = self { timezone == Zone.utc.name } else { false }
    }
}
