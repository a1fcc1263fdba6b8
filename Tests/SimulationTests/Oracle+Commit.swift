import Timetable
import ZartCore

extension Oracle {
    /// Takes in one transition that is durable.
    mutating func apply(_ transition: Transition, at moment: Moment) {
        switch transition {
        case .registerTask(let registration): register(registration)
        case .beginVersion(let start):
            tasks[start.task]?.version = start.version
            tasks[start.task]?.cursor = start.cursor
            tasks[start.task]?.decided = []
        case .changeState(let change):
            if let state = tasks[change.task]?.state, state != change.from {
                fault("task \(change.task) was \(state), but changed from \(change.from)")
            }
            tasks[change.task]?.state = change.to
        case .hold(let write): hold(write)
        case .tick(let tick): decide(tick, at: moment)
        case .createExecution(let new): create(new)
        case .claim(let claim): take(claim)
        case .step(let step): write(step, at: moment)
        case .transaction(let step, _): write(step, at: moment)
        case .consumeEvent(let consumption): write(consumption.step, at: moment)
        case .withdrawStep(let ref, let name): executions[ref.execution]?.steps[name] = nil
        case .callOffStep(let ref, let name, _): callOff(name, of: ref)
        case .stepStopped(let stopped): stop(stopped)
        case .endExecution(let end): self.end(end)
        case .beginRun(let start): begin(start)
        case .skipWait(let skip): executions[skip.execution]?.steps[skip.step]?.notBefore = nil
        case .clockEvent: clockSteps += 1
        case .backfill(let write): apply(write, at: moment)
        case .offerEvent, .taskOutcome, .answerOrder, .renewLease, .drainSession, .endSession,
            .recordHandlers,
            .moveSuccessors, .handlerDeath, .prune, .demandPrune, .raiseAlarm, .endAlarm, .acknowledgeAlarm,
            .noticeAttempt:
            break
        }
    }

    private mutating func register(_ registration: TaskRegistration) {
        guard !registration.isNew, let old = tasks[registration.id]?.spec else {
            tasks[registration.id] = Task(spec: registration.spec, cursor: registration.at)
            return
        }
        tasks[registration.id]?.spec = registration.spec
        let new = registration.spec.overlap.maximum
        if let new, old.overlap.maximum.map({ $0 > new }) ?? true {
            tasks[registration.id]?.hadGreaterMaximum = true
        }
    }

    /// Pauses of everything, rules for steps, and what is to be skipped.
    private mutating func hold(_ write: HoldWrite) {
        switch write {
        case .begin: isHeld = true
        case .release: isHeld = false
        case .addRule(let rule): rules.append(rule)
        case .removeRules(let numbers, _, _): rules.removeAll { numbers.contains($0.number) }
        case .skip(let task, let count): tasks[task]?.skips = count
        case .streak: break
        }
    }

    /// While everything is paused nothing starts, and what is to be skipped is excluded before anything else.
    private mutating func checkHold(_ plan: TickPlan, of task: inout Task) {
        let name = task.spec.name
        if isHeld, plan.replaced.isEmpty, let first = plan.starts.first {
            fault("\(first.nominal) of \(name) starts while everything is paused")
        }
        let excluded = plan.entries.reduce(0) { $0 + ($1.decision == .excluded ? $1.count : 0) }
        if excluded != plan.skipped {
            fault("\(name) excluded \(excluded) instants for \(plan.skipped) skips")
        }
        if excluded > task.skips {
            fault("\(name) excluded \(excluded) instants, but was to skip \(task.skips)")
        }
        task.skips -= excluded
        let isOther = plan.entries.contains { $0.decision != .excluded }
        if task.skips > 0, isOther, plan.replaced.isEmpty {
            fault("\(name) decided otherwise before \(task.skips) instants were skipped")
        }
    }

    // MARK: Ticks

    private mutating func decide(_ tick: TickWrite, at moment: Moment) {
        guard var task = tasks[tick.task] else {
            return fault("task \(tick.task) ticked before it was registered")
        }
        let name = task.spec.name
        let plan = tick.plan
        if tick.version != task.version { fault("\(name) decided for version \(tick.version)") }
        if plan.cursor < task.cursor { fault("the cursor of \(name) went back") }
        task.cursor = plan.cursor
        for nominal in plan.replaced {
            task.decided.removeAll { $0.nominal == nominal && $0.decision == .paused }
        }
        var entries = plan.entries[...]
        if let extended = tick.extends, let first = entries.popFirst() {
            if let index = task.decided.firstIndex(where: { $0.nominal == extended }) {
                if first.nominal <= task.decided[index].until {
                    fault("\(first.nominal) of \(name) was decided twice")
                }
                task.decided[index].until = first.until
            } else {
                fault("\(name) extended a decision at \(extended), which is not there")
            }
        }
        for entry in entries {
            if task.decided.contains(where: { $0.nominal <= entry.until && entry.nominal <= $0.until }) {
                fault("\(entry.nominal) of \(name) was decided twice: \(entry.decision)")
            }
            if entry.decision == .buffered { task.buffered[entry.nominal, default: 0] += 1 }
            task.decided.append(entry)
        }
        // A resume speaks again of instants that were decided before a clock was set back.
        if plan.replaced.isEmpty, let late = plan.entries.first(where: { $0.until > moment.wall }) {
            fault("\(late.until) of \(name) was decided early, at \(moment.wall)")
        }
        for resolution in plan.resolutions {
            guard let waiting = task.buffered[resolution.nominal] else {
                fault(
                    "\(resolution.nominal) of \(name) was resolved to \(resolution.decision), but did not wait"
                )
                continue
            }
            task.buffered[resolution.nominal] = waiting > 1 ? waiting - 1 : nil
        }
        checkHold(plan, of: &task)
        count(tick, of: &task)
        tasks[tick.task] = task
        for end in tick.cancelled { self.end(end) }
        for new in tick.created { create(new) }
    }

    /// The counter moves by what was dispatched, and by nothing else.
    private mutating func count(_ tick: TickWrite, of task: inout Task) {
        let plan = tick.plan
        let name = task.spec.name
        let started =
            plan.entries.count { $0.decision == .started }
            + plan.resolutions.count { $0.decision == .started }
        let isByHand = tick.created.contains { $0.cause != .tick }
        if !isByHand, started != plan.starts.count {
            fault("\(name) decided to start \(started), but starts \(plan.starts.count)")
        }
        let numbered = isByHand || task.spec.kind == .durable ? tick.created.count : plan.starts.count
        if plan.occurrence != task.occurrence + numbered {
            fault("the counter of \(name) went from \(task.occurrence) to \(plan.occurrence) for \(numbered)")
        }
        for (offset, new) in tick.created.enumerated() {
            if new.occurrence != task.occurrence + offset {
                fault("\(new.id) has another number than the counter's")
            }
            if new.id != task.spec.template?.id(task.occurrence + offset) {
                fault("\(new.id) is not of the template")
            }
        }
        task.occurrence = plan.occurrence
    }

    // MARK: Executions

    mutating func create(_ new: NewExecution) {
        if let known = sequences[new.id], !isPruning || executions[known]?.status.isEnded == false {
            fault("id \(new.id) was used twice")
        }
        if let task = new.task, let maximum = tasks[task]?.spec.overlap.maximum, !new.isOverride {
            let others = open(of: task).filter { !$0.isOverride }.map(\.id)
            if others.count >= maximum {
                fault(
                    "\(new.id) was dispatched beside \(others.joined(separator: ", ")): allowed are \(maximum)"
                )
            }
        }
        var execution = Execution(
            id: new.id,
            task: new.task,
            occurrence: new.occurrence,
            scheduledAt: new.scheduledAt,
            isOverride: new.isOverride,
            clockSteps: clockSteps
        )
        if new.startedAt != nil {
            execution.status = .running
            execution.epoch = 1
        }
        executions[new.sequence] = execution
        sequences[new.id] = new.sequence
    }

    /// A further run keeps only what completed; a retry goes on with the keys of what had begun.
    private mutating func begin(_ start: RunStart) {
        guard var execution = executions[start.execution] else { return fault("a run of nothing") }
        let name = "run \(start.run) of \(execution.id)"
        if !execution.status.isEnded { fault("\(name) began while it was \(execution.status)") }
        if start.run != execution.run + 1 { fault("\(name) followed run \(execution.run)") }
        if let first = inFlight.first(where: { $0.execution == execution.id }) {
            fault("\(name) began while \(first) was in flight")
        }
        if let task = execution.task, let maximum = tasks[task]?.spec.overlap.maximum, !start.isOverride {
            let others = open(of: task).filter { !$0.isOverride }
            if others.count >= maximum {
                fault("\(name) began beside \(others.map(\.id)): allowed are \(maximum)")
            }
        }
        for (step, known) in execution.steps {
            if start.keeps.contains(step) {
                if known.status != .completed { fault("\(name) keeps \(step), which is \(known.status)") }
                continue
            }
            if start.trigger == .retry, step != "on-failure" {
                execution.steps[step] = Step(key: known.key)
            } else {
                if let key = known.key { execution.spentKeys.insert(key) }
                execution.steps[step] = nil
            }
        }
        execution.status = .scheduled
        execution.run = start.run
        execution.epoch += 1
        execution.isOverride = execution.isOverride || start.isOverride
        executions[start.execution] = execution
    }

    private mutating func take(_ claim: ClaimWrite) {
        guard let execution = executions[claim.ref.execution] else { return fault("a claim of nothing") }
        if execution.status.isEnded { fault("\(execution.id) was claimed after its end") }
        if claim.ref.epoch <= execution.epoch { fault("\(execution.id) was claimed without a new epoch") }
        let awaited = inFlight.filter { $0.execution == execution.id }
        if let first = awaited.first { fault("\(execution.id) was claimed while \(first) was in flight") }
        executions[claim.ref.execution]?.status = .running
        executions[claim.ref.execution]?.epoch = claim.ref.epoch
    }

    private mutating func write(_ write: StepWrite, at moment: Moment) {
        guard let execution = executions[write.ref.execution] else { return fault("a step of nothing") }
        var step = execution.steps[write.name] ?? Step()
        let place = "step \(write.name) of \(execution.id)"
        if execution.status.isEnded { fault("\(place) was written after the execution's end") }
        if write.ref.epoch != execution.epoch { fault("\(place) was written by another pass") }
        if step.status.isEnded { fault("\(place) became \(write.status) after it was \(step.status)") }
        if write.kind == .sleep, write.status == .completed, let limit = step.notBefore,
            limit.clockSteps == clockSteps, moment.boot < limit.boot
        {
            fault("\(place) ended \(limit.boot - moment.boot) early")
        }
        step.status = write.status
        step.isOnRecord = true
        step.notBefore = nil
        if let wake = write.wakeAt, write.status == .sleeping || write.status == .retrying {
            step.notBefore = (moment.boot + (wake - moment.wall), clockSteps)
        }
        executions[write.ref.execution]?.steps[write.name] = step
    }

    /// One that has not begun in this run leaves nothing behind; a retry knows no more of it than its key.
    private mutating func callOff(_ name: String, of ref: PassRef) {
        guard let step = executions[ref.execution]?.steps[name], step.isOnRecord else { return }
        if step.status.isEnded { return }
        executions[ref.execution]?.steps[name]?.status = .cancelled
    }

    private mutating func stop(_ stopped: StoppedStep) {
        guard let execution = executions[stopped.execution] else { return }
        if inFlight.contains(where: { $0.execution == execution.id && $0.step == stopped.name }) {
            fault(
                "step \(stopped.name) of \(execution.id) is said to have stopped while its body is in flight"
            )
        }
    }

    private mutating func end(_ end: ExecutionEnd) {
        guard let execution = executions[end.execution] else { return fault("an end of nothing") }
        if execution.status.isEnded { fault("\(execution.id) ended twice") }
        executions[end.execution]?.status = end.status
        if end.status == .completed, let first = inFlight.first(where: { $0.execution == execution.id }) {
            fault("\(execution.id) completed while \(first) was in flight")
        }
    }

    // MARK: In the log

    static func line(_ transition: Transition, _ outcome: Outcome) -> String {
        let what =
            switch transition {
            case .registerTask(let it): "register \(it.spec.name) \(it.spec.recurrence) \(it.spec.overlap)"
            case .beginVersion(let it): "version \(it.task).\(it.version): \(it.cause)"
            case .changeState(let it): "state \(it.task) \(it.to)"
            case .hold(let it): "hold \(it)"
            case .tick(let it): "tick \(it.task) \(Self.line(it))"
            case .createExecution(let it): "create \(it.id)"
            case .claim(let it): "claim \(it.ref.execution) epoch \(it.ref.epoch)"
            case .step(let it), .transaction(let it, _):
                "step \(it.ref.execution)/\(Self.line(it)) \(it.wakeAt.map { "until \($0.milliseconds)" } ?? "")"
            case .consumeEvent(let it): "event \(it.event) for \(it.step.ref.execution)/\(it.step.name)"
            case .withdrawStep(let ref, let name): "withdraw \(ref.execution)/\(name)"
            case .callOffStep(let ref, let name, _): "call off \(ref.execution)/\(name)"
            case .moveSuccessors(let it): "move \(it)"
            case .stepStopped(let it): "stopped \(it.execution)/\(it.name)"
            case .endExecution(let it): "end \(it.execution) \(it.status) \(it.error ?? "")"
            case .beginRun(let it): "run \(it.execution).\(it.run) \(it.trigger) keeps \(it.keeps)"
            case .skipWait(let it): "skip wait \(it.execution)/\(it.step)"
            case .offerEvent(let it): "offer \(it.name) to \(it.execution)"
            case .taskOutcome(let it): "outcome \(it.task) \(it.status)"
            case .answerOrder(_, let it, let order, _): "order \(order.action): \(it.message)"
            case .clockEvent(let it): "clock \(it.delta.inMilliseconds)"
            case .renewLease: "lease"
            case .recordHandlers(let names): "handlers \(names)"
            case .drainSession: "draining"
            case .endSession(_, let reason): "end of session: \(reason)"
            case .handlerDeath(let execution, let deaths): "deaths \(execution) \(deaths)"
            case .prune: "prune"
            case .raiseAlarm(let it): "raise \(it.alarm.kind) of \(it.alarm.task): \(it.alarm.sentence)"
            case .endAlarm(let it): "recover \(it.alarm): \(it.sentence)"
            case .acknowledgeAlarm(let it): "acknowledge \(it.alarm)"
            case .noticeAttempt(let it): "notice \(it.alarm) \(it.change) \(it.status)"
            case .demandPrune(let it): "prune \(it.task.map { "task \($0)" } ?? "all") on demand"
            case .backfill(let it): "backfill \(Self.line(it))"
            }
        return outcome.isDone ? what : "\(what) REFUSED"
    }

    private static func line(_ tick: TickWrite) -> String {
        let entries = tick.plan.entries.map { entry in
            "\(entry.nominal.milliseconds)\(entry.count > 1 ? "x\(entry.count)" : "")=\(entry.decision.rawValue)"
        }
        let resolutions = tick.plan.resolutions.map { "\($0.nominal.milliseconds)→\($0.decision.rawValue)" }
        let created = tick.created.map { "\($0.id)@\($0.sequence)\($0.startedAt == nil ? "" : "!")" }
        let cancelled = tick.cancelled.map { "-\($0.execution)" }
        return (entries + resolutions + created + cancelled).joined(separator: " ")
    }

    private static func line(_ step: StepWrite) -> String {
        "\(step.name)#\(step.attempt) \(step.status.rawValue) \(step.attemptStatus.rawValue)"
    }
}
