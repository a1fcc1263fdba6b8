internal import Synchronization
internal import Timetable
internal import ZartCore

/// Holding tasks back: all of them, for their next instants, or after failures in a row.
extension Engine {
    /// Takes up what the store says of holds and rules, before its tasks.
    func takeUpHolds(_ image: StoreImage) {
        hold = image.hold
        rules = image.rules
        lastHold = image.lastHold
        lastRule = image.lastRule
        port.asksFirst.store(!rules.isEmpty, ordering: .releasing)
        if let until = hold?.until { wallTimers.push(.release, at: until) }
    }

    // MARK: Everything

    /// From here on no instant starts anything; what is scheduled or running goes on.
    func pauseAll(_ until: Instant?, _ note: String?, _ order: Order) -> OrderAnswer {
        if let until, until <= now {
            return OrderAnswer("\(until) is already past: give a time to come", refusal: .invalid)
        }
        // What was due until now is decided as if nothing had been said; what no worker came to is the pause's.
        if !isErrand { for task in tasksInOrder where task.view.starts { decideAllDue(task) } }
        let isRepeated = hold != nil
        lastHold += 1
        let new = EngineHold(
            number: lastHold,
            beganAt: now,
            until: until,
            actor: order.actor,
            terminal: order.terminal,
            note: note ?? order.reason
        )
        hold = new
        for task in tasksInOrder {
            task.hold(new)
            // A pause of its own may end before this one does.
            armTick(task)
            touchAlarms(of: task)
        }
        add(.hold(.begin(new)))
        if let until { wallTimers.push(.release, at: until) }
        log(.warn, "everything-paused", "everything is paused by \(new.phrase)")
        let goOn = executions.count == 1 ? "goes on to its end" : "go on to their ends"
        let when = isErrand ? " once a worker runs" : ""
        let open = executions.isEmpty ? "" : "; \(executions.count.counted("execution")) \(goOn)\(when)"
        let queued = orderQueues.values.reduce(0) { $0 + $1.orders.count }
        let waiting = queued == 0 ? "" : "; \(queued.counted("further run")) will wait for the release"
        let what = isRepeated ? "everything stays paused" : "paused everything"
        return OrderAnswer("\(what)\(until.map { " until \($0)" } ?? "")\(open)\(waiting)")
    }

    func resumeAll(_ missed: MissedPolicy?, _ order: Order) throws(ZartError) -> OrderAnswer {
        guard hold != nil else {
            throw ZartError(
                .refused,
                "everything is not paused: to let one task go on use resume with its name"
            )
        }
        let (tasks, outcome) = try release(missed, actor: order.actor)
        let paused = tasksInOrder.count { $0.view.state == .paused }
        let stay =
            paused == 0
            ? "" : paused == 1 ? "; 1 paused by itself stays so" : "; \(paused) paused by themselves stay so"
        return OrderAnswer("released \(tasks.counted("task")); \(outcome.sentence)\(stay)")
    }

    /// The end of a hold that was given one.
    func releaseInTime() {
        guard let until = hold?.until else { return }
        guard until <= now else { return wallTimers.push(.release, at: until) }
        do {
            _ = try release(nil, actor: StateChangeRecord.engine)
        } catch {
            wallTimers.push(.release, at: now + .seconds(1))
        }
    }

    /// Ends the hold and decides what passed meanwhile, all in one commit; says how many tasks go on and what became of
    /// the instants.
    private func release(_ missed: MissedPolicy?, actor: String) throws(ZartError) -> (Int, ResumeOutcome) {
        let begun = now
        // Those whose own pause has come to its end meanwhile go on with the others.
        let held = tasksInOrder.filter { task in
            task.view.state == .active
                || task.view.state == .paused && task.view.pausedUntil.map { $0 <= begun } ?? false
        }
        for task in held { decideAllDue(task) }
        try settleMemory()
        var spans: [[ResumePlanner.Span]] = []
        for task in held { spans.append(try pausedSpans(of: task)) }
        hold = nil
        // One time for all of it: a wait that begins anew begins with the release.
        let at = now
        add(.hold(.release(at: at, actor: actor)))
        log(.info, "everything-released", "released by \(actor.actorPhrase)")
        for task in tasksInOrder {
            task.hold(nil)
            touchAlarms(of: task)
            if task.view.state == .paused, let until = task.view.pausedUntil {
                wallTimers.push(.unpause(task: task.id), at: until)
            }
        }
        var outcome = ResumeOutcome()
        for (task, spans) in zip(held, spans) {
            if task.view.state == .paused { endPause(of: task) }
            outcome.add(spans, goOn(task, spans, missed ?? task.spec.missed, at: at))
        }
        return (held.count, outcome)
    }

    /// Refuses to let one task go on while everything is paused.
    func checkNotHeld(_ name: String) throws(ZartError) {
        guard let hold else { return }
        throw ZartError(
            .refused,
            "everything is paused by \(hold.phrase): release that first with resume --all, then resume '\(name)'"
        )
    }

    // MARK: The next instants

    /// The next instants are excluded: so many from now on, whatever was said before.
    func skip(_ task: EngineTask, _ count: Int, _ order: Order) -> OrderAnswer {
        let name = task.spec.name
        guard count >= 0 else {
            return OrderAnswer("\(count) instants cannot be skipped: give 0 or more", refusal: .invalid)
        }
        guard task.view.state == .active || task.view.state == .paused else {
            return OrderAnswer(
                "task '\(name)' is \(task.view.state.rawValue): it has no instants to skip",
                refusal: .refused
            )
        }
        // What was due until now is decided as if nothing had been said.
        let number = task.view.occurrence
        decideAllDue(task)
        let begun = task.view.occurrence - number
        let also =
            isErrand && begun > 0
            ? "; of what had passed before, \(begun) will start with the next worker" : ""
        guard task.view.state != .finished else {
            return OrderAnswer("task '\(name)' is finished: it has no instants to skip", refusal: .refused)
        }
        let before = task.view.skips
        task.view.skips = count
        add(.hold(.skip(task: task.id, count: count)))
        guard count > 0 else {
            let what = before == 0 ? "was to be skipped" : "is skipped any more"
            return OrderAnswer("no instant of \(name) \(what)\(also)")
        }
        let first = task.view.next(after: task.view.cursor).map { ", from \($0.shortDescription) on" } ?? ""
        let what = count == 1 ? "the next instant of \(name) is" : "the next \(count) instants of \(name) are"
        return OrderAnswer("\(what) skipped\(first)\(also)")
    }

    /// A task that stops has no next instants any more.
    func clearSkips(of task: EngineTask) {
        guard task.view.skips > 0 else { return }
        task.view.skips = 0
        add(.hold(.skip(task: task.id, count: 0)))
    }

    // MARK: Failures in a row

    /// Counts an end, and pauses the task when it has failed too often in a row.
    ///
    /// Goes into the commit of the end itself.
    func noteEnd(of name: String, _ status: ExecutionStatus, _ task: EngineTask) {
        guard let limit = task.spec.pauseAfterFailures else { return }
        let before = task.streak
        let streak = before.after(status, of: name)
        guard streak != before else { return }
        task.streak = streak
        add(.hold(.streak(task: task.id, streak)))
        // A pause that ends by itself would let it go on; one that an operator has set since knows of the failures.
        let isReached = before.count < limit && task.view.pausedUntil != nil
        guard streak.count >= limit, task.view.state == .active || isReached else { return }
        change(task, to: .paused, actor: StateChangeRecord.engine, reason: streak.reason)
    }

    /// A resume is a new beginning.
    func forgetFailures(of task: EngineTask) {
        guard task.streak.count > 0 else { return }
        task.streak = FailureStreak()
        add(.hold(.streak(task: task.id, task.streak)))
    }
}
