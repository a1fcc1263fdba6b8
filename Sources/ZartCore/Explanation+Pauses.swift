internal import Timetable

/// Who held the task back: by a pause of its own, with everything, or by a rule for its steps.
extension Explanation {
    /// A pause that is in force.
    struct Pause {
        /// What is paused: `the task`, or `everything`.
        var subject: String
        /// By whom, why and since when: `paused by anna (deploy) at 00:01:10Z`.
        var origin: String
        /// Until when, if it ends by itself.
        var limit: String
        /// When it ends by itself; nil when only an operator ends it.
        var until: Instant?
        /// How it ends.
        var end: String

        /// Whose it is, since when, why and until when.
        var text: String { "\(subject) is \(origin)\(limit)" }

        /// That it began, as it is told of the past.
        var past: String { "\(subject) was \(origin)" }

        func lasts(until instant: Instant) -> Bool { until.map { $0 >= instant } ?? true }
    }

    // MARK: At the instant

    /// Whether the instant was held by a pause, of the task itself or of everything.
    var wasPaused: Bool { isHeldOnRecord && (ownPauseThen != nil || facts.hold != nil) }

    /// Whether any pause held it: what comes once a pause has ended is not held, although nobody was there to end it.
    var isHeldOnRecord: Bool { facts.entry?.decision == .paused || facts.pausedAt != nil }

    /// The change that paused the task itself; nil where that had ended, and only everything was paused.
    var ownPauseThen: StateChangeRecord? {
        guard let change = facts.change, change.to == .paused else { return nil }
        return facts.hold != nil && hasEnded(facts.pauseUntil) ? nil : change
    }

    private func hasEnded(_ end: Instant?) -> Bool { end.map { $0 <= due } ?? false }

    /// That the task's state was paused when it came, and the pause had ended all the same.
    var endedPauseSentences: [String] {
        if let change = facts.change, change.to == .paused, hasEnded(facts.pauseUntil) {
            return ended("the task", by(change), change.at, facts.pauseUntil)
        }
        guard let hold = facts.hold?.hold, hasEnded(hold.until) else { return [] }
        return ended("everything", by(hold), hold.beganAt, hold.until)
    }

    private func ended(_ what: String, _ who: String, _ begin: Instant, _ end: Instant?) -> [String] {
        end.map {
            ["the pause of \(what)\(who), begun at \(words.brief(begin)), ended at \(words.brief($0))"]
        } ?? []
    }

    /// By whom it was paused then, when and why.
    var pauseThen: String {
        if let change = ownPauseThen {
            return "the task was paused\(by(change)) at \(words.brief(change.at))"
        }
        if let span = facts.hold {
            return "everything was paused\(by(span.hold)) at \(words.brief(span.hold.beganAt))"
        }
        // A pause takes what was due before it, too.
        return facts.pauses.last.map(text) ?? "the task was paused"
    }

    /// How the pause ended, or that it goes on.
    var resumeSentences: [String] {
        guard ownPauseThen != nil else { return releaseSentences }
        guard let next = facts.nextChange, next.from == .paused else {
            guard facts.task.state == .paused else { return [] }
            return [stillPaused("it", until: facts.task.pausedUntil, end: "a resume")]
                + (holdNow.map { [$0.text] } ?? [])
        }
        let what = next.to == .active ? "it was resumed" : "it was \(next.to.rawValue)"
        return ["\(what)\(by(next)) at \(words.brief(next.at))\(next.to == .active ? left : "")"]
    }

    /// What a resume made of an instant that is paused to this day.
    private var left: String {
        guard let entry = facts.entry, entry.decision == .paused else { return "" }
        // It marks what it leaves, of the version in force: what an earlier one held has gone with that.
        return entry.resolvedAt == nil ? givenUpByThen : ", which left this one as it was"
    }

    private var givenUpByThen: String {
        "; by then its schedule was another, with which what this one's pause held was given up"
    }

    /// That no resume asks what becomes of it any more, and since when; nil where one does.
    private var givenUp: String? {
        guard let entry = facts.entry, entry.decision == .paused, entry.resolvedAt == nil,
            let since = facts.replacedAt
        else { return nil }
        return
            "its schedule has been another since \(words.brief(since)), with which what its pause held was given up"
    }

    private var releaseSentences: [String] {
        guard let span = facts.hold else { return [] }
        // Whatever becomes of it is also up to a pause of its own that began meanwhile.
        let own = facts.entry?.decision == .paused && facts.entry?.resolvedAt == nil ? ownPause : nil
        guard let end = span.endedAt else {
            let isAnother = facts.holdNow?.number != span.hold.number
            let all =
                isAnother
                ? holdNow?.text
                : stillPaused("everything", until: facts.holdNow?.until, end: "a release")
            return [all, own?.text].compactMap(\.self)
        }
        let isLeft = facts.entry?.decision == .paused && facts.entry?.resolvedAt == end
        let isGivenUp = givenUp != nil && facts.replacedAt.map { $0 <= end } ?? false
        let left = isLeft ? ", which left this one as it was" : isGivenUp ? givenUpByThen : ""
        return [
            "everything was released\(Self.by(span.endedBy, "", nil)) at \(words.brief(end))\(left)"
        ] + [own?.text, isGivenUp ? nil : givenUp].compactMap(\.self)
    }

    /// That a pause goes on, until when, and what becomes of the instant with its end.
    func stillPaused(_ what: String, until limit: Instant?, end: String) -> String {
        let paused = "\(what) is still paused\(until(limit))"
        if let givenUp { return "\(paused); \(givenUp)" }
        return limit == nil ? "\(paused): \(end) will ask what becomes of it" : paused
    }

    // MARK: Now

    /// What keeps the task from starting anything now: its own pause, and that of everything.
    var pausesNow: [Pause] { [ownPause, holdNow].compactMap(\.self) }

    private var ownPause: Pause? {
        let task = facts.task
        guard task.state == .paused else { return nil }
        return Pause(
            subject: "the task",
            origin: pausedOrigin,
            limit: until(task.pausedUntil),
            until: task.pausedUntil,
            end: "resumed"
        )
    }

    private var holdNow: Pause? {
        guard let hold = facts.holdNow, facts.task.state == .active || facts.task.state == .paused else {
            return nil
        }
        return Pause(
            subject: "everything",
            origin: "paused\(by(hold)) at \(words.brief(hold.beganAt))",
            limit: until(hold.until),
            until: hold.until,
            end: "released"
        )
    }

    /// Who paused the task, when and why, and when it goes on: `paused by anna (deploy) at 00:01:10Z`.
    var pausedNow: String { pausedOrigin + until(facts.task.pausedUntil) }

    private var pausedOrigin: String {
        guard let change = facts.lastChange, change.to == .paused else { return "paused" }
        return "paused\(by(change)) at \(words.brief(change.at))"
    }

    private func until(_ end: Instant?) -> String {
        guard let end else { return "" }
        let who = facts.holdNow.map { $0.until != end } ?? false ? "the release of everything" : "a worker"
        return ", until \(words.brief(end))" + (end <= now ? ", which has passed: \(who) ends it" : "")
    }

    private func by(_ hold: EngineHold) -> String { Self.by(hold.actor, hold.terminal, hold.note) }

    /// What of its executions would wait although it starts.
    var heldStepSentences: [String] {
        facts.rules.map { rule in
            "\(rule.scope) are held back since \(words.brief(rule.beganAt)) by \(rule.phrase)"
        }
    }
}
