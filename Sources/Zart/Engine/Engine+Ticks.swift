internal import Timetable
internal import ZartCore

extension Engine {
    /// Arms the timer for a task's next undecided instant.
    func armTick(_ task: EngineTask) {
        armExpiry(of: task)
        // What comes when a pause has ended by itself is for its resume to arm.
        guard task.hasHandler, let due = task.view.nextDue,
            task.view.starts || due.effective < task.view.pauseEnd
        else {
            task.armedFor = nil
            return
        }
        guard task.armedFor != due.effective else { return }
        task.armedFor = due.effective
        wallTimers.push(.tick(task: task.id), at: due.effective)
    }

    /// Arms the timer for the end of the time that the oldest of a task's waiting instants may wait.
    private func armExpiry(of task: EngineTask) {
        guard task.hasHandler, let end = task.view.nextExpiry else {
            task.expiryArmedFor = nil
            return
        }
        guard task.expiryArmedFor != end else { return }
        task.expiryArmedFor = end
        wallTimers.push(.expire(task: task.id), at: end)
    }

    /// Lets what has waited too long expire.
    func expire(_ id: Int64) {
        guard let task = tasks[id], let armed = task.expiryArmedFor, armed <= now else { return }
        task.expiryArmedFor = nil
        carryOut(TickPlanner.slotFreed(task.view, now: now), of: task)
        finishIfExhausted(task)
        armTick(task)
    }

    /// Decides what is due of a task.
    func tick(_ id: Int64) {
        guard let task = tasks[id], let armed = task.armedFor, armed <= now else { return }
        task.armedFor = nil
        judgeLate(task)
        carryOut(TickPlanner.plan(task.view, now: now), of: task)
        finishIfExhausted(task)
        armTick(task)
    }

    /// Makes a plan so: executions, ledger, counter and cursor in one transition.
    func carryOut(_ plan: TickPlan, of task: EngineTask) {
        guard !plan.isEmpty || plan.pendingAt != task.view.pendingAt else { return }
        let at = now
        let cancelled = plan.cancels.compactMap { executionIDs[$0] }.compactMap { executions[$0] }
        for live in cancelled.compactMap(\.live) { recordLastStarts(of: live) }
        let ends = cancelled.map { execution in
            ExecutionEnd(
                execution: execution.sequence,
                epoch: nil,
                status: .cancelled,
                error: ExecutionEnd.cutOff,
                task: nil,
                left: leaveBehind(execution),
                isUnattended: isErrand,
                at: at
            )
        }
        for execution in cancelled {
            forget(execution, status: .cancelled, because: "the next occurrence came")
        }

        var created: [NewExecution] = []
        var effects: [Effect] = []
        for start in plan.starts {
            if task.spec.kind == .scheduled {
                // Another plan may follow before this one is durable.
                task.view.active = [.init(id: "", isRunning: true)]
                effects.append(.runPlain(task: task, start))
                continue
            }
            let new = newExecution(for: start, of: task, at: at)
            created.append(new)
            effects.append(contentsOf: dispatched(new, of: task))
        }
        add(
            .tick(
                TickWrite(
                    task: task.id,
                    version: task.version,
                    plan: plan,
                    extends: extended(plan, of: task),
                    created: created,
                    cancelled: ends,
                    pendingAt: plan.pendingAt,
                    at: at
                )
            ),
            effects.count == 1 ? effects[0] : .nothing
        )
        if effects.count > 1 { afterwards += effects }
        remember(plan, of: task)
        touchAlarms(of: task)
        report(plan, of: task)
    }

    /// The row that the first new entry lengthens, if it does.
    private func extended(_ plan: TickPlan, of task: EngineTask) -> Instant? {
        guard let last = task.lastEntry, let first = plan.entries.first, last.joins(first) else { return nil }
        // A resume rewrites rows, and could have replaced the last one.
        return plan.replaced.isEmpty ? last.nominal : nil
    }

    private func remember(_ plan: TickPlan, of task: EngineTask) {
        if let first = plan.entries.first, plan.entries.count == 1, extended(plan, of: task) != nil {
            task.lastEntry?.until = first.until
            task.lastEntry?.count += first.count
        } else if let last = plan.entries.last {
            task.lastEntry = last
        }
        task.view.cursor = plan.cursor
        task.view.occurrence = plan.occurrence
        task.view.pendingAt = plan.pendingAt
        task.view.skips -= plan.skipped
        task.view.resolve(plan.resolutions)
        for entry in plan.entries where entry.decision == .buffered {
            task.view.buffered.append(.init(nominal: entry.nominal, since: now))
        }
    }

    private func newExecution(for start: TickPlan.Start, of task: EngineTask, at: Instant) -> NewExecution {
        // What waited while the clock was set back is due now, and not when the clock comes there once more.
        var scheduledAt = min(task.view.effective(start.nominal), at)
        if start.isCatchUp {
            scheduledAt = max(at, nextCatchUp)
            nextCatchUp = scheduledAt + settings.catchUpInterval
        }
        return newExecution(
            id: start.id,
            task: task,
            handler: task.spec.handler,
            occurrence: start.occurrence,
            cause: .tick,
            nominalAt: start.nominal,
            scheduledAt: scheduledAt,
            payload: task.spec.payload,
            at: at
        )
    }

    /// An execution to be created; claimed in the same commit if a slot is free and nothing stands in its way.
    func newExecution(
        id: String,
        task: EngineTask?,
        handler: String,
        occurrence: Int?,
        cause: ExecutionCause,
        nominalAt: Instant?,
        scheduledAt: Instant,
        payload: String,
        isOverride: Bool = false,
        at: Instant
    ) -> NewExecution {
        lastExecution += 1
        let waitsFor = task.flatMap { predecessor(of: $0) }
        let canStart =
            isWorking && waitsFor == nil && scheduledAt <= at && freeSlots > 0 && ready.count == 0
            && slotQueue.isEmpty && handlers[handler] != nil
        return NewExecution(
            sequence: lastExecution,
            id: id,
            task: task?.id,
            handler: handler,
            occurrence: occurrence,
            cause: cause,
            nominalAt: nominalAt,
            scheduledAt: scheduledAt,
            payload: payload,
            startedAt: canStart ? at : nil,
            deadline: canStart ? handlers[handler]?.timeout(task?.definition?.body).map { at + $0 } : nil,
            waitsFor: waitsFor,
            isOverride: isOverride,
            definition: task?.definition,
            at: at
        )
    }

    /// The ended execution of the task whose step must stop before another may begin: a new one, or the given one, which
    /// has waited for one that has stopped.
    func predecessor(of task: EngineTask, for successor: EngineExecution? = nil) -> Int64? {
        guard let maximum = task.spec.overlap.maximum else { return nil }
        let inFlight = stopping.values.filter { $0.execution.task == task.id && $0.inFlight > 0 }
        let left = leaving.filter { $0.value.task == task.id }.keys
        let oldest = Set(inFlight.map(\.execution.sequence)).union(left).sorted()
        guard !oldest.isEmpty else { return nil }
        // Whatever waits itself takes the place of what it waits for.
        let others =
            successor == nil
            ? task.view.active.count
            : executions.values.count { $0.task == task.id && $0 !== successor && $0.waitsFor == nil }
        guard others + oldest.count >= maximum else { return nil }
        let awaited = Set(executions.values.compactMap(\.waitsFor))
        return oldest.first { !awaited.contains($0) } ?? oldest.first
    }

    /// Takes a created execution into memory, and says what follows once it is durable.
    func dispatched(_ new: NewExecution, of task: EngineTask?) -> [Effect] {
        let execution = EngineExecution(new)
        executions[execution.sequence] = execution
        executionIDs[execution.id] = execution.sequence
        createdIDs.insert(execution.id)
        task?.view.active.append(.init(id: execution.id, isRunning: execution.isRunning))
        if !execution.isRunning { task?.alarms.noteWaiting(since: execution.scheduledAt) }
        touchAlarms(of: task)
        if execution.isRunning, let handler = handlers[execution.handler] {
            let live = makePass(
                execution,
                handler,
                payload: new.payload,
                definition: new.definition?.body,
                recorded: [],
                keyRun: execution.run
            )
            armLimit(execution)
            return [.spawn(live)]
        }
        enqueue(execution)
        return []
    }

    /// Marks a task as finished once no instant can come any more.
    func finishIfExhausted(_ task: EngineTask) {
        guard task.view.starts, task.view.isExhausted else { return }
        let reason =
            task.view.isSpent
            ? "all \(task.view.occurrence.counted("occurrence")) have been used" : "no instant is left"
        // What is due and still undecided has come too late for it.
        carryOutAll(of: task, TickPlanner.exhaust)
        change(task, to: .finished, actor: StateChangeRecord.engine, reason: reason)
    }

    // MARK: Plain tasks

    func runPlain(_ task: EngineTask, _ start: TickPlan.Start) {
        guard let function = functions[task.spec.handler] else {
            task.view.active = []
            return
        }
        let tick = ScheduledTick(task: task.spec.name, nominalAt: start.nominal, occurrence: start.occurrence)
        let id = task.id
        let port = port
        add(
            .taskOutcome(
                TaskOutcome(
                    task: id,
                    status: .running,
                    error: nil,
                    startedAt: now,
                    pendingAt: nil,
                    at: now
                )
            )
        )
        runningPlain[id] = now
        touchAlarms(of: task)
        Task.detached(executorPreference: port.handlerExecutor, priority: .medium) {
            do {
                try await function.run(tick)
                port.post(.plainEnded(task: id, error: nil))
            } catch {
                port.post(.plainEnded(task: id, error: StepFailure(describing: error).message))
            }
        }
    }

    func plainEnded(_ id: Int64, _ error: String?) {
        guard role != .broken else { return endedMeanwhile.append((id, error)) }
        guard let startedAt = runningPlain.removeValue(forKey: id) else { return }
        guard let task = tasks[id] else { return }
        task.view.active = []
        let at = now
        noteEnd(
            of: "",
            task,
            error == nil ? .completed : .failed,
            error: error,
            startedAt: startedAt,
            at: at
        )
        var pendingAt: Instant?
        if let wait = task.view.afterCompletion, task.view.pendingAt == nil, task.view.state != .stopped {
            pendingAt = max(at + wait, task.view.cursor + .milliseconds(1))
            task.view.pendingAt = pendingAt
        }
        add(
            .taskOutcome(
                TaskOutcome(
                    task: id,
                    status: error == nil ? .completed : .failed,
                    error: error,
                    startedAt: startedAt,
                    pendingAt: pendingAt,
                    at: at
                )
            )
        )

        noteEnd(of: startedAt.shortDescription, error == nil ? .completed : .failed, task)
        log(
            error == nil ? .info : .error,
            error == nil ? "tick-completed" : "tick-failed",
            task: task.spec.name,
            error ?? "completed"
        )
        slotFreed(task)
        checkDrained()
    }

    /// A plain function that was running when its worker died is over: the wait for its next instant begins now.
    func restartWait(of task: EngineTask) {
        guard task.spec.kind == .scheduled, let wait = task.view.afterCompletion, task.view.pendingAt == nil,
            task.view.active.isEmpty, task.view.state == .active || task.view.state == .paused
        else { return }
        let at = now
        task.view.pendingAt = max(at + wait, task.view.cursor + .milliseconds(1))
        add(
            .taskOutcome(
                TaskOutcome(
                    task: task.id,
                    status: .failed,
                    error: "its worker died while it ran",
                    startedAt: at,
                    pendingAt: task.view.pendingAt,
                    at: at
                )
            )
        )
    }

    /// Lets waiting instants start where an execution's end made room.
    func slotFreed(_ task: EngineTask) {
        if !task.view.buffered.isEmpty { carryOut(TickPlanner.slotFreed(task.view, now: now), of: task) }
        finishIfExhausted(task)
        armTick(task)
    }

    // MARK: Telling

    private func report(_ plan: TickPlan, of task: EngineTask) {
        guard settings.log != nil else { return }
        for entry in plan.entries where entry.decision != .started {
            let held = entry.heldBy.map { $0.isEmpty ? "" : ": \($0) holds the slot" } ?? ""
            let many = entry.count > 1 ? " and \(entry.count - 1) more up to \(entry.until)" : ""
            log(
                entry.decision == .missed ? .warn : .info,
                "tick-\(entry.decision.rawValue)",
                task: task.spec.name,
                "\(entry.nominal)\(many) \(entry.decision.rawValue)\(held)"
            )
        }
        for start in plan.starts {
            let execution = executionIDs[start.id].flatMap { executions[$0] }
            let isRunning = execution?.isRunning ?? true
            let obstacle = execution?.waitsFor.flatMap { stopping[$0]?.execution.id ?? leaving[$0]?.id }
            log(
                .info,
                isRunning ? "execution-started" : "execution-dispatched",
                task: task.spec.name,
                execution: start.id.isEmpty ? nil : start.id,
                "\(isRunning ? "started" : "dispatched") for \(start.nominal)"
                    + (start.isCatchUp ? ", catching up" : "")
                    + (obstacle.map { "; waits for \($0) to stop" } ?? "")
            )
        }
    }
}
