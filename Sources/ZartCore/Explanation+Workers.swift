internal import Timetable

/// Who was at work between the time and its decision, and what else came in between.
extension Explanation {
    func session(_ session: SessionRecord) -> String {
        "session \(session.number) (pid \(session.process) on \(session.host))"
    }

    /// Why it was decided later than it was due.
    var workerSentences: [String] {
        wasPaused ? absentWorkerSentences : endedPauseSentences + presenceSentences + pauseSentences
    }

    /// That nobody was there to let a pause end by itself; whoever ends one decides what it held, who was there before or not.
    var absentWorkerSentences: [String] {
        guard let entry = facts.entry, pauseEndedByItself(at: entry.decidedAt) else { return [] }
        // One that begins ends at once what should have ended before.
        let isPresent = facts.sessionDeciding.map { $0.endedAt.map { $0 > entry.decidedAt } ?? true } ?? false
        return isPresent ? [] : presenceSentences
    }

    private func pauseEndedByItself(at end: Instant) -> Bool {
        if ownPauseThen != nil, let next = facts.nextChange, next.at == end || facts.hold == nil {
            return next.actor == StateChangeRecord.engine
        }
        return facts.hold?.endedBy == StateChangeRecord.engine
    }

    /// Whether a worker was there to decide it in time.
    private var presenceSentences: [String] {
        guard let entry = facts.entry else { return [] }
        let decided = words.brief(entry.decidedAt)
        if isDecidedAfterwards, let step = facts.clockSteps.first(where: { $0.delta > .zero }) {
            return [
                "the wall clock was set forward by \(step.delta.brief) to \(words.brief(step.at)): the time never came"
            ]
        }
        guard let then = facts.session else {
            guard lateness != nil else { return [] }
            var parts: [String] = []
            if let last = facts.sessionBefore, let end = last.endedAt {
                let reason = last.endReason.map { " (\($0))" } ?? ""
                parts.append(
                    last.endReason == "died"
                        ? "\(session(last)) had died\(lastSign(last)), which was found at \(words.brief(end))"
                        : "\(session(last)) had ended at \(words.brief(end))\(reason)"
                )
            }
            if let next = facts.sessionAfter {
                parts.append("\(session(next)) began at \(words.brief(next.beganAt))")
            }
            return ["no worker was at work: \(parts.joined(separator: ", "))"]
        }
        guard let end = then.endedAt, end <= entry.decidedAt else {
            guard isDecidedAfterwards else { return ["worker \(session(then)) was at work"] }
            // Whoever ended a pause decided what it held; one that began with the decision held nothing of it.
            guard !isHeldOnRecord else { return [] }
            return [
                "worker \(session(then)) was on record and decided it only at \(decided): suspended, stopped, unable to "
                    + "write, or without handler \(facts.task.handler) until then"
            ]
        }
        let next = facts.sessionAfter.map { "; \(session($0)) took over at \(words.brief($0.beganAt))" } ?? ""
        return then.endReason == "died"
            ? ["worker \(session(then)) was dead or frozen by then: \(lastWord(then))\(next)"]
            : [
                "worker \(session(then)) ended at \(words.brief(end)) without deciding it\(stopping(then))\(next)"
            ]
    }

    /// After which time one died: when it did is known only to that far.
    private func lastSign(_ session: SessionRecord) -> String {
        session.seenAt.map { " after \(words.brief($0))" } ?? ""
    }

    /// That one had been asked to stop before the instant was due.
    private func stopping(_ session: SessionRecord) -> String {
        guard let since = session.drainingAt, since <= due else { return "" }
        return ": it had been stopping since \(words.brief(since))"
    }

    private func lastWord(_ session: SessionRecord) -> String {
        session.seenAt.map { "its last sign of life was at \(words.brief($0))" } ?? "it decided nothing more"
    }

    /// When nobody was there to see that the slot it waited for had become free.
    var absenceSentences: [String] {
        facts.wait(until: now).map { absenceSentences($0, goesOn: facts.entry?.decision == .buffered) } ?? []
    }

    /// When nobody worked within a stretch of time that something waited, or waits to this day.
    func absenceSentences(_ wait: Range<Instant>, goesOn: Bool = false) -> [String] {
        var sentences: [String] = []
        var seen = wait.lowerBound
        func absence(until end: Instant) {
            guard end - seen >= .seconds(1) else { return }
            let until = goesOn && end == wait.upperBound ? "" : " until \(words.brief(end))"
            sentences.append("no worker ran from \(words.brief(seen))\(until)")
        }
        for worker in facts.workers
        where worker.beganAt < wait.upperBound && worker.endedAt.map({ $0 > wait.lowerBound }) ?? true {
            absence(until: worker.beganAt)
            if let end = worker.endedAt, end <= wait.upperBound, worker.endReason == "died" {
                // A command that came by found it dead, and was none itself.
                let isReplaced = facts.workers.contains { $0.beganAt == end }
                let until = isReplaced ? "and was gone until" : "which was found at"
                sentences.append(
                    "worker \(session(worker)) died\(lastSign(worker)), \(until) \(words.brief(end))"
                )
            }
            if worker.endedAt == nil, !facts.isWorked, goesOn {
                let gone = worker.seenAt.map { "was not heard of after \(words.brief($0))" } ?? "is gone"
                sentences.append("worker \(session(worker)) \(gone), and no other runs")
            }
            seen = max(seen, worker.endedAt ?? wait.upperBound)
        }
        absence(until: wait.upperBound)
        return sentences
    }

    /// What paused it once it was due.
    var pauseSentences: [String] {
        let told = waitPauses
        return facts.pauses.filter { pause in
            pause.beganAt != facts.entry?.decidedAt && !told.contains(pause) && !isInHeadline(pause)
        }.map(thenText)
    }

    func thenText(_ pause: PauseSpan) -> String {
        "then \(text(of: pause))" + (pause.endedAt.map { ", until \(words.brief($0))" } ?? ", and still is")
    }

    /// Whether the first sentence has named a pause that goes on.
    private func isInHeadline(_ pause: PauseSpan) -> Bool {
        guard pause.endedAt == nil else { return false }
        switch facts.entry?.decision {
        case .paused: return !wasPaused && pause == facts.pauses.last
        case .buffered: return facts.isSlotFree && pausesNow.first?.past == text(of: pause)
        default: return false
        }
    }

    /// That a pause goes on which began once it was due, and which the first sentence names.
    var laterPauseSentences: [String] {
        guard let pause = facts.pauses.last, isInHeadline(pause) else { return [] }
        return [
            pause.isOfEverything
                ? stillPaused("everything", until: facts.holdNow?.until, end: "a release")
                : stillPaused("it", until: facts.task.pausedUntil, end: "a resume")
        ]
    }

    /// The pause that began once it was due, and whose end decided it.
    var decidingPause: PauseSpan? {
        facts.pauses.last { $0.endedAt != nil && $0.endedAt == facts.entry?.decidedAt }
    }

    func text(of pause: PauseSpan) -> String {
        (pause.isOfEverything ? "everything" : "the task")
            + " was paused\(Self.by(pause.actor, pause.terminal, pause.note)) at \(words.brief(pause.beganAt))"
    }
}
