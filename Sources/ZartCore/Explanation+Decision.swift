internal import Timetable

/// What was done about an instant, and why.
extension Explanation {
    /// The decision and what it rests on.
    var decisionSentences: [String] {
        guard let entry = facts.entry else {
            return undecidedSentences + (daylightSentence.map { [$0] } ?? []) + scheduleSentences
        }
        var sentences = ["\(words.full(facts.at)) \(decided(entry))"]
        sentences += reasons(entry)
        if entry.count > 1 {
            let span = "\(words.brief(entry.nominalAt)) to \(words.brief(entry.until))"
            sentences.append("it is one of \(entry.count) instants in a row, \(span), with that decision")
        }
        if let twin = facts.twin {
            sentences.append(
                "the clock was set back: version \(twin.version) had the same time before, and decided it as "
                    + twin.decision.rawValue
            )
        }
        if let daylightSentence { sentences.append(daylightSentence) }
        return sentences + scheduleSentences
    }

    /// The headline after the time.
    private func decided(_ entry: LedgerRecord) -> String {
        switch entry.decision {
        case .started:
            guard let execution = facts.execution else {
                return entry.execution.map { "started \($0), which is no longer kept" } ?? "ran"
            }
            return startedText(execution)
        case .skippedOverlap:
            if let lost = entry.resolvedAt {
                let why =
                    facts.isDisplaced ? "a newer instant took its place" : "under \(facts.overlap) none waits"
                return "was skipped at \(words.brief(lost)): it had been waiting for a slot since "
                    + "\(words.brief(entry.decidedAt)), and \(why)\(known(holderOf: entry))"
            }
            guard isDecidedAfterwards else { return "was skipped: \(holderText(entry))" }
            return wasPaused ? "was not started: \(pauseThen)" : skippedAfterwards(entry)
        case .coalesced:
            let into = entry.into.map { words.brief($0) } ?? "a newer one"
            return "was coalesced into \(into)"
                + (facts.intoEntry.map {
                    ", which \($0.execution.map { "started \($0)" } ?? "was \($0.decision.rawValue)")"
                } ?? "")
        case .missed:
            return facts.stop.map { "was missed: the task was stopped\(by($0)) before it was decided" }
                ?? "was missed: \(missedCause)"
        case .excluded:
            let order = facts.skipOrder
            return "was skipped on request" + (order.map { Self.by($0.actor, $0.terminal, $0.reason) } ?? "")
        case .limit:
            let isLater = isDecidedAfterwards && entry.heldBy != nil
            let when = isLater ? " when it was decided, at \(words.brief(entry.decidedAt))" : ""
            return "was not started\(when): \(limitText(entry))"
        case .expired: return "expired: \(expiredText(entry))"
        case .buffered:
            if facts.isSlotFree, let pause = pausesNow.first {
                return "waits for the end of a pause: \(pause.text)"
            }
            return "waits for a slot: \(holderText(entry))"
        case .paused: return "was not started: \(pauseThen)"
        }
    }

    private func reasons(_ entry: LedgerRecord) -> [String] {
        switch entry.decision {
        case .started:
            return facts.execution.map { detail in
                lateReasons(detail, entry) + displacement + [endText(detail)]
                    + Self.waitingRun(of: detail, words)
                    + Self.holds(of: detail)
            } ?? []
        case .skippedOverlap where isDecidedAfterwards && wasPaused && entry.resolvedAt != nil:
            // It was a resume that let it wait for a slot.
            return [pauseThen] + resumeSentences + slotReasons(entry) + absentWorkerSentences
        case .skippedOverlap where isDecidedAfterwards && wasPaused:
            return resumeSentences + ["it \(skippedAfterwards(entry))"] + slotReasons(entry)
                + absentWorkerSentences
        case .skippedOverlap where isDecidedAfterwards:
            return slotReasons(entry) + delaySentences
        case .skippedOverlap, .buffered: return slotReasons(entry) + waitingSentences + absenceSentences
        case .coalesced: return [coalescedCause(entry)] + workerSentences
        case .missed where facts.stop != nil: return [missedCause] + workerSentences
        case .missed:
            return [
                "the missed rule is `\(facts.missed)`, and what is later than \(facts.lateGrace.brief) is missed"
            ]
                + workerSentences
        case .limit: return slotReasons(entry) + waitingSentences
        case .expired: return slotReasons(entry) + waitingSentences + absenceSentences
        case .excluded: return facts.skipOrder.map { ["asked for at \(words.brief($0.postedAt))"] } ?? []
        case .paused where !wasPaused: return delaySentences + laterPauseSentences
        case .paused: return resumeSentences
        }
    }

    /// Why it was not decided when it was due, and what paused it while it waited.
    private var delaySentences: [String] { isDecidedAfterwards ? workerSentences : pauseSentences }

    /// The same, with the pause that held it when it was due.
    private var waitingSentences: [String] {
        wasPaused ? [pauseThen] + resumeSentences + absentWorkerSentences : delaySentences
    }

    // MARK: Started

    private func startedText(_ detail: ExecutionDetail) -> String {
        let id = detail.execution.id
        guard let began = detail.runs.first?.startedAt else {
            return "dispatched \(id), which \(unbegunText(detail))"
        }
        let late = began - due
        let lateness = late < .seconds(1) ? "on time" : "\(late.brief) after it was due"
        return "started \(id) at \(words.brief(began)), \(lateness)"
    }

    /// Why its first run has not begun, or never did.
    private func unbegunText(_ detail: ExecutionDetail) -> String {
        let status = detail.runs.first?.status ?? detail.execution.status
        guard !status.isEnded else { return "never began: it \(outcomeText(status)) before" }
        let waits = detail.execution.waitsFor.map { "it waits for \($0) to stop" }
        return "has not begun: \(waits ?? whatKeepsItWaiting)"
    }

    /// How one ended, as it follows its name.
    private func outcomeText(_ status: ExecutionStatus) -> String {
        status == .cancelled ? "was cancelled" : status.rawValue
    }

    /// Why one that may begin has not.
    private var whatKeepsItWaiting: String {
        guard facts.isWorked else { return "no worker runs" }
        guard let since = facts.drainingSince else { return "it waits for a free slot of a worker" }
        return "the worker has been stopping since \(words.brief(since)), and leaves it to the next one"
    }

    private func lateReasons(_ detail: ExecutionDetail, _ entry: LedgerRecord) -> [String] {
        var reasons: [String] = []
        if due > facts.at {
            reasons.append("its jitter put it off by \((due - facts.at).brief), to \(words.brief(due))")
        }
        let waited = waitSentences(entry)
        guard let began = detail.runs.first?.startedAt else { return reasons + waitingSentences + waited }
        guard began - due >= .seconds(1) else { return reasons + waited }
        let scheduled = detail.execution.scheduledAt
        reasons += waitingSentences
        if !waited.isEmpty {
            reasons += waited + absenceSentences
        } else if scheduled > entry.decidedAt, isDecidedLate {
            reasons.append("catch-up starts are spaced out: it was to begin at \(words.brief(scheduled))")
        }
        let ready = max(scheduled, entry.resolvedAt ?? entry.decidedAt)
        if began - ready >= .seconds(1) {
            let absent = absenceSentences(ready..<began)
            let cause = absent.isEmpty ? ": \(obstacle)" : ""
            reasons.append(
                "it was ready at \(words.brief(ready)) and began \((began - ready).brief) later\(cause)"
            )
            reasons += absent
        }
        return reasons
    }

    /// Which steps of its newest run a rule had held back.
    static func holds(of detail: ExecutionDetail) -> [String] {
        (detail.runs.last?.steps ?? []).compactMap { step in
            step.hold.map { hold in
                let rule = step.wasHeldBy ?? "a rule"
                return
                    "step \(step.name) was held back \((hold.upperBound - hold.lowerBound).brief) by \(rule)"
            }
        }
    }

    /// What kept it from beginning although somebody was there to begin it.
    private var obstacle: String {
        let noSlot = "no slot for a step of the worker was free"
        guard !facts.displaced.isEmpty else { return noSlot }
        return "\(facts.displaced.joined(separator: ", ")) had yet to stop, or \(noSlot)"
    }

    private var displacement: [String] {
        guard !facts.displaced.isEmpty else { return [] }
        let verb = facts.displaced.count == 1 ? "was" : "were"
        return ["\(facts.displaced.joined(separator: ", ")) \(verb) cancelled to make room for it"]
    }

    private func endText(_ detail: ExecutionDetail) -> String {
        let execution = detail.execution
        let began = detail.runs.last?.startedAt
        var run = ""
        if detail.runs.count > 1, let last = detail.runs.last { run = " \(text(of: last, of: detail))" }
        if let end = execution.endedAt {
            let took = began.map { "\(run.isEmpty ? "" : ",") after \((end - $0).brief)" } ?? ""
            let error = execution.error.map { ": \($0.inOneLine)" } ?? ""
            return "it \(outcomeText(execution.status))\(run)\(took)\(error)"
        }
        guard began != nil, let step = StepActivity(of: detail, at: now) else {
            return "it is \(execution.status.rawValue)\(run)"
        }
        // A command may have ended since: nobody was there to see it.
        let known = facts.isWorked ? "" : ", as far as is known: no worker runs"
        return "it is \(execution.status.rawValue)\(run), \(step.phrase(at: now))\(known)"
    }

    /// Which run it was, and who asked for it: `in run 1, a restart by anna`.
    private func text(of run: RunRecord, of detail: ExecutionDetail) -> String {
        let order = detail.order(ofRun: run.run)
        let who = order.map { Self.by($0.actor, $0.terminal, $0.reason) } ?? ""
        return "in run \(run.run), a \(run.trigger.rawValue)\(who)"
    }

    // MARK: Held

    /// Whether it was decided so late that who held the slot by then says nothing of the time when it was due.
    var isDecidedAfterwards: Bool { lateness.map { $0 >= .seconds(1) } ?? false }

    private func skippedAfterwards(_ entry: LedgerRecord) -> String {
        let late = lateness.map { ", \($0.brief) after it was due" } ?? ""
        return
            "was skipped when it was decided, at \(words.brief(entry.decidedAt))\(late): \(holderText(entry))"
    }

    /// What had the holder run then: an operator, or the backfill that started its first run.
    private func originText(of holder: ExecutionDetail) -> String {
        let run = holder.runs.last { run in run.startedAt.map { $0 <= moment } ?? false }
        if let run, run.run > 0 { return ", \(text(of: run, of: holder))," }
        return holder.backfill.map { ", of backfill \($0.id)," } ?? ""
    }

    /// Which execution held the slot and what it was doing.
    func holderText(_ entry: LedgerRecord) -> String {
        guard let id = facts.holder?.execution.id ?? entry.heldBy else {
            return "every slot was taken"
        }
        let origin = facts.holder.map(originText) ?? ""
        let text =
            "\(id)\(origin) \(facts.heldNow == nil ? "held" : "holds") the slot"
            + (held.map { ", \($0.phrase(at: moment))" } ?? "")
        guard let first = entry.heldBy, first != id, entry.decision == .started else { return text }
        return "\(first) held the slot then, and at last \(text)"
    }

    /// The same after another sentence; nothing where it is not on record.
    private func known(holderOf entry: LedgerRecord) -> String {
        facts.holder == nil && entry.heldBy == nil ? "" : "; \(holderText(entry))"
    }

    private func slotReasons(_ entry: LedgerRecord) -> [String] {
        var reasons: [String] = []
        if let holder = facts.holder,
            let began = holder.runs.last(where: { ($0.startedAt ?? facts.at) <= moment })?.startedAt
        {
            let ran = moment - began
            let isNow = facts.heldNow != nil
            var text =
                "\(holder.execution.id) \(isNow ? "has run \(ran.brief)" : "had run \(ran.brief) by then")\(usualText(ran))"
            if let error = held?.error { text += "; its attempt before failed: \(error.inOneLine)" }
            if let step = held?.step, let usual = facts.usualSteps.first(where: { $0.name == step }) {
                text += "; step \(step) usually takes p50 \(usual.median.brief), p95 \(usual.p95.brief)"
            }
            reasons.append(text)
        } else if let id = entry.heldBy, facts.holder == nil {
            reasons.append("\(id) is no longer kept: what it was doing is not known")
        }
        if !facts.otherHolders.isEmpty {
            let isOne = facts.otherHolders.count == 1
            let others = facts.otherHolders.joined(separator: ", ")
            // What an operator has started beyond the limit takes no slot of it.
            let isBeside = facts.overlap.maximum.map { $0 <= 1 } ?? false
            reasons.append(
                "\(others) \(isBeside ? "ran beside it" : isOne ? "held another slot" : "held other slots")"
            )
        }
        if entry.decision == .skippedOverlap, entry.resolvedAt == nil,
            case .buffer = facts.overlap.atCap
        {
            reasons.append("newer instants that were due by then filled the buffer")
        }
        reasons.append("the overlap policy is \(facts.overlap)")
        return reasons
    }

    private func usualText(_ ran: Duration) -> String {
        guard let p95 = facts.usual?.p95, let median = facts.usual?.median else { return "" }
        let usual = "usually p50 \(median.brief), p95 \(p95.brief)"
        return ran > p95 ? ", \((ran - p95).brief) beyond its p95 (\(usual))" : " (\(usual))"
    }

    private func limitText(_ entry: LedgerRecord) -> String {
        if let maximum = facts.maxOccurrences, facts.task.occurrence >= maximum, entry.heldBy == nil {
            return "all \(maximum) occurrences of the task had been used"
        }
        if entry.heldBy != nil { return "the buffer was full, and \(holderText(entry))" }
        return "more instants had been missed than the rule `\(facts.missed)` starts"
    }

    private func expiredText(_ entry: LedgerRecord) -> String {
        let end = entry.resolvedAt ?? entry.decidedAt
        if let stop = facts.stop {
            return "it waited for a slot when the task was stopped\(by(stop)) at \(words.brief(end))"
        }
        return
            "it waited for a slot from \(words.brief(entry.decidedAt)) until \(words.brief(end)), longer than allowed"
            + known(holderOf: entry)
    }

    // MARK: Missed and coalesced

    /// Whether it was decided later than what counts as on time.
    var isDecidedLate: Bool { lateness.map { $0 > facts.lateGrace } ?? false }

    private var missedCause: String {
        guard let entry = facts.entry else { return "" }
        let late = "it was decided at \(words.brief(entry.decidedAt))"
        return lateness.map { "\(late), \($0.brief) after it was due" } ?? late
    }

    private func coalescedCause(_ entry: LedgerRecord) -> String {
        if wasPaused {
            return ([pauseThen] + resumeSentences).joined(separator: "; ")
        }
        if let pause = decidingPause {
            return "\(text(of: pause)); it was resumed at \(words.brief(entry.decidedAt))"
        }
        guard isDecidedLate else {
            return
                "several instants were due at once, and under \(facts.overlap) only the newest is worth starting"
        }
        return
            "\(missedCause): beyond \(facts.lateGrace.brief) it is missed, and the rule `\(facts.missed)` starts only "
            + "the newest"
    }

    // MARK: Undecided

    private var undecidedSentences: [String] {
        let at = facts.at
        if let pruned = facts.prunedThrough, at <= pruned {
            return [
                "\(words.full(at)) was an instant, but what was decided has been pruned, up to \(words.full(pruned))"
            ]
        }
        if due > now {
            let putOff = due > at ? "its jitter puts it off until \(words.brief(due))" : nil
            let coming =
                at > now
                ? "is still to come, in \((at - now).brief)" + (putOff.map { "; \($0)" } ?? "")
                : "has come, and \(putOff ?? "is due"), in \((due - now).brief)"
            return ["\(words.full(at)) \(coming)"] + comingSentences
        }
        guard at > facts.cursor else {
            return ["\(words.full(at)) was an instant, but the ledger has no row for it: run 'zartop doctor'"]
        }
        return [
            "\(words.full(at)) is not decided yet, \((now - due).brief) after it was due: \(undecidedCause)"
        ]
            + pausesNow.map(\.text) + heldStepSentences
    }

    var undecidedCause: String {
        if facts.task.state == .finished || facts.task.state == .stopped {
            return "the task is \(facts.task.state.rawValue)"
        }
        guard facts.isWorked else {
            let last = [facts.session, facts.sessionBefore].compactMap { $0 }.first
            let ended = last.map { "; the last was \(session($0))" } ?? ""
            return "no worker runs\(ended)"
        }
        // Those before it are decided first.
        let first = facts.schedule?.next(after: facts.cursor) ?? at
        if now - facts.effective(min(first, at)) < .seconds(1) { return "it has just come" }
        switch facts.lateness {
        case .noWorker, .noHandler: return "no running worker has handler \(facts.task.handler)"
        case .frozen(let silence):
            return "the worker gave its last sign of life at \(words.brief(silence.since)): \(silence.cause)"
        case .unknown:
            return "the worker has yet to say whether it has handler \(facts.task.handler)"
        case .onRecord:
            return "the worker on record had not come to it: it may have been dead or frozen"
        case .draining(let since):
            return "the worker has been stopping since \(words.brief(since)): the next one decides it"
        case .busy: return "the worker has handler \(facts.task.handler), but has not come to it"
        }
    }

    private var at: Instant { facts.at }

    private var comingSentences: [String] {
        switch facts.task.effectiveState {
        case .stopped, .finished: return ["the task is \(facts.task.state.rawValue)"]
        case .paused, .active: break
        }
        let pauses = pausesNow
        let holding = pauses.filter { $0.lasts(until: due) }
        guard holding.isEmpty else {
            return holding.map { "\($0.text): what falls due is held until it is \($0.end)" }
        }
        var sentences =
            pauses.map { "\($0.text): this instant comes after that" } + heldStepSentences
            + (stillness.map { ["\($0.cause): \($0.effect)"] } ?? [])
        // Which one it is of those to come.
        let place = facts.schedule?.count(after: facts.cursor, through: at) ?? 1
        let skips = facts.task.skips
        if place <= skips {
            return sentences + ["it is skipped: an operator asked for the next \(skips) to be"]
        }
        if let maximum = facts.maxOccurrences, case let left = maximum - facts.task.occurrence,
            place - skips > left
        {
            sentences.append(
                "\(left.counted("occurrence")) of \(maximum) \(left == 1 ? "is" : "are") left: it starts only if "
                    + "others before it do not"
            )
        }
        guard !facts.active.isEmpty else { return sentences }
        // By then others may run, or none.
        if let next = facts.schedule?.next(after: facts.cursor), next < at {
            return sentences + [
                "others come before it: 'zartop forecast \(facts.task.name)' plays them through"
            ]
        }
        switch facts.task.overlap.decide(
            active: facts.active.map { .init(id: $0, isRunning: true) },
            waiting: facts.task.buffered
        ) {
        case .start:
            sentences.append("\(facts.active.count) of its executions run: there is room beside them")
        case .replace(let cancelled):
            sentences.append("it cancels \(cancelled.joined(separator: ", ")) if that still runs")
        case .skip(let holder): sentences.append("it is skipped if \(holder ?? "the one before") still runs")
        case .buffer(let holder), .displace(let holder):
            sentences.append("it waits for a slot if \(holder ?? "the one before") still runs")
        case .refuse(let holder):
            sentences.append(
                "the buffer is full: it is not started if \(holder ?? "the one before") still runs"
            )
        }
        return sentences
    }
}
