internal import Timetable
internal import ZartCore

extension Engine {
    func armStep(_ live: LivePass, _ name: String, at wake: Instant) {
        bootTimers.push(
            .step(execution: live.execution.sequence, epoch: live.pass.ref.epoch, name: name),
            at: bootTime(of: wake)
        )
    }

    // MARK: Sleeping and waiting

    func sleep(
        _ pass: Pass,
        _ name: String,
        _ duration: Duration,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        guard let live = live(pass), !live.isHalted else { return reply.resume(returning: .halted) }
        let start = plainStart(name, .sleep, of: live)
        // A sleep that an earlier pass began ends when it was meant to.
        let wake = pass.recorded[name]?.wakeAt ?? now + duration
        var step = EngineStep(start: start, status: .sleeping)
        step.continuation = reply
        step.wakeAt = wake
        live.steps[name] = step
        if pass.recorded[name] == nil {
            var write = write(start, of: live, .sleeping, attempt: .running)
            write.wakeAt = wake
            add(.step(write))
        }
        armStep(live, name, at: wake)
        rest(live, name)
    }

    func awaitEvent(
        _ pass: Pass,
        _ name: String,
        _ eventName: String,
        _ timeout: Duration?,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        guard let live = live(pass), !live.isHalted else { return reply.resume(returning: .halted) }
        let start = plainStart(name, .event, of: live)
        // An event offered a moment ago may still wait for its commit.
        flush()
        guard isWorking else { return reply.resume(returning: .halted) }
        do {
            if let event = try store.event(named: eventName, execution: live.execution.sequence) {
                return take(event, start, live, reply)
            }
        } catch {
            afterwards.append(.answer(reply, .halted))
            return commitFailed(error, [])
        }
        let limit = pass.recorded[name].map(\.wakeAt) ?? timeout.map { now + $0 }
        var step = EngineStep(start: start, status: .waiting)
        step.event = eventName
        step.patience = timeout
        step.continuation = reply
        step.wakeAt = limit
        live.steps[name] = step
        if pass.recorded[name] == nil {
            var write = write(start, of: live, .waiting, attempt: .running)
            write.wakeAt = limit
            add(.step(write))
        }
        if let limit { armStep(live, name, at: limit) }
        rest(live, name)
    }

    func take(
        _ event: (sequence: Int64, data: String),
        _ start: StepStart,
        _ live: LivePass,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        var write = write(start, of: live, .completed, attempt: .completed, endedAt: now)
        write.result = event.data
        add(
            .consumeEvent(EventConsumption(event: event.sequence, step: write)),
            .answer(reply, .completed(event.data))
        )
        park(live)
    }

    /// Delivers an event to a step that waits for it here and now; false where none does, nil where that is not known.
    func deliver(_ sequence: Int64, _ name: String, _ data: String, to execution: EngineExecution) -> Bool? {
        guard let live = execution.live else {
            // Put aside: a new pass will find the event.
            guard case .some = execution.parkedUntil else { return false }
            execution.parkedUntil = nil
            enqueue(execution)
            return nil
        }
        let waiting = live.stepsInOrder.first { $0.value.status == .waiting && $0.value.event == name }
        guard let (name, step) = waiting, let reply = step.continuation else { return false }
        unpark(live, name, for: .event(sequence: sequence, data: data, step.start, reply))
        return true
    }

    /// Takes a step out of those that are parked and goes on once the pass holds a slot.
    func unpark(_ live: LivePass, _ name: String, for use: SlotUse) {
        live.steps[name] = nil
        unparked(live)
        acquire(live, for: use)
    }

    /// Lets a step wait for what it waits for, unless nobody waits for it by now.
    func rest(_ live: LivePass, _ name: String) {
        if live.calledOff.contains(name) { callOff(live.pass, name) } else { park(live) }
    }

    /// Ends a step's wait since the task that asked for it was cancelled; the handler goes on once its pass holds a slot.
    func callOff(_ pass: Pass, _ name: String) {
        guard let live = live(pass), !live.isHalted, !live.hasEnded else { return }
        live.calledOff.insert(name)
        // What does not wait may come to it a moment later.
        guard let step = live.steps[name], step.isParked, let reply = step.continuation else { return }
        unpark(live, name, for: .goOn(step, reply))
    }

    /// Puts on record that a step waits no more, and lets its handler go on.
    func calledOff(_ name: String, of live: LivePass, _ reply: CheckedContinuation<StepVerdict, Never>) {
        add(.callOffStep(live.pass.ref, name: name, at: now), .answer(reply, .halted))
        // What sleeps beside it may be all that is left to wait for.
        park(live)
    }

    // MARK: Putting aside

    /// How long a parked pass is left in memory at least.
    ///
    /// A pass is seen as parked as soon as one of its steps is, and its handler may be about to ask for the next one
    /// beside it. Put aside then, it would get to that only when the first goes on.
    private static let quiet = Duration.seconds(1)

    /// Gives a parked pass's slot back, and puts it aside in a while if too many are kept.
    ///
    /// To be called whenever a step came to wait, or to its end: what sleeps beside it may be all that is left to wait for.
    func park(_ live: LivePass) {
        guard live.isParked else { return }
        release(live)
        heard(live.execution.sequence)
        if !live.isCountedAsParked {
            live.isCountedAsParked = true
            parked += 1
        }
        guard parked > settings.parkedInMemory, !live.isFailing else { return }
        live.putAsideAt = port.timeline.boot() + Self.quiet
        guard !live.isToBePutAside else { return }
        live.isToBePutAside = true
        armPuttingAside(live)
    }

    /// Counts a pass as parked no more: it goes on, or is over.
    func unparked(_ live: LivePass) {
        guard live.isCountedAsParked else { return }
        live.isCountedAsParked = false
        parked -= 1
    }

    private func armPuttingAside(_ live: LivePass) {
        bootTimers.push(
            .putAside(execution: live.execution.sequence, epoch: live.pass.ref.epoch),
            at: live.putAsideAt
        )
    }

    /// Puts a pass aside if it is still one too many, and has rested all the while.
    func putAside(_ sequence: Int64, _ epoch: Int) {
        guard let live = executions[sequence]?.live, live.pass.ref.epoch == epoch, live.isToBePutAside else {
            return
        }
        let boot = port.timeline.boot()
        // What waits for a slot does not rest.
        if live.queued > 0 { live.putAsideAt = boot + Self.quiet }
        guard live.putAsideAt <= boot else { return armPuttingAside(live) }
        live.isToBePutAside = false
        guard live.isCountedAsParked, live.isParked, parked > settings.parkedInMemory else { return }
        // Whose time has come is about to go on: put aside now, it would be claimed only to be put aside again, for ever.
        if let wake = live.wakesAt, wake <= now { return }
        live.execution.parkedUntil = .some(live.wakesAt)
        // Whatever it waits for is on record with this very commit; a new pass will find it.
        flush()
        if live.execution.live === live { abandon(live) }
    }

    // MARK: What wakes

    /// A step's time has come: the end of a sleep, of a back-off, or of a wait's patience.
    func stepWakes(_ sequence: Int64, _ epoch: Int, _ name: String) {
        guard let live = executions[sequence]?.live, live.pass.ref.epoch == epoch, !live.isHalted,
            let step = live.steps[name], let wake = step.wakeAt, let reply = step.continuation
        else { return }
        guard wake <= now else { return armStep(live, name, at: wake) }
        unpark(live, name, for: .goOn(step, reply))
    }

    func goOn(_ live: LivePass, _ step: EngineStep, _ reply: CheckedContinuation<StepVerdict, Never>) {
        switch step.status {
        case .sleeping:
            add(
                .step(write(step.start, of: live, .completed, attempt: .completed, endedAt: now)),
                .answer(reply, .completed(nil))
            )
            park(live)
        case .waiting where step.isHeld:
            if let body = step.heldBody { transact(live.pass, firstAttempt(of: step), body, reply) }
        case .waiting:
            var write = write(step.start, of: live, .failed, attempt: .timedOut, endedAt: now)
            let patience = step.patience ?? .zero
            let message = "no event '\(step.event ?? step.start.name)' within \(patience.operatorText)"
            write.error = message
            add(.step(write), .answer(reply, .failed(message: message, attempts: 1)))
            park(live)
        case .retrying where step.isResumed: regrant(live, step.start, reply)
        default:
            reply.resume(returning: .go(attempt: step.start.attempt + 1, failures: step.start.failures))
        }
    }

    // MARK: Time limits of attempts

    func attemptLimitPassed(_ sequence: Int64, _ epoch: Int, _ name: String, _ attempt: Int) {
        guard let live = executions[sequence]?.live, live.pass.ref.epoch == epoch,
            var step = live.steps[name],
            step.start.attempt == attempt, step.status == .running, !step.hasTimedOut
        else { return }
        // The body is told to stop; the attempt ends when it has.
        step.hasTimedOut = true
        live.steps[name] = step
        live.pass.cancelBody(name)
    }
}
