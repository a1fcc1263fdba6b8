internal import Timetable
internal import ZartCore

/// Alarms: judged when something happened to their task, in the commit of what happened, and by one timer a task for
/// what time alone brings about.
extension Engine {
    /// Has a task's alarms judged with the next commit.
    func touchAlarms(of task: EngineTask?) {
        if let task { touchedAlarms.insert(task.id) }
    }

    /// Judges the alarms of every task that something happened to.
    func judgeAlarms() {
        guard !touchedAlarms.isEmpty else { return }
        let touched = touchedAlarms.sorted()
        touchedAlarms.removeAll(keepingCapacity: true)
        // An errand has no handlers, and does not stay to see what comes of it.
        guard isWorking || role == .draining && !isErrand else { return }
        for id in touched {
            guard let task = tasks[id] else { continue }
            task.alarms.follow(task.view.effectiveState, at: now)
            if isWorthJudging(task) { judgeAlarms(of: task) }
        }
    }

    /// Everything that waited could have begun: what has not is judged for it.
    func begun() {
        isBeginning = false
        for task in tasksInOrder where task.view.active.contains(where: { !$0.isRunning }) {
            touchAlarms(of: task)
        }
    }

    /// Whether a judgement could come out otherwise than the one before; false for most ticks that go well.
    private func isWorthJudging(_ task: EngineTask) -> Bool {
        let alarms = task.alarms
        guard let armed = alarms.armedFor, alarms.raised.isEmpty, task.hasHandler, stopping.isEmpty else {
            return true
        }
        if task.lastEntry?.heldBy != nil || alarms.streak.map({ $0.count > 0 }) ?? false { return true }
        if case .at = alarms.rules.shorterThan { return true }
        // What has begun since the timer was armed is not due before it.
        return alarms.nextLate.map { $0 < armed } ?? false
    }

    func judgeAlarms(of task: EngineTask) {
        let at = now
        task.alarms.follow(task.view.effectiveState, at: at)
        if needsHistory(task) { lookUpHistory(of: task) }
        var facts = facts(of: task)
        var judgement = AlarmJudge.judge(facts, by: task.alarms.rules, now: at)
        if !judgement.lacksUsual.isEmpty {
            lookUpUsual(of: task, judgement.lacksUsual)
            facts = self.facts(of: task)
            judgement = AlarmJudge.judge(facts, by: task.alarms.rules, now: at)
        }
        let changes = AlarmJudge.changes(of: task.alarms.raised, to: judgement)
        for alarm in changes.recovered { end(alarm, of: task, facts, at: at) }
        for condition in changes.raised { raise(condition, of: task, at: at) }
        task.alarms.nextLate = nil
        armAlarms(of: task, for: judgement.next)
    }

    private func raise(_ condition: AlarmCondition, of task: EngineTask, at: Instant) {
        lastAlarm += 1
        let alarm = RaisedAlarm(id: lastAlarm, task: task.id, condition, at: at)
        task.alarms.raised.append(alarm)
        add(.raiseAlarm(AlarmRaise(alarm, isAddressed: isAddressed(task))))
        queueNotice(AlarmNotice(of: alarm, task: task.spec.name), of: task, at: at)
        log(
            .warn,
            "alarm-raised",
            task: task.spec.name,
            execution: condition.execution,
            step: condition.step,
            "alarm \(alarm.id), \(condition.kind.rawValue): \(condition.sentence)"
        )
    }

    private func end(_ alarm: RaisedAlarm, of task: EngineTask, _ facts: AlarmFacts, at: Instant) {
        let sentence = AlarmJudge.recovery(of: alarm, facts, task.alarms.rules, now: at)
        task.alarms.raised.removeAll { $0.id == alarm.id }
        add(
            .endAlarm(
                AlarmEnd(alarm: alarm.id, sentence: sentence, isAddressed: isAddressed(task), at: at)
            )
        )
        let notice = AlarmNotice(of: alarm, task: task.spec.name, recovered: (at, sentence))
        queueNotice(notice, of: task, at: at)
        log(
            .info,
            "alarm-recovered",
            task: task.spec.name,
            execution: alarm.execution,
            step: alarm.step,
            "alarm \(alarm.id), \(alarm.kind.rawValue), is over: \(sentence)"
        )
    }

    // MARK: The timer

    private func armAlarms(of task: EngineTask, for next: Instant?) {
        guard let next else { return }
        if let armed = task.alarms.armedFor, armed <= next { return }
        task.alarms.armedFor = next
        bootTimers.push(.alarms(task: task.id), at: bootTime(of: next))
    }

    func alarmsDue(_ id: Int64) {
        guard let task = tasks[id], let armed = task.alarms.armedFor else { return }
        // An older timer; the one it was armed again for is still to come.
        guard armed <= now else { return bootTimers.push(.alarms(task: id), at: bootTime(of: armed)) }
        task.alarms.armedFor = nil
        touchAlarms(of: task)
    }

    /// Keeps lengths of time as they are when the wall clock is set.
    func shiftAlarms(by jump: Duration) {
        for task in tasksInOrder {
            task.alarms.shift(by: jump)
            if task.alarms.armedFor != nil || !task.hasHandler { touchAlarms(of: task) }
        }
    }

    /// Takes up what was raised when memory was last lost, and looks at whatever time may have brought about since.
    func takeUpAlarms(_ image: AlarmImage) {
        lastAlarm = image.last
        for alarm in image.raised { tasks[alarm.task]?.alarms.raised.append(alarm) }
        takeUpNotices(image.pending)
        for task in tasks.values { touchAlarms(of: task) }
    }

    /// Raises what a due instant has been worth before it is decided, which ends it again.
    func judgeLate(_ task: EngineTask) {
        guard case .at(let limit) = task.alarms.rules.late, let due = task.view.nextDue?.effective,
            due + limit <= now
        else { return }
        judgeAlarms(of: task)
    }

    // MARK: Facts

    private func facts(of task: EngineTask) -> AlarmFacts {
        var facts = AlarmFacts(
            task: task.spec.name,
            handler: task.spec.handler,
            state: task.view.effectiveState
        )
        facts.hasHandler = task.hasHandler
        // An execution that was late for the last worker stays so until it begins.
        facts.isBeginning =
            isBeginning && !task.alarms.raised.contains { $0.kind == .late && !$0.subject.isEmpty }
        facts.isFull = freeSlots <= 0
        facts.due = task.view.nextDue?.effective
        facts.activeSince = task.alarms.activeSince
        facts.open = task.view.active.map { open($0, of: task) }
        if let last = task.lastEntry, let holder = last.heldBy,
            last.decision == .skippedOverlap || last.decision == .limit
        {
            facts.skips = .init(heldBy: holder, count: last.count, first: last.nominal, last: last.until)
        }
        facts.starving = starving(task)
        facts.streak = task.alarms.streak
        facts.lastSuccess = task.alarms.lastSuccess
        facts.hasSucceeded = task.alarms.hasSucceeded
        facts.idle = task.alarms.idle
        facts.lastCompleted = task.alarms.lastCompleted
        // What was in flight when memory was lost is not known by its steps.
        facts.isStubbornKnown = !leaving.values.contains { $0.task == task.id }
        for live in stopping.values where live.execution.task == task.id {
            guard let since = live.stubbornSince else { continue }
            for (name, step) in live.stepsInOrder where step.status == .running {
                facts.stubborn.append(.init(execution: live.execution.id, step: name, since: since))
            }
        }
        return facts
    }

    private func starving(_ task: EngineTask) -> String? {
        guard let id = task.alarms.raised.first(where: { $0.kind == .starved })?.subject,
            task.view.active.contains(where: { $0.id == id }), let last = task.lastEntry
        else { return nil }
        return last.heldBy == id || last.decision == .coalesced || last.decision == .missed ? id : nil
    }

    private func open(_ active: TaskView.Active, of task: EngineTask) -> AlarmFacts.Open {
        guard let execution = executionIDs[active.id].flatMap({ executions[$0] }) else {
            // A plain task's function.
            var open = AlarmFacts.Open(id: active.id, scheduledAt: nil, startedAt: runningPlain[task.id])
            open.usual = .unmeasured
            return open
        }
        var open = AlarmFacts.Open(
            id: execution.id,
            scheduledAt: execution.run == 0 ? execution.scheduledAt : nil,
            startedAt: execution.startedAt.map { $0 + execution.clockShift },
            obstacle: execution.waitsFor.flatMap { stopping[$0]?.execution.id ?? leaving[$0]?.id }
        )
        if execution.run == 0 { open.dispatchedAt = execution.dispatchedAt + execution.clockShift }
        open.usual = execution.usual
        open.watchedSince = execution.takenUpAt.map { now - (port.timeline.boot() - $0) }
        return open
    }

    /// Reads the task's history where it is not known yet.
    ///
    /// Where that fails it stays unknown, and alarms as they are: the commit that follows will tell of the store.
    private func lookUpHistory(of task: EngineTask) {
        guard let history = try? store.alarmHistory(task: task.id) else { return }
        task.alarms.complete(by: history, at: now)
    }

    /// Whether its history has a say in what is judged now.
    private func needsHistory(_ task: EngineTask) -> Bool {
        guard !task.alarms.hasHistory else { return false }
        if case .at = task.alarms.rules.noSuccess { return true }
        // What is due may have come in a pause that has ended since.
        var mayBeLate = !task.hasHandler
        if case .at = task.alarms.rules.late { mayBeLate = true }
        return mayBeLate && task.view.nextDue.map { $0.effective <= now } ?? false
    }

    private func lookUpUsual(of task: EngineTask, _ ids: [String]) {
        let statistics = try? store.statistics(task: task.id)
        var usual = AlarmFacts.Usual.unmeasured
        if let statistics, let p95 = statistics.p95, statistics.samples >= AlarmRules.usualSamples {
            usual = .p95(p95, samples: statistics.samples)
        }
        for id in ids { executionIDs[id].flatMap { executions[$0] }?.usual = usual }
    }

    /// Counts the end of an execution, or of a plain task's function.
    func noteEnd(
        of id: String,
        _ task: EngineTask?,
        _ status: ExecutionStatus,
        error: String?,
        startedAt: Instant?,
        at: Instant
    ) {
        guard let task else { return }
        switch status {
        case .completed:
            task.alarms.streak = .none(since: at)
            task.alarms.noteSuccess(at: at)
            if let startedAt {
                task.alarms.lastCompleted = .init(id: id, duration: at - startedAt, endedAt: at)
            }
        case .failed:
            if task.alarms.streak == nil { lookUpHistory(of: task) }
            let before = task.alarms.streak
            task.alarms.streak = .init(
                count: (before?.count ?? 0) + 1,
                lastID: id,
                lastAt: at,
                error: error,
                isAtLeast: before?.isAtLeast ?? false
            )
        case .cancelled, .scheduled, .running: break
        }
        touchAlarms(of: task)
    }

    // MARK: Acknowledging

    /// Records who has an alarm in hand; it stays raised until it is over.
    func acknowledge(_ number: Int64, of task: EngineTask, _ order: Order) throws(ZartError) -> OrderAnswer {
        guard let index = task.alarms.raised.firstIndex(where: { $0.id == number }) else {
            throw ZartError(.refused, "alarm \(number) of task '\(task.spec.name)' is not raised any more")
        }
        let alarm = task.alarms.raised[index]
        if let actor = alarm.acknowledgedBy {
            throw ZartError(.refused, "alarm \(number) was acknowledged by \(actor.actorPhrase) already")
        }
        task.alarms.raised[index].acknowledgedBy = order.actor
        add(
            .acknowledgeAlarm(
                AlarmAcknowledgement(
                    alarm: number,
                    actor: order.actor,
                    terminal: order.terminal,
                    reason: order.reason,
                    at: now
                )
            )
        )
        return OrderAnswer(
            "acknowledged alarm \(number) of \(task.spec.name): \(present(alarm, of: task) ?? alarm.sentence)"
        )
    }

    /// How many there are by now of what an alarm counts; nil for one that counts nothing.
    private func present(_ alarm: RaisedAlarm, of task: EngineTask) -> String? {
        switch alarm.kind {
        case .failures: return task.alarms.streak?.sentence
        case .starved:
            guard let (skips, count, holder) = facts(of: task).starvation, skips.heldBy == alarm.subject
            else { return nil }
            return AlarmFacts.Skips.sentence(count, heldBy: skips.heldBy, since: holder.startedAt)
        case .late, .noHandler, .longerThan, .shorterThan, .noSuccess, .stubborn: return nil
        }
    }
}
