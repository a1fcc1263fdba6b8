internal import Timetable
internal import ZartCore

extension Engine {
    /// Changes a task's state, with who and why; gives the time that is on record for it.
    @discardableResult
    func change(
        _ task: EngineTask,
        to state: TaskState,
        actor: String,
        terminal: String = "",
        reason: String?,
        pausedUntil: Instant? = nil,
        isRemoval: Bool = false,
        isReturn: Bool = false
    ) -> Instant {
        let at = now
        var change = TaskStateChange(
            task: task.id,
            from: task.view.state,
            to: state,
            actor: actor,
            terminal: terminal,
            reason: reason,
            pausedUntil: pausedUntil,
            isRemoval: isRemoval,
            at: at
        )
        change.isReturn = isReturn
        add(.changeState(change))
        log(
            .info,
            "task-\(state.rawValue)",
            task: task.spec.name,
            "\(task.view.state.rawValue) → \(state.rawValue)\(reason.map { ": \($0)" } ?? "")"
        )
        task.removedFrom = isRemoval ? task.view.state : nil
        task.view.state = state
        touchAlarms(of: task)
        task.view.pausedUntil = pausedUntil
        return at
    }

    @discardableResult
    private func change(
        _ task: EngineTask,
        to state: TaskState,
        _ order: Order,
        until: Instant? = nil,
        note: String? = nil
    ) -> Instant {
        change(
            task,
            to: state,
            actor: order.actor,
            terminal: order.terminal,
            reason: note ?? order.reason,
            pausedUntil: until
        )
    }

    // MARK: Stop and revive

    /// It never fires again; what is scheduled or running goes on, what waits in the buffer expires.
    func stopRecurring(_ task: EngineTask, _ order: Order) -> OrderAnswer {
        let name = task.spec.name
        guard task.view.state != .stopped else {
            return OrderAnswer("task '\(name)' is already stopped", refusal: .refused)
        }
        passOver(task)
        expireBuffer(of: task)
        clearSkips(of: task)
        change(task, to: .stopped, order)
        task.armedFor = nil
        let withdrawn = withdrawQueued(of: task.id, because: "task '\(name)' was stopped while it waited")
        let open = task.view.active.count
        let running =
            open == 0 ? "" : open == 1 ? "; 1 still runs to its end" : "; \(open) still run to their ends"
        let refused =
            withdrawn == 0 ? "" : "; \(withdrawn.counted("order")) that waited for a slot will not run"
        return OrderAnswer("stopped \(name)\(running)\(refused)")
    }

    func expireBuffer(of task: EngineTask) {
        guard !task.view.buffered.isEmpty else { return }
        var plan = TickPlan(cursor: task.view.cursor, occurrence: task.view.occurrence)
        plan.pendingAt = task.view.pendingAt
        plan.resolutions = task.view.buffered.map { .init(nominal: $0.nominal, decision: .expired) }
        carryOut(plan, of: task)
    }

    /// A new version begins now; nothing that passed while it was stopped was ever due.
    func revive(_ task: EngineTask, _ order: Order) -> OrderAnswer {
        let name = task.spec.name
        guard task.view.state == .stopped else {
            return OrderAnswer(
                "task '\(name)' is \(task.view.state.rawValue), not stopped",
                refusal: .refused
            )
        }
        let at = now
        change(task, to: .active, order)
        beginVersion(task, anchor: at, includesAnchor: false, cursor: at, cause: "revived", at: at)
        finishIfExhausted(task)
        armTick(task)
        let next = task.view.nextDue.map { "; next at \($0.effective)" } ?? ""
        return OrderAnswer("revived \(name)\(next)")
    }

    // MARK: Pause and resume

    func pause(_ task: EngineTask, _ until: Instant?, _ note: String?, _ order: Order) -> OrderAnswer {
        let name = task.spec.name
        guard task.view.state == .active || task.view.state == .paused else {
            return OrderAnswer(
                "task '\(name)' is \(task.view.state.rawValue): it cannot be paused",
                refusal: .refused
            )
        }
        if let until, until <= now {
            return OrderAnswer("\(until) is already past: give a time to come", refusal: .invalid)
        }
        // What was due until now is decided as if nothing had been said; what no worker came to is the pause's.
        if !isErrand { decideAllDue(task) }
        guard task.view.state != .finished else {
            return OrderAnswer("task '\(name)' is finished: it cannot be paused", refusal: .refused)
        }
        let isAgain = task.view.state == .paused
        let before = task.view.pausedUntil
        change(task, to: .paused, order, until: until, note: note)
        // What comes after its former end may be this pause's now.
        armTick(task)
        if let until { wallTimers.push(.unpause(task: task.id), at: until) }
        let queued = orderQueues[task.id]?.orders.count ?? 0
        let goOn = queued == 0 ? "" : "; \(queued.counted("further run")) that wait for a slot still begin"
        guard isAgain else {
            return OrderAnswer("paused \(name)\(until.map { " until \($0)" } ?? "")\(goOn)")
        }
        let end =
            switch (before, until) {
            case (nil, nil): ""
            case (nil, .some(let until)): ", from now on until \(until)"
            case (.some(let before), nil): ", and no longer only until \(before)"
            case (.some(let before), .some(let until)): ", until \(until) instead of \(before)"
            }
        return OrderAnswer("\(name) stays paused\(end)")
    }

    func resume(_ task: EngineTask, _ missed: MissedPolicy?, _ order: Order) throws(ZartError) -> OrderAnswer
    {
        let name = task.spec.name
        guard task.view.state == .paused else {
            throw ZartError(.refused, "task '\(name)' is \(task.view.state.rawValue), not paused")
        }
        try checkNotHeld(name)
        let outcome = try unpause(task, missed ?? task.spec.missed, order)
        return OrderAnswer("resumed \(name); \(outcome.sentence)")
    }

    /// The end of a pause that was given one.
    func unpause(_ id: Int64) {
        // While everything is paused a release comes first, and arms this anew.
        guard let task = tasks[id], task.view.state == .paused, let until = task.view.pausedUntil, hold == nil
        else { return }
        guard until <= now else { return wallTimers.push(.unpause(task: id), at: until) }
        do {
            _ = try unpause(task, task.spec.missed, endOfPause(of: task))
        } catch {
            wallTimers.push(.unpause(task: id), at: now + .seconds(1))
        }
    }

    /// Ends a pause whose end has come; what it has held is the caller's to decide.
    func endPause(of task: EngineTask) {
        change(task, to: .active, endOfPause(of: task))
        forgetFailures(of: task)
    }

    private func endOfPause(of task: EngineTask) -> Order {
        Order(
            .resume(task: task.spec.name, missed: nil),
            actor: StateChangeRecord.engine,
            reason: "the pause has ended"
        )
    }

    private func unpause(
        _ task: EngineTask,
        _ missed: MissedPolicy,
        _ order: Order
    ) throws(ZartError) -> ResumeOutcome {
        decideAllDue(task)
        try settleMemory()
        let spans = try pausedSpans(of: task)
        let at = change(task, to: .active, order)
        forgetFailures(of: task)
        var outcome = ResumeOutcome()
        outcome.add(spans, goOn(task, spans, missed, at: at))
        return outcome
    }

    /// The instants of its current version that passed while it was paused and are still undecided.
    func pausedSpans(of task: EngineTask) throws(ZartError) -> [ResumePlanner.Span] {
        do {
            return try store.pausedSpans(task: task.id, version: task.version)
        } catch {
            throw error.asZartError
        }
    }

    /// Decides what passed while a task was paused, and lets it tick; says what was decided.
    func goOn(_ task: EngineTask, _ spans: [ResumePlanner.Span], _ missed: MissedPolicy, at: Instant)
        -> TickPlan
    {
        let plan = ResumePlanner.plan(task.view, spans: spans, missed: missed, now: at)
        carryOut(plan, of: task)
        // What is decided from here on is not counted in a row that the resume wrote or left.
        task.lastEntry = nil
        finishIfExhausted(task)
        armTick(task)
        return plan
    }

    /// Decides everything due under the present state, before the state changes.
    ///
    /// While no worker runs the task's handler is taken to come back with the next one.
    func decideAllDue(_ task: EngineTask) {
        // One that is still to be registered again has its handler all the same.
        let name = task.spec.handler
        let hasHandler = task.hasHandler || handlers[name] != nil || functions[name] != nil
        guard hasHandler || isErrand && task.spec.kind == .durable else { return }
        carryOutAll(of: task) { TickPlanner.plan($0, now: $1) }
        finishIfExhausted(task)
    }

    /// Decides everything due of a task that ends, and starts nothing.
    func passOver(_ task: EngineTask) {
        carryOutAll(of: task, TickPlanner.passOver)
    }

    /// Carries out plans until nothing due is left.
    func carryOutAll(of task: EngineTask, _ decide: (TaskView, Instant) -> TickPlan) {
        var plan: TickPlan
        repeat {
            plan = decide(task.view, now)
            carryOut(plan, of: task)
        } while plan.hasMore
    }

    // MARK: Versions

    /// Begins a schedule version; what the one before it enumerated up to its cursor stays decided.
    ///
    /// With `pendingAt` that is the next instant of a task whose instants follow from completions.
    func beginVersion(
        _ task: EngineTask,
        anchor: Instant,
        includesAnchor: Bool,
        cursor: Instant,
        pendingAt: Instant? = nil,
        cause: String,
        at: Instant
    ) {
        let zone = zone(of: task.spec.recurrence)
        var anchor = anchor
        var includesAnchor = includesAnchor
        // A start in the future is where the grid begins; a match of a cron expression right then counts.
        if let start = task.spec.startingAt, start > anchor {
            if case .cron = task.spec.recurrence { anchor = start - .milliseconds(1) } else { anchor = start }
            includesAnchor = true
        }
        task.version += 1
        task.zoneFingerprint = zone?.fingerprint
        if case .afterCompletion = task.spec.recurrence {
            task.view.pendingAt = pendingAt ?? (task.view.active.isEmpty ? max(anchor, cursor) : nil)
            if task.view.pendingAt == cursor { task.view.pendingAt = cursor + .milliseconds(1) }
        } else {
            task.view.pendingAt = nil
            task.view.schedule = try? Schedule(
                task.spec.recurrence,
                zone: zone,
                anchor: anchor,
                includesAnchor: includesAnchor
            )
        }
        task.view.cursor = cursor
        task.lastEntry = nil
        add(
            .beginVersion(
                VersionStart(
                    task: task.id,
                    version: task.version,
                    recurrence: task.spec.recurrence,
                    timezone: Self.timezone(task.spec.recurrence),
                    zoneFingerprint: zone?.fingerprint,
                    anchor: anchor,
                    includesAnchor: includesAnchor,
                    startingAt: task.spec.startingAt,
                    endingAt: task.spec.endingAt,
                    cursor: cursor,
                    pendingAt: task.view.pendingAt,
                    cause: cause,
                    at: at
                )
            )
        )
    }

    func zone(of recurrence: Recurrence) -> Zone? { recurrence.zone(settings.zones) }

    static func timezone(_ recurrence: Recurrence) -> String? {
        guard case .cron(_, let timezone, _, _) = recurrence else { return nil }
        return timezone
    }
}
