internal import Timetable
internal import ZartCore

/// Attempts of steps.
extension Engine {
    /// An attempt has begun; it goes on record with whatever commit comes next.
    func stepStarted(_ pass: Pass, _ start: StepStart) {
        guard let live = live(pass), !live.hasEnded else { return }
        begin(live, start)
    }

    /// Counts an attempt as one in flight.
    private func took(_ live: LivePass, _ start: StepStart) -> EngineStep {
        var start = start
        // A clock that was set moved what the handler's side still knows as it was.
        if start.totalDeadline != nil {
            start.totalDeadline = live.totalDeadlines[start.name] ?? start.totalDeadline
            live.totalDeadlines[start.name] = start.totalDeadline
        }
        unparked(live)
        live.inFlight += 1
        return EngineStep(start: start, status: .running)
    }

    private func begin(_ live: LivePass, _ start: StepStart) {
        if start.endedUnseenAt == nil { heard(live.execution.sequence) }
        let step = took(live, start)
        let start = step.start
        live.steps[start.name] = step
        unrecorded.append((live, start.name))
        let execution = live.execution
        if let limit = start.timeout?.perAttempt {
            armAttemptLimit(execution, start, start.startedAt + limit)
        }
        // One that has ended unseen has ended in time, or it has not.
        if let deadline = start.totalDeadline, start.endedUnseenAt.map({ $0 > deadline }) ?? true {
            armAttemptLimit(execution, start, deadline)
        }
    }

    private func armAttemptLimit(_ execution: EngineExecution, _ start: StepStart, _ limit: Instant) {
        bootTimers.push(
            .attemptLimit(
                execution: execution.sequence,
                epoch: execution.epoch,
                name: start.name,
                attempt: start.attempt
            ),
            at: bootTime(of: limit)
        )
    }

    /// An attempt asks before it begins: it is one more beside others, resumes an earlier pass's step, or belongs
    /// to an execution during which a worker died.
    func stepBegins(_ pass: Pass, _ start: StepStart, _ reply: CheckedContinuation<StepVerdict, Never>) {
        guard let live = live(pass), !live.isToldToStop, !live.hasEnded else {
            return reply.resume(returning: .halted)
        }
        guard isInTime(live, start) else { return reply.resume(returning: .halted) }
        if let known = pass.recorded[start.name], known.status == .retrying, let wake = known.wakeAt,
            wake > now, !live.skippedWaits.contains(start.name)
        {
            var step = EngineStep(start: start, status: .retrying)
            step.continuation = reply
            step.wakeAt = wake
            step.isResumed = true
            live.steps[start.name] = step
            armStep(live, start.name, at: wake)
            return rest(live, start.name)
        }
        guard !holdBack(start, of: live, reply) else { return }
        grant(live, start, reply)
    }

    func regrant(_ live: LivePass, _ start: StepStart, _ reply: CheckedContinuation<StepVerdict, Never>) {
        var start = start
        start.startedAt = now
        grant(live, start, reply)
    }

    func grant(_ live: LivePass, _ start: StepStart, _ reply: CheckedContinuation<StepVerdict, Never>) {
        if live.inFlight >= live.slots, freeSlots <= 0 {
            return enqueue(live, .attempt(start, reply))
        }
        unparked(live)
        if live.inFlight >= live.slots {
            live.slots += 1
            freeSlots -= 1
        }
        begin(live, start)
        let verdict = StepVerdict.go(attempt: start.attempt, failures: start.failures)
        if live.execution.isCautious {
            // The last worker died with this execution at hand: what it does next must be known before it does it.
            recordStarts()
            afterwards.append(.answer(reply, verdict))
        } else {
            reply.resume(returning: verdict)
        }
    }

    /// Puts on record what a pass has in flight whose execution is about to end, or nobody would know what has yet to
    /// stop.
    ///
    /// What it has begun and said, though nobody has looked yet, is among it. It is halted first: whatever asks for its
    /// leave after that gets none, and whoever had it has said so.
    func recordLastStarts(of live: LivePass) {
        live.pass.haltAfterStep()
        func begin(_ request: Request) -> StepStart? {
            if case .started(let pass, let start) = request, pass === live.pass { start } else { nil }
        }
        let begun = batch.compactMap(begin) + port.find(begin)
        for start in begun where live.steps[start.name] == nil { self.begin(live, start) }
        recordStarts(ofPass: live)
    }

    /// Answers once the begins of a pass's attempts are durable.
    func recordBegins(_ pass: Pass, _ reply: CheckedContinuation<StepVerdict, Never>) {
        guard let live = live(pass), !live.hasEnded else { return reply.resume(returning: .halted) }
        recordStarts(ofPass: live)
        afterwards.append(.answer(reply, live.isHalted ? .halted : .completed(nil)))
    }

    /// Puts the begins of attempts still in flight on record: all of them, or those of one pass.
    func recordStarts(ofPass only: LivePass? = nil) {
        guard !unrecorded.isEmpty else { return }
        var rest: [(live: LivePass, name: String)] = []
        for (live, name) in unrecorded {
            if let only, only !== live {
                rest.append((live, name))
                continue
            }
            guard var step = live.steps[name], step.status == .running, !step.isRecorded, !live.hasEnded
            else {
                continue
            }
            step.isRecorded = true
            live.steps[name] = step
            add(.step(write(step.start, of: live, .running, attempt: .running)))
        }
        unrecorded = rest
    }

    /// An attempt has ended, well or not.
    func stepEnded(_ pass: Pass, _ end: StepEnd, _ reply: CheckedContinuation<StepVerdict, Never>) {
        let name = end.start.name
        guard let live = live(pass), let place = live.steps.index(forKey: name) else {
            return reply.resume(returning: .halted)
        }
        if live.hasEnded {
            // Cancelled meanwhile: what it says is refused, and it is gone, unless the next worker finds it still there.
            if case .failure(let failure) = end.result, failure.isLeft {
                stepLeft(live, name)
            } else {
                stepStopped(live, name)
            }
            afterwards.append(.answer(reply, .halted))
            return
        }
        let step = live.steps.remove(at: place).value
        if let deadline = live.execution.deadline, end.endedAt > deadline, !live.isFailing {
            live.overdueUntil = nil
            executionLimitPassed(live.execution.sequence)
        }
        conclude(live, step, end, reply)
        // What is to be tried again would be late.
        if live.isOutOfTime || live.overdueUntil != nil && live.steps[name] != nil { runOut(live) }
    }

    /// An attempt that nothing was known of has begun and ended, unless its begin was looked for when its execution ended.
    func stepRan(_ pass: Pass, _ end: StepEnd, _ reply: CheckedContinuation<StepVerdict, Never>) {
        guard let live = live(pass), !live.hasEnded else { return stepEnded(pass, end, reply) }
        conclude(live, took(live, end.start), end, reply)
    }

    private func conclude(
        _ live: LivePass,
        _ step: EngineStep,
        _ end: StepEnd,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        var end = end
        let name = step.start.name
        end.start.totalDeadline = step.start.totalDeadline
        end.start.stepStartedAt = step.start.stepStartedAt
        live.inFlight -= 1
        // A pass whose next attempt waits in the queue must not sit on the very slot that attempt waits for.
        if live.slots > max(live.queued > 0 ? 0 : 1, live.inFlight) {
            live.slots -= 1
            freeSlots += 1
        }
        ownCommit(of: live.execution)
        if live.failure != nil, !live.isFailing {
            add(.step(closing(step, of: live, as: .cancelled, attempt: .timedOut)), .answer(reply, .halted))
            return
        }
        let isLate = step.hasTimedOut || end.start.totalDeadline.map { end.endedAt > $0 } ?? false
        switch end.result {
        case .success(let json) where !isLate:
            var write = write(end.start, of: live, .completed, attempt: .completed, endedAt: end.endedAt)
            write.result = json
            add(.step(write), .answer(reply, live.isHalted ? .halted : .completed(nil)))
            log(
                .debug,
                "step-completed",
                task: taskName(live.execution),
                execution: live.execution.id,
                step: name,
                "attempt \(end.start.attempt) completed"
            )
            // What sleeps beside it may be all that is left to wait for.
            park(live)
        case .success: attemptFailed(live, end, Self.timeLimit(of: end.start), .timedOut, reply)
        case .failure(let failure) where failure.isCalledOff && !live.isHalted && !isLate:
            var write = write(end.start, of: live, .cancelled, attempt: .cancelled, endedAt: end.endedAt)
            write.error = failure.message
            add(.step(write), .answer(reply, .halted))
            park(live)
        case .failure(let failure) where failure.isLeft:
            // It goes on, and on record too: the next worker takes it up, however soon this one is told to stop.
            live.pass.haltAfterStep()
            afterwards.append(.answer(reply, .halted))
        case .failure(let failure) where failure.isInterrupted && !live.isHalted && !isLate:
            attemptInterrupted(live, end, failure, reply)
        case .failure(let failure):
            if live.isHalted, role == .draining, failure.isCancellation {
                // Told to stop for the worker's sake: the attempt was cut short and uses up no retry.
                var write = write(
                    end.start,
                    of: live,
                    .scheduled,
                    attempt: .interrupted,
                    endedAt: end.endedAt
                )
                write.endedAt = nil
                add(.step(write), .answer(reply, .halted))
                return
            }
            attemptFailed(
                live,
                end,
                isLate ? Self.timeLimit(of: end.start) : failure,
                isLate || failure.hasTimedOut ? .timedOut : .failed,
                reply
            )
        }
    }

    /// What did the work was lost: another attempt follows at once.
    private func attemptInterrupted(
        _ live: LivePass,
        _ end: StepEnd,
        _ failure: StepFailure,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        let start = end.start
        var write = write(start, of: live, .scheduled, attempt: .interrupted, endedAt: end.endedAt)
        write.endedAt = nil
        write.error = failure.message
        add(.step(write))
        log(
            .warn,
            "step-interrupted",
            task: taskName(live.execution),
            execution: live.execution.id,
            step: start.name,
            "attempt \(start.attempt) was interrupted, and another one begins: \(failure.message)"
        )
        goOnLater(live, start, at: now, reply)
    }

    /// Leaves a step until the time of its next attempt.
    private func goOnLater(
        _ live: LivePass,
        _ start: StepStart,
        at wake: Instant,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        var step = EngineStep(start: start, status: .retrying)
        step.continuation = reply
        step.wakeAt = wake
        live.steps[start.name] = step
        armStep(live, start.name, at: wake)
        rest(live, start.name)
    }

    private func attemptFailed(
        _ live: LivePass,
        _ end: StepEnd,
        _ failure: StepFailure,
        _ status: AttemptStatus,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        let start = end.start
        let failures = start.failures + 1
        let at = now
        let decision = RetryDecision.after(
            failures: failures,
            retry: start.retry,
            isRetryable: failure.isRetryable,
            now: at,
            totalDeadline: start.totalDeadline,
            roll: settings.roll()
        )
        var write = write(start, of: live, .failed, attempt: status, endedAt: end.endedAt)
        write.failures = failures
        write.error = failure.message
        let execution = live.execution
        switch decision {
        case .fail, .tooLate:
            var message = failure.message
            if decision == .tooLate, status == .failed, let limit = start.timeout?.total {
                message += " (no time is left for another attempt: the limit is \(limit.operatorText) in all)"
            }
            write.error = Limits.cutError(message)
            add(
                .step(write),
                .answer(reply, live.isHalted ? .halted : .failed(message: message, attempts: start.attempt))
            )
            log(
                .error,
                "step-failed",
                task: taskName(execution),
                execution: execution.id,
                step: start.name,
                "attempt \(start.attempt) failed for good: \(message)"
            )
            park(live)
        case .retry(let wake):
            write.status = .retrying
            write.endedAt = nil
            write.wakeAt = wake
            log(
                .warn,
                "step-retrying",
                task: taskName(execution),
                execution: execution.id,
                step: start.name,
                "attempt \(start.attempt) failed: \(failure.message); next at \(wake)"
            )
            guard !live.isHalted else { return add(.step(write), .answer(reply, .halted)) }
            add(.step(write))
            var next = start
            next.failures = failures
            goOnLater(live, next, at: wake, reply)
        }
    }

    /// The limit that an attempt came to first.
    private static func timeLimit(of start: StepStart) -> StepFailure {
        let ofAttempt = start.timeout?.perAttempt
        let isTotal = ofAttempt.flatMap { limit in
            start.totalDeadline.map { $0 < start.startedAt + limit }
        }
        let limit = isTotal ?? true ? start.timeout?.total ?? ofAttempt : ofAttempt
        return StepFailure("timed out after \((limit ?? .zero).operatorText)")
    }

    /// The default `onFailure` is no step: its begin leaves no trace.
    func withdraw(_ pass: Pass, _ name: String) {
        guard let live = live(pass), let step = live.steps.removeValue(forKey: name) else { return }
        live.inFlight -= 1
        if step.isRecorded { add(.withdrawStep(live.pass.ref, name: name)) }
    }

    /// An execution that commits something of its own did not bring this worker down.
    func ownCommit(of execution: EngineExecution) {
        execution.isCautious = false
        guard execution.deaths > 0 else { return }
        execution.deaths = 0
        if liveSuspect == execution.sequence { liveSuspect = nil }
        add(.handlerDeath(execution: execution.sequence, deaths: 0))
    }
}

extension StepFailure {
    /// Whether the body ended because it was told to.
    var isCancellation: Bool { message.hasPrefix("CancellationError") }
}
