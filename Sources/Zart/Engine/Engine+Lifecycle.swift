internal import Dispatch
internal import Timetable
internal import ZartCore

extension Engine {
    // MARK: Beginning

    /// Becomes the worker, at once or when the present one goes; returns when stopped.
    nonisolated func run() async -> Result<Void, ZartError> {
        await withCheckedContinuation { done in
            executor.queue.async { self.assumeIsolated { $0.begin { done.resume(returning: $0) } } }
        }
    }

    func begin(_ done: @escaping (Result<Void, ZartError>) -> Void) {
        stopped.append(done)
        guard role == .idle else { return }
        port.timeline.start { [port] in port.ring() }
        do {
            if try store.tryLock() {
                holdsLock = true
                activate()
            } else {
                standBy()
            }
        } catch {
            finish(.failure(error.asZartError))
        }
        drain()
    }

    // MARK: Standing by

    private func standBy() {
        role = .standby
        log(.info, "standby", "another worker has \(store.location): standing by")
        store.waitForLock { [port] in port.post(.lockGranted) }
        bootTimers.push(.watchLease, at: port.timeline.boot())
    }

    func lockGranted() {
        holdsLock = true
        // After a takeover from a frozen worker the lock comes late.
        if role == .standby { activate() }
        if role == .stopped || role == .idle { releaseLock() }
    }

    /// A worker that is frozen keeps its lock, but lets its lease run out.
    func watchLease() {
        guard role == .standby else { return }
        do {
            if let expiry = try store.leaseExpiry() {
                if expiry <= now {
                    log(
                        .warn,
                        "takeover",
                        "the worker of \(store.location) let its lease run out: taking over"
                    )
                    return activate()
                }
                bootTimers.push(
                    .watchLease,
                    at: max(bootTime(of: expiry), port.timeline.boot() + .milliseconds(500))
                )
                return
            }
        } catch {
            log(.error, "store", error.message)
        }
        bootTimers.push(.watchLease, at: port.timeline.boot() + .seconds(1))
    }

    // MARK: Being the worker

    /// Begins a session and takes up what the store holds.
    private func activate() {
        do {
            let at = now
            let session = try store.beginSession(at: at, leaseUntil: at + settings.leaseLength)
            self.session = session
            settings.faultPoint?(.sessionBegun)
            role = .active
            try takeUp(interrupted: session.interrupted)
            for spec in registrations { try register(spec) }
            flush()
            guard role == .active else { return }
        } catch let error as ZartError {
            return finish(.failure(error))
        } catch let error as StoreError {
            return finish(.failure(error.asZartError))
        } catch {
            return finish(.failure(ZartError(.storage, "\(error)")))
        }
        for task in tasksInOrder { armTick(task) }
        bootTimers.push(.renewLease, at: port.timeline.boot() + settings.leaseRenewal)
        bootTimers.push(.prune, at: port.timeline.boot() + settings.pruneInterval)
        store.courier.deliver(to: self)
        store.watchOrders { [port] in port.post(.ordersNoticed) }
        log(.info, "worker-started", "working on \(store.location)")
        applyPostedOrders()
    }

    func renewLease() {
        guard role == .active || role == .draining else { return }
        let at = now
        add(.renewLease(at: at, until: at + settings.leaseLength))
        bootTimers.push(.renewLease, at: port.timeline.boot() + settings.leaseRenewal)
        // The net under the notices of other processes' orders.
        applyPostedOrders()
    }

    func prune() {
        guard role == .active else { return }
        let at = now
        add(
            .prune(
                PruneRequest(
                    endedBefore: at - settings.keepEnded,
                    failedBefore: at - settings.keepFailed,
                    keepPerTask: settings.keepPerTask,
                    limit: 100
                )
            )
        )
        bootTimers.push(.prune, at: port.timeline.boot() + settings.pruneInterval)
    }

    // MARK: Failing commits

    /// Nothing was changed: everybody who waits is told so, and memory is read anew after a while.
    func commitFailed(_ error: StoreError, _ effects: [Effect]) {
        var effects = effects + pending.map(\.effect) + afterwards
        pending.removeAll()
        afterwards.removeAll()
        unrecorded.removeAll()
        effects.removeAll { if case .log = $0 { true } else { false } }
        for effect in effects {
            switch effect {
            case .answer(let reply, _), .transacted(_, _, let reply): reply.resume(returning: .halted)
            case .reply(let reply, _):
                reply.resume(returning: OrderAnswer(error.message, refusal: .storage))
            case .runPlain(let task, _): runningPlain.remove(task.id)
            case .nothing, .spawn, .ended, .log: break
            }
        }
        for live in passesInOrder { abandon(live) }
        forgetEverything()
        settings.log?(
            LogEvent(
                at: now,
                level: .error,
                event: "store-failed",
                task: nil,
                execution: nil,
                step: nil,
                message: error.message
            )
        )
        if error.code == .fenced { return wasTakenOver() }
        guard role == .active else { return finish(.failure(error.asZartError)) }
        role = .broken
        bootTimers.push(.retryCommit, at: port.timeline.boot() + retryDelay)
        retryDelay = min(retryDelay * 2, .seconds(10))
    }

    /// Reads memory anew after a failed commit.
    func recover() {
        guard role == .broken else { return }
        role = .active
        do {
            try recordJump()
            try takeUp(interrupted: [])
            for spec in registrations { try register(spec) }
            flush()
            guard role == .active else { return }
            retryDelay = .milliseconds(100)
            for task in tasksInOrder { armTick(task) }
            bootTimers.push(.renewLease, at: port.timeline.boot() + settings.leaseRenewal)
            bootTimers.push(.prune, at: port.timeline.boot() + settings.pruneInterval)
            applyPostedOrders()
        } catch let error as StoreError {
            commitFailed(error, [])
        } catch {
            commitFailed(StoreError(.internalFault, "\(error)"), [])
        }
    }

    /// Another worker has the database now.
    ///
    /// This one gives everything up and stands by.
    private func wasTakenOver() {
        store.courier.deliver(to: nil)
        session = nil
        releaseLock()
        if stopRequested { return finish(.success(())) }
        standBy()
    }

    private func forgetEverything() {
        tasks.removeAll()
        taskIDs.removeAll()
        executions.removeAll()
        executionIDs.removeAll()
        stopping.removeAll()
        ready = TimerHeap()
        for use in slotQueue.removeAll() { use.reply.resume(returning: .halted) }
        suspects.removeAll()
        wallTimers = TimerHeap()
        bootTimers = TimerHeap()
        liveSuspect = nil
        parked = 0
        freeSlots = settings.concurrency
        appliedOrders.removeAll()
    }

    /// Takes up everything in the store that is not at an end.
    private func takeUp(interrupted: Set<Int64>) throws(StoreError) {
        let image = try store.load()
        templates = image.templates
        lastTask = image.lastTask
        lastExecution = image.lastExecution
        lastEvent = image.lastEvent
        for stored in image.tasks {
            let task = restored(stored)
            // A failed commit does not end the function that runs.
            if runningPlain.contains(task.id) { task.view.active = [.init(id: "", isRunning: true)] }
            tasks[task.id] = task
            taskIDs[task.spec.name] = task.id
            restartWait(of: task)
            if task.view.state == .paused, let until = task.pausedUntil {
                wallTimers.push(.unpause(task: task.id), at: until)
            }
        }
        for open in image.executions {
            let execution = EngineExecution(open)
            executions[execution.sequence] = execution
            executionIDs[execution.id] = execution.sequence
            execution.task.flatMap { tasks[$0] }?.view.active
                .append(.init(id: execution.id, isRunning: execution.isRunning))
            if interrupted.contains(execution.sequence) {
                execution.deaths += 1
                add(.handlerDeath(execution: execution.sequence, deaths: execution.deaths))
            }
            takeUp(execution)
        }
        // A step that was stopping when memory was lost is gone once its handler is.
        for step in image.stopping {
            guard departing[step.execution] == nil else {
                leaving[step.execution] = (step.task, step.run)
                continue
            }
            releaseSuccessors(of: step.execution)
            add(
                .stepStopped(
                    StoppedStep(
                        execution: step.execution,
                        run: step.run,
                        name: step.name,
                        attemptStatus: .cancelled,
                        releasesSuccessors: true,
                        at: now
                    )
                )
            )
        }
    }

    private func takeUp(_ execution: EngineExecution) {
        armLimit(execution)
        guard execution.isRunning else { return enqueue(execution) }
        execution.isCautious = true
        switch execution.parkedUntil {
        case .some(.some(let wake)):
            bootTimers.push(.wake(execution: execution.sequence), at: bootTime(of: wake))
        case .some(.none): break
        case .none: enqueue(execution)
        }
    }

    // MARK: Stopping

    /// Takes no new work, lets steps in flight end within the grace, and leaves the rest for the next worker.
    func stop(grace: Duration) {
        stopRequested = true
        guard role == .active || role == .draining else {
            if role != .stopped { finish(.success(())) }
            return
        }
        if role == .active {
            role = .draining
            log(.info, "draining", "no new work; steps in flight may end")
            settings.faultPoint?(.draining)
            for execution in executionsInOrder { execution.live.map(quieten) }
        }
        flush()
        guard grace > .zero else { return graceOver() }
        bootTimers.push(.graceOver, at: port.timeline.boot() + grace)
        checkDrained()
    }

    /// Lets a pass begin no further step; parked ones end here, to be replayed by the next worker.
    private func quieten(_ live: LivePass) {
        if live.inFlight == 0 { return abandon(live) }
        live.isHalted = true
        live.pass.haltAfterStep()
        for (name, step) in live.stepsInOrder where step.isParked {
            if let reply = step.continuation { afterwards.append(.answer(reply, .halted)) }
            live.steps[name] = nil
        }
    }

    func checkDrained() {
        guard role == .draining else { return }
        let isBusy =
            executions.values.contains { ($0.live?.inFlight ?? 0) > 0 } || !stopping.isEmpty
            || !runningPlain.isEmpty
        if !isBusy { graceOver() }
    }

    /// Whatever is still in flight is given up: the next worker finds it interrupted and runs it again.
    func graceOver() {
        guard role == .draining else { return }
        recordStarts()
        for live in executionsInOrder.compactMap(\.live) {
            for (_, step) in live.stepsInOrder where step.status == .running {
                var write = closing(step, of: live, as: .scheduled, attempt: .interrupted)
                write.endedAt = nil
                add(.step(write))
            }
            abandon(live)
        }
        add(.endSession(at: now, reason: endReason))
        log(.info, "worker-stopped", "stopped")
        flush()
        if role == .draining { finish(.success(())) }
    }

    /// The end of the engine: everybody who still waits is told.
    func finish(_ result: Result<Void, ZartError>) {
        role = .stopped
        store.courier.deliver(to: nil)
        releaseLock()
        for live in executionsInOrder.compactMap(\.live) { abandon(live) }
        for effect in pending.map(\.effect) + afterwards {
            if case .answer(let reply, _) = effect { reply.resume(returning: .halted) }
            if case .reply(let reply, _) = effect {
                reply.resume(returning: OrderAnswer("the worker stopped", refusal: .refused))
            }
        }
        pending.removeAll()
        afterwards.removeAll()
        for waiting in waiters.values { for reply in waiting.values { reply.resume() } }
        waiters.removeAll()
        forgetEverything()
        port.timeline.stop()
        store.close()
        let waiting = stopped
        stopped.removeAll()
        for done in waiting { done(result) }
    }

    private func releaseLock() {
        store.unlock()
        holdsLock = false
    }

    // MARK: An order when no worker runs

    /// Applies an order, and those posted before it, through the same code; no ticks, no claims.
    nonisolated func runErrand(_ order: Order?) async -> OrderAnswer {
        await withCheckedContinuation { reply in
            executor.queue.async { self.assumeIsolated { reply.resume(returning: $0.errand(order)) } }
        }
    }

    private func errand(_ order: Order?) -> OrderAnswer {
        do {
            let at = now
            session = try store.beginSession(at: at, leaseUntil: at + settings.leaseLength)
            role = .draining
            try takeUp(interrupted: session?.interrupted ?? [])
            applyPostedOrders()
            var answer = OrderAnswer("done")
            if let order {
                answer = apply(order)
                add(.answerOrder(id: 0, answer: answer, order: order, at: now))
            }
            endReason = "errand"
            add(.endSession(at: now, reason: endReason))
            flush()
            if role == .stopped { return OrderAnswer("the store could not be written", refusal: .storage) }
            finish(.success(()))
            return answer
        } catch {
            finish(.failure(error.asZartError))
            return OrderAnswer(error.message, refusal: .storage)
        }
    }
}
