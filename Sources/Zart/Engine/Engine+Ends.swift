internal import Timetable
internal import ZartCore

extension Engine {
    /// Ends an execution whose pass says so.
    func end(
        _ execution: EngineExecution,
        _ status: ExecutionStatus,
        result: String? = nil,
        error: String? = nil
    ) {
        guard let live = execution.live else { return }
        let isLate = live.failure?.reason == .timedOut && live.handler.outlives
        let left = isLate ? endedBehind(execution) : []
        write(execution, epoch: live.pass.ref.epoch, status, result: result, error: error, left: left)
        leave(live)
        settle(execution)
        let level: LogEvent.Level = status == .completed ? .info : .error
        log(
            level,
            "execution-\(status.rawValue)",
            task: taskName(execution),
            execution: execution.id,
            error.map { "\(status.rawValue): \($0)" } ?? status.rawValue
        )
    }

    /// Ends an execution from outside: at once, whatever its steps are doing.
    ///
    /// Its place is for what waits for one, unless whoever has it ended has taken it.
    func cancel(_ execution: EngineExecution, because reason: String, isTaken: Bool = false) {
        execution.live.map(recordLastStarts)
        write(execution, epoch: nil, .cancelled, error: reason, left: leaveBehind(execution))
        forget(execution, status: .cancelled, because: reason)
        guard isTaken else { return settle(execution) }
        // The end may have brought an instant that comes after it.
        execution.task.flatMap { tasks[$0] }.map(armTick)
    }

    private func write(
        _ execution: EngineExecution,
        epoch: Int?,
        _ status: ExecutionStatus,
        result: String? = nil,
        error: String? = nil,
        left: [LeftStep] = []
    ) {
        let at = now
        let task = execution.task.flatMap { tasks[$0] }
        noteEnd(of: execution.id, task, status, error: error, startedAt: execution.startedAt, at: at)
        add(
            .endExecution(
                ExecutionEnd(
                    execution: execution.sequence,
                    epoch: epoch,
                    status: status,
                    result: result,
                    error: error.map(Limits.cutError),
                    task: execution.task,
                    pendingAt: task.flatMap { pendingAfter(execution, of: $0, at: at) },
                    closesSteps: execution.live?.isFailing ?? false,
                    hasNoOpenSteps: status == .completed && (execution.live?.hasNoOpenSteps ?? false),
                    left: left,
                    isUnattended: isErrand,
                    at: at
                )
            )
        )
        if let task { noteEnd(of: execution.id, status, task) }
        afterwards.append(.ended(id: execution.id))
    }

    /// The next instant of an after-completion task, when this end is what it waited for.
    private func pendingAfter(_ execution: EngineExecution, of task: EngineTask, at: Instant) -> Instant? {
        guard let wait = task.view.afterCompletion else { return nil }
        guard task.view.state == .active || task.view.state == .paused else { return nil }
        guard task.view.active.allSatisfy({ $0.id == execution.id }) else { return nil }
        task.view.pendingAt = max(at + wait, task.view.cursor + .milliseconds(1))
        return task.view.pendingAt
    }

    /// Takes an ended execution out of memory; what of it is still in flight stays among what is stopping.
    func forget(_ execution: EngineExecution, status: ExecutionStatus, because reason: String) {
        drop(execution)
        log(
            .warn,
            "execution-\(status.rawValue)",
            task: taskName(execution),
            execution: execution.id,
            "\(status.rawValue): \(reason)"
        )
        afterwards.append(.ended(id: execution.id))
        guard let live = execution.live else {
            if departing[execution.sequence] != nil {
                leaving[execution.sequence] = (execution.id, execution.task, execution.run)
            }
            return
        }
        live.hasEnded = true
        let isStopping = live.inFlight > 0
        for (name, step) in live.stepsInOrder where step.isParked || step.status != .running {
            if let reply = step.continuation { afterwards.append(.answer(reply, .halted)) }
            live.steps[name] = nil
        }
        if isStopping {
            live.isHalted = true
            dismissQueued(live)
            stopping[execution.sequence] = live
            execution.live = nil
            live.pass.halt()
            live.cancel?()
            bootTimers.push(
                .stubborn(execution: execution.sequence),
                at: port.timeline.boot() + patience(with: live)
            )
        } else {
            abandon(live)
        }
    }

    func drop(_ execution: EngineExecution) {
        if let task = execution.task.flatMap({ tasks[$0] }), let place = activePlace(of: execution, in: task)
        {
            task.view.active.remove(at: place)
        }
        executions[execution.sequence] = nil
        executionIDs[execution.id] = nil
    }

    /// Where an execution stands among those of its task that have not ended; nil if it is none of them.
    func activePlace(of execution: EngineExecution, in task: EngineTask) -> Int? {
        let place = place(of: execution, in: task)
        let active = task.view.active
        return place < active.count && active[place].id == execution.id ? place : nil
    }

    /// Where an execution belongs among those of its task: oldest first, as a restarted worker lists them.
    func place(of execution: EngineExecution, in task: EngineTask) -> Int {
        let active = task.view.active
        var (lower, upper) = (0, active.count)
        while lower < upper {
            let middle = (lower + upper) / 2
            if let other = executionIDs[active[middle].id], other < execution.sequence {
                lower = middle + 1
            } else {
                upper = middle
            }
        }
        return lower
    }

    /// After an execution's end: room for what waited.
    private func settle(_ execution: EngineExecution) {
        drop(execution)
        guard let task = execution.task.flatMap({ tasks[$0] }) else { return }
        slotFreed(task)
    }

    func taskName(_ execution: EngineExecution) -> String {
        execution.task.flatMap { tasks[$0]?.spec.name } ?? execution.handler
    }

    // MARK: What former workers left

    /// The steps of an execution about to end from outside whose commands a former worker has begun and which no pass
    /// has taken up again.
    ///
    /// Those that go on are told once the end is durable, and successors wait for them.
    func leaveBehind(_ execution: EngineExecution) -> [LeftStep] {
        guard let find = settings.leftBehind, execution.epoch > 0 else { return [] }
        var besides: Set<String> = []
        if let live = execution.live {
            guard live.pass.recorded.values.contains(where: \.wasCutOff) else { return [] }
            besides = Set(live.steps.filter { $0.value.status == .running }.keys)
        }
        let left = find(execution.id, execution.run, besides) { definition(of: execution) }
        guard left.contains(where: { $0.ended == nil }) else { return left }
        leaving[execution.sequence] = (execution.id, execution.task, execution.run)
        afterwards.append(.stopLeft(execution))
        return left
    }

    /// How commands of former workers ended that no pass has asked for, since the execution's limit had passed before.
    private func endedBehind(_ execution: EngineExecution) -> [LeftStep] {
        let left = settings.leftBehind?(execution.id, execution.run, []) { definition(of: execution) }
        return left?.filter { $0.ended != nil } ?? []
    }

    /// What an execution does; one that cannot be read fails the commit that is about to end the execution, too.
    private func definition(of execution: EngineExecution) -> String? {
        if let live = execution.live { return live.pass.definition }
        return (try? store.replay(execution: execution.sequence))?.definition
    }

    func stopLeft(of execution: EngineExecution) {
        orphans[execution.id] = execution.sequence
        departing[execution.sequence, default: 0] += 1
        settings.upkeep?(.cancelled(execution.id, task: taskName(execution)))
    }

    // MARK: Steps that have yet to stop

    /// A step of an ended execution is really gone.
    func stepStopped(_ live: LivePass, _ name: String) {
        guard let step = live.steps.removeValue(forKey: name) else { return }
        if step.status == .running { live.inFlight -= 1 }
        let isLast = live.inFlight == 0
        let sequence = live.execution.sequence
        let successors = isLast ? releaseSuccessors(of: sequence) : []
        add(
            .stepStopped(
                StoppedStep(
                    execution: sequence,
                    run: live.pass.ref.run,
                    name: name,
                    attemptStatus: step.hasTimedOut ? .timedOut : .cancelled,
                    successors: successors,
                    at: now
                )
            )
        )
        log(
            .info,
            "step-stopped",
            task: taskName(live.execution),
            execution: live.execution.id,
            step: name,
            "stopped"
        )
        touchAlarms(of: live.execution.task.flatMap { tasks[$0] })
        if isLast { release(live) }
    }

    /// A step of an ended execution goes on without this worker: on record it has yet to stop.
    func stepLeft(_ live: LivePass, _ name: String) {
        guard let step = live.steps.removeValue(forKey: name) else { return }
        if step.status == .running { live.inFlight -= 1 }
        if live.inFlight == 0 { release(live) }
    }

    /// Nothing of an execution is in flight any more: what waited for that may begin, or waits for another.
    func releaseSuccessors(of sequence: Int64) -> [StoppedStep.Successor] {
        let waiting = executions.values.filter { $0.waitsFor == sequence }
        return waiting.sorted { $0.sequence < $1.sequence }.map { execution in
            execution.waitsFor = nil
            // An order may have let more of them run than the policy does.
            if let task = execution.task.flatMap({ tasks[$0] }) {
                execution.waitsFor = predecessor(of: task, for: execution)
            }
            enqueue(execution)
            return StoppedStep.Successor(execution: execution.sequence, waitsFor: execution.waitsFor)
        }
    }

    /// The handler of an ended execution that outlived a failed commit has returned, or nothing is left of what a former
    /// worker began: those steps are really gone.
    func left(_ sequence: Int64) {
        guard let (id, task, run) = leaving.removeValue(forKey: sequence) else { return }
        touchAlarms(of: task.flatMap { tasks[$0] })
        let successors = releaseSuccessors(of: sequence)
        let inFlight = stopping[sequence]?.steps ?? [:]
        do {
            let steps = try store.replay(execution: sequence).steps.filter {
                $0.status == .running && inFlight[$0.name] == nil
            }
            if steps.isEmpty, !successors.isEmpty { add(.moveSuccessors(successors)) }
            for step in steps {
                let ended = orphanEnds[sequence]?[step.name] ?? now
                add(
                    .stepStopped(
                        StoppedStep(
                            execution: sequence,
                            run: run,
                            name: step.name,
                            attemptStatus: .cancelled,
                            successors: successors,
                            at: min(now, max(step.attemptStartedAt, ended))
                        )
                    )
                )
                log(
                    .info,
                    "step-stopped",
                    task: task.flatMap { tasks[$0]?.spec.name },
                    execution: id,
                    step: step.name,
                    "stopped"
                )
            }
        } catch {
            return commitFailed(error, [])
        }
    }

    /// How long steps that were told to stop may take.
    func patience(with live: LivePass) -> Duration {
        settings.stopGrace + live.handler.stopTime(live.pass.definition)
    }

    /// Names a step that goes on although it was told to stop; nothing can be done about it but to wait.
    func nameStubborn(_ sequence: Int64) {
        guard let live = stopping[sequence] else { return }
        live.stubbornSince = now - patience(with: live)
        touchAlarms(of: live.execution.task.flatMap { tasks[$0] })
        for (name, step) in live.stepsInOrder where step.status == .running {
            log(
                .warn,
                "step-ignores-cancellation",
                task: taskName(live.execution),
                execution: live.execution.id,
                step: name,
                "still runs \(patience(with: live).operatorText) after it was told to stop"
            )
        }
    }

    // MARK: The execution's time limit

    func armLimit(_ execution: EngineExecution) {
        guard let deadline = execution.deadline else { return }
        bootTimers.push(.executionLimit(execution: execution.sequence), at: bootTime(of: deadline))
    }

    func executionLimitPassed(_ sequence: Int64) {
        guard let execution = executions[sequence], let deadline = execution.deadline else { return }
        guard deadline <= now else { return armLimit(execution) }
        guard let live = execution.live else {
            execution.parkedUntil = nil
            return enqueue(execution)
        }
        // A limit that is armed twice, by two passes, passes once.
        guard live.failure == nil else { return }
        if let until = live.overdueUntil, port.timeline.boot() < until {
            return bootTimers.push(.executionLimit(execution: sequence), at: until)
        }
        live.failure = timedOut(execution)
        log(
            .error,
            "execution-timed-out",
            task: taskName(execution),
            execution: execution.id,
            timedOut(execution).message
        )
        for (name, step) in live.stepsInOrder where step.isParked {
            if let reply = step.continuation { afterwards.append(.answer(reply, .halted)) }
            live.steps[name] = nil
            add(.step(closing(step, of: live, as: .cancelled, attempt: .timedOut)))
        }
        dismissQueued(live)
        live.pass.halt()
        live.cancel?()
        bootTimers.push(
            .overrun(execution: sequence, epoch: live.pass.ref.epoch),
            at: port.timeline.boot() + patience(with: live)
        )
    }

    /// Whether an attempt may begin.
    ///
    /// Where its execution's time limit had passed before this pass began, only one that has to say how it ended in time;
    /// another one ends the pass once those in flight have said so.
    func isInTime(_ live: LivePass, _ start: StepStart) -> Bool {
        guard live.overdueUntil != nil, !live.isFailing else { return true }
        live.unasked.remove(start.name)
        if let ended = start.endedUnseenAt, let deadline = live.execution.deadline, ended <= deadline {
            return true
        }
        runOut(live)
        return false
    }

    /// Nothing more can have ended in time.
    func runOut(_ live: LivePass) {
        live.isOutOfTime = true
        guard live.inFlight == 0, live.unasked.isEmpty else { return }
        live.overdueUntil = nil
        executionLimitPassed(live.execution.sequence)
    }

    /// A pass that was told to stop, for its time limit, and has not: the execution ends without it.
    func overran(_ sequence: Int64, _ epoch: Int) {
        guard let execution = executions[sequence], let live = execution.live, live.pass.ref.epoch == epoch,
            live.failure?.reason == .timedOut, !live.isFailing
        else { return }
        recordLastStarts(of: live)
        let failure = timedOut(execution)
        write(execution, epoch: nil, .failed, error: failure.message + "; a step ignores cancellation")
        forget(execution, status: .failed, because: failure.message)
        settle(execution)
    }

    func timedOut(_ execution: EngineExecution) -> ExecutionFailure {
        // The deadline has moved with the clock, the start has not.
        let start = execution.startedAt.map { $0 + execution.clockShift }
        let limit = execution.deadline.flatMap { end in start.map { end - $0 } } ?? .zero
        return ExecutionFailure(reason: .timedOut, message: "timed out after \(limit.operatorText)")
    }
}
