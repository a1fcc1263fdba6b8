internal import Timetable

/// Who held the task back: by a pause of its own, with everything, or by a rule for its steps.
extension Explanation {
    /// A pause that is in force.
    struct Pause {
        /// Whose it is, since when, why and until when.
        var text: String
        /// When it ends by itself; nil when only an operator ends it.
        var until: Instant?
        /// How it ends.
        var end: String

        func lasts(until instant: Instant) -> Bool { until.map { $0 >= instant } ?? true }
    }

    // MARK: At the instant

    /// Whether the task was paused at the instant, by itself or with everything.
    var wasPaused: Bool { facts.change?.to == .paused || facts.hold != nil }

    /// By whom it was paused then, when and why.
    var pauseThen: String {
        if let change = facts.change, change.to == .paused {
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
        guard facts.change?.to == .paused else { return releaseSentences }
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
        return entry.resolvedAt == nil
            ? "; by then its schedule was another, with which what this one's pause held was given up"
            : ", which left this one as it was"
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
        let left = isLeft ? ", which left this one as it was" : ""
        return [
            "everything was released\(Self.by(span.endedBy, "", nil)) at \(words.brief(end))\(left)"
        ] + (own.map { [$0.text] } ?? [])
    }

    private func stillPaused(_ what: String, until: Instant?, end: String) -> String {
        guard let until else { return "\(what) is still paused: \(end) will ask what becomes of it" }
        return "\(what) is still paused, until \(words.brief(until))"
    }

    // MARK: Now

    /// What keeps the task from starting anything now: its own pause, and that of everything.
    var pausesNow: [Pause] { [ownPause, holdNow].compactMap(\.self) }

    private var ownPause: Pause? {
        let task = facts.task
        guard task.state == .paused else { return nil }
        return Pause(text: "the task is \(pausedNow)", until: task.pausedUntil, end: "resumed")
    }

    private var holdNow: Pause? {
        guard let hold = facts.holdNow, facts.task.state == .active || facts.task.state == .paused else {
            return nil
        }
        let text =
            "everything is paused\(by(hold)) at \(words.brief(hold.beganAt))\(until(hold.until))"
        return Pause(text: text, until: hold.until, end: "released")
    }

    /// Who paused the task, when and why, and when it goes on: `paused by anna (deploy) at 00:01:10Z`.
    var pausedNow: String {
        guard let change = facts.lastChange, change.to == .paused else {
            return "paused\(until(facts.task.pausedUntil))"
        }
        return "paused\(by(change)) at \(words.brief(change.at))\(until(facts.task.pausedUntil))"
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
