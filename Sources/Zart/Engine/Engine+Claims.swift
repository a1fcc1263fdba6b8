internal import Synchronization
internal import Timetable
internal import ZartCore

extension Engine {
    // MARK: Waiting for a slot

    /// Queues an execution for its claim, now or when it is due; a further run is due at once.
    func enqueue(_ execution: EngineExecution) {
        guard execution.live == nil, execution.waitsFor == nil, departing[execution.sequence] == nil,
            handlers[execution.handler] != nil, !execution.awaitsCommit
        else { return }
        if execution.run == 0, execution.scheduledAt > now, !execution.isDue, !execution.isRunning {
            wallTimers.push(.due(execution: execution.sequence), at: execution.scheduledAt)
        } else if execution.deaths >= 2 {
            if !suspects.contains(execution.sequence) { suspects.append(execution.sequence) }
        } else {
            ready.push(
                execution.sequence,
                at: ReadyKey(due: execution.scheduledAt, sequence: execution.sequence)
            )
        }
    }

    func becameDue(_ sequence: Int64) {
        guard let execution = executions[sequence], !execution.isRunning else { return }
        enqueue(execution)
    }

    /// Whether something waits for a slot that is free, since a commit let it.
    var canClaim: Bool {
        isWorking && freeSlots > 0
            && (!slotQueue.isEmpty || ready.count > 0 || liveSuspect == nil && !suspects.isEmpty)
    }

    /// Hands free slots out: first to who was at work before, then to executions, in the order in which they were due.
    func claimReady() {
        handOutSlots()
        claimSuspect()
        let latest = ReadyKey(due: Instant(milliseconds: .max), sequence: .max)
        var replayed = 0
        while freeSlots > 0, replayed < settings.replayedAtOnce, let sequence = ready.pop(due: latest) {
            guard let execution = executions[sequence], execution.live == nil, execution.waitsFor == nil,
                departing[sequence] == nil
            else { continue }
            claim(execution)
            replayed += execution.live?.pass.recorded.count ?? 0
        }
    }

    /// What brought workers down runs one at a time, so that the next death tells which it was.
    private func claimSuspect() {
        while liveSuspect == nil, freeSlots > 0, !suspects.isEmpty {
            let sequence = suspects.removeFirst()
            guard let execution = executions[sequence], execution.live == nil, departing[sequence] == nil
            else {
                continue
            }
            liveSuspect = sequence
            claim(execution)
        }
    }

    // MARK: Claiming

    private func claim(_ execution: EngineExecution) {
        guard let handler = handlers[execution.handler] else { return }
        let isFirst = execution.epoch == 0
        let replay: Replay
        do {
            replay =
                if isFirst, let payload = execution.payload {
                    Replay(
                        payload: payload,
                        definition: execution.definition,
                        steps: [],
                        keyRun: execution.run
                    )
                } else {
                    try store.replay(execution: execution.sequence)
                }
        } catch {
            return commitFailed(error, [])
        }
        let at = now
        execution.epoch += 1
        let task = execution.task.flatMap { tasks[$0] }
        if !execution.isRunning {
            execution.startedAt = at
            markRunning(execution, of: task)
            log(.info, "execution-started", task: task?.spec.name, execution: execution.id, "started")
        }
        execution.deadline =
            execution.deadline
            ?? handler.timeout(replay.definition).flatMap { limit in execution.startedAt.map { $0 + limit } }
        execution.parkedUntil = nil
        let isLate = execution.deadline.map { $0 <= at } ?? false
        // What outlived its worker may have ended in time, and with it all of the run.
        let isOverdue = isLate && handler.outlives && replay.steps.contains(where: \.wasCutOff)
        let live = makePass(
            execution,
            handler,
            payload: replay.payload,
            definition: replay.definition,
            recorded: replay.steps,
            keyRun: replay.keyRun,
            asksFirst: isOverdue
        )
        let write = ClaimWrite(
            ref: live.pass.ref,
            startedAt: execution.startedAt ?? at,
            deadline: execution.deadline,
            interrupts: !isFirst,
            at: at
        )
        if execution.deaths >= settings.poisonAfter {
            live.failure = ExecutionFailure(
                reason: .poison,
                message: "given up: \(execution.deaths) workers died with a step of it in flight"
            )
        } else if isOverdue {
            live.overdueUntil = port.timeline.boot() + settings.stopGrace
            live.unasked = Set(live.pass.recorded.values.filter(\.wasCutOff).map(\.name))
        } else if isLate {
            live.failure = timedOut(execution)
        }
        live.isFailing = live.failure != nil
        // Its last word was given as many workers as it itself was: what kills those too is not asked again.
        if execution.deaths >= 2 * settings.poisonAfter {
            add(.claim(write))
            return end(
                execution,
                .failed,
                error:
                    "given up: \(execution.deaths) workers died with a step of it in flight, the last ones in its "
                    + "onFailure"
            )
        }
        add(.claim(write), .spawn(live))
        armLimit(execution)
    }

    private func markRunning(_ execution: EngineExecution, of task: EngineTask?) {
        guard let task, let place = activePlace(of: execution, in: task) else { return }
        task.view.active[place] = .init(id: execution.id, isRunning: true)
        touchAlarms(of: task)
    }

    /// Makes the pass that will drive an execution; it holds a slot from now on if one is free.
    ///
    /// None may be where an execution fails that held none, because it slept or waited: its steps wait for one then.
    func makePass(
        _ execution: EngineExecution,
        _ handler: Handler,
        payload: String,
        definition: String?,
        recorded: [RecordedStep],
        history: [RecordedStep] = [],
        keyRun: Int,
        asksFirst: Bool = false
    ) -> LivePass {
        let task = execution.task.flatMap { tasks[$0]?.spec.name } ?? execution.handler
        let slots = min(1, max(0, freeSlots))
        let pass = Pass(
            ref: PassRef(execution: execution.sequence, run: execution.run, epoch: execution.epoch),
            identity: Pass.Identity(
                id: execution.id,
                task: task,
                occurrence: execution.occurrence,
                nominalAt: execution.nominalAt
            ),
            payload: payload,
            definition: definition,
            recorded: recorded,
            history: history,
            keyRun: keyRun,
            // Without a slot its first step asks for one.
            isCautious: execution.isCautious || slots == 0,
            asksFirst: asksFirst,
            port: port
        )
        let live = LivePass(pass: pass, execution: execution, handler: handler)
        live.slots = slots
        freeSlots -= slots
        execution.payload = nil
        execution.definition = nil
        execution.live = live
        port.live.add(1, ordering: .relaxed)
        return live
    }

    /// Starts the handler, once its claim is durable.
    func spawn(_ live: LivePass) {
        settings.faultPoint?(.claimed)
        guard !live.isHalted else { return departed(live) }
        let pass = live.pass
        let run = live.handler.run
        let fail = live.handler.fail
        let failure = live.isFailing ? live.failure : nil
        let port = port
        let faultPoint = settings.faultPoint
        // Detached, since a task takes its maker's priority: handlers are not to compete with the engine.
        let task = Task.detached(executorPreference: port.handlerExecutor, priority: .medium) {
            let end = await CurrentPass.$pass.withValue(pass) {
                await CurrentTransactionHost.$host.withValue(pass) {
                    if let failure { await fail(pass, failure) } else { await run(pass) }
                }
            }
            faultPoint?(.handlerReturned)
            port.postStep(.finished(pass, end))
        }
        live.cancel = { task.cancel() }
    }

    // MARK: The end of a pass

    func passFinished(_ pass: Pass, _ end: PassEnd) {
        guard let live = live(pass) else { return departed(pass.ref.execution) }
        live.cancel = nil
        if live.hasEnded {
            for name in live.steps.keys.sorted() { stepStopped(live, name) }
            return leave(live)
        }
        if let failure = live.failure, !live.isFailing { return beginFailing(live, failure) }
        if live.isHalted {
            leave(live)
            return enqueueAfterHalt(live.execution)
        }
        switch end {
        case .completed(let result): self.end(live.execution, .completed, result: result)
        case .failed(let message) where live.isFailing: self.end(live.execution, .failed, error: message)
        case .failed(let message): beginFailing(live, ExecutionFailure(reason: .error, message: message))
        case .halted: leave(live)
        }
    }

    /// Lets the handler have its last word on a failure.
    private func beginFailing(_ live: LivePass, _ failure: ExecutionFailure) {
        let old = live.pass
        let execution = live.execution
        for (_, step) in live.stepsInOrder where step.isRecorded {
            add(.step(closing(step, of: live, as: .cancelled, attempt: .timedOut)))
        }
        live.steps.removeAll()
        guard let history = stepHistory(of: execution, old.definition) else { return }
        leave(live)
        let next = makePass(
            execution,
            live.handler,
            payload: old.payload,
            definition: old.definition,
            recorded: old.recorded[Pass.failureStep].map { [$0] } ?? [],
            history: history,
            keyRun: old.keyRun
        )
        next.failure = failure
        next.isFailing = true
        afterwards.append(.spawn(next))
    }

    /// How a run's steps ended, for the command that a job file has for failures; nil when the store fails.
    private func stepHistory(of execution: EngineExecution, _ definition: String?) -> [RecordedStep]? {
        guard definition != nil else { return [] }
        flush()
        guard role == .active || role == .draining else { return nil }
        do {
            return try store.replay(execution: execution.sequence).steps
        } catch {
            commitFailed(error, [])
            return nil
        }
    }

    /// Takes a pass whose handler has returned out of the books.
    func leave(_ live: LivePass) {
        unparked(live)
        release(live)
        port.live.subtract(1, ordering: .relaxed)
        if live.execution.live === live { live.execution.live = nil }
        stopping[live.execution.sequence] = nil
        if liveSuspect == live.execution.sequence { liveSuspect = nil }
        heard(live.execution.sequence)
        checkDrained()
    }

    /// Ends the books on a pass whose handler has yet to return; until then its execution is not claimed again.
    func abandon(_ live: LivePass) {
        live.isHalted = true
        unparked(live)
        if live.hasEnded { live.pass.halt() } else { live.pass.leaveBehind() }
        live.cancel?()
        for (_, step) in live.stepsInOrder { step.continuation?.resume(returning: .halted) }
        dismissQueued(live)
        live.steps.removeAll()
        release(live)
        port.live.subtract(1, ordering: .relaxed)
        if live.execution.live === live { live.execution.live = nil }
        if live.cancel != nil { departing[live.execution.sequence, default: 0] += 1 }
        if liveSuspect == live.execution.sequence { liveSuspect = nil }
    }

    /// A handler that no longer counts has returned.
    func departed(_ sequence: Int64) {
        guard let count = departing[sequence] else { return }
        departing[sequence] = count > 1 ? count - 1 : nil
        if count == 1 { left(sequence) }
        if count == 1, let execution = executions[sequence] { enqueueAfterHalt(execution) }
        checkDrained()
    }

    private func departed(_ live: LivePass) {
        if live.execution.live === live { leave(live) }
    }

    /// After a pass was put aside: queue its execution if it is not asleep.
    private func enqueueAfterHalt(_ execution: EngineExecution) {
        guard isWorking, execution.live == nil, executions[execution.sequence] === execution else { return }
        if case .some(let wake) = execution.parkedUntil {
            if let wake { bootTimers.push(.wake(execution: execution.sequence), at: bootTime(of: wake)) }
        } else {
            enqueue(execution)
        }
    }

    /// An execution that was put aside while it slept goes on.
    func wake(_ sequence: Int64) {
        guard isWorking, let execution = executions[sequence], execution.live == nil else { return }
        if case .some(.some(let wake)) = execution.parkedUntil, wake > now {
            bootTimers.push(.wake(execution: sequence), at: bootTime(of: wake))
            return
        }
        execution.parkedUntil = nil
        enqueue(execution)
    }

    func live(_ pass: Pass) -> LivePass? {
        let sequence = pass.ref.execution
        if let live = executions[sequence]?.live, live.pass === pass { return live }
        if let live = stopping[sequence], live.pass === pass { return live }
        return nil
    }
}
