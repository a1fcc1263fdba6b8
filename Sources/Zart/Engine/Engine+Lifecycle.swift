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
        // It may have been told to stop before it came to begin.
        guard role != .stopped else { return done(.success(())) }
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
        seekLock()
        bootTimers.push(.watchLease, at: port.timeline.boot())
    }

    /// Waits for the lock, once at a time; an engine that was stopped meanwhile lets it go again.
    func seekLock() {
        guard role == .standby || role == .active && !holdsLock, !seeksLock else { return }
        seeksLock = true
        store.waitForLock { self.port.post(.lockGranted) }
    }

    func lockGranted() {
        seeksLock = false
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
                    seekLock()
                    return activate(isTakeover: true)
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
    private func activate(isTakeover: Bool = false) {
        do {
            let session = try beginSession()
            self.session = session
            settings.faultPoint?(.sessionBegun)
            role = .active
            isBeginning = true
            isBarred = false
            if isTakeover {
                log(
                    .warn,
                    "takeover",
                    "the worker of \(store.location) let its lease run out: taking over"
                )
            }
            try takeUp(session)
            hear(of: executions.values)
            add(.recordHandlers(handlers.keys.sorted()))
            for spec in registrations { try register(spec) }
            takeUpApplied()
            flush()
            guard role == .active else { return }
        } catch let error as ZartError {
            return finish(.failure(error))
        } catch let error as StoreError where error.code == .busy && role == .standby {
            // Frozen in the middle of a commit, the other worker keeps the database's own lock: no takeover before it lets go.
            sayBarred()
            bootTimers.push(.watchLease, at: port.timeline.boot() + .seconds(1))
            return
        } catch let error as StoreError {
            return finish(.failure(error.asZartError))
        } catch {
            return finish(.failure(ZartError(.storage, "\(error)")))
        }
        beginWork()
    }

    /// Tells the operator, once, what the takeover waits for and what would end the wait.
    private func sayBarred() {
        guard !isBarred else { return }
        isBarred = true
        let process = (try? store.workerProcess()).flatMap { $0 }
        log(
            .warn,
            "takeover-waits",
            "the worker of \(store.location)\(process.map { " (process \($0))" } ?? "") let its lease run out in the "
                + "middle of a commit and keeps the database locked: taking over as soon as it goes on or is killed"
        )
    }

    /// Arms what comes by itself and opens for orders.
    private func beginWork() {
        for task in tasksInOrder { armTick(task) }
        bootTimers.push(.renewLease, at: port.timeline.boot() + settings.leaseRenewal)
        armPrune(after: settings.pruneInterval)
        if !isOpen {
            isOpen = true
            settings.upkeep?(.began)
            store.courier.deliver(to: self)
            hasOrderNotices = store.watchOrders { [port] in port.post(.ordersNoticed) }
            log(.info, "worker-started", "working on \(store.location)")
        }
        armOrderLook()
        applyPostedOrders()
    }

    private func armOrderLook() {
        let wait = hasOrderNotices ? settings.orderLook : settings.orderPoll
        bootTimers.push(.lookForOrders, at: port.timeline.boot() + wait)
    }

    func renewLease() {
        guard role == .active || role == .draining else { return }
        let at = now
        add(.renewLease(at: at, until: at + settings.leaseLength))
        bootTimers.push(.renewLease, at: port.timeline.boot() + settings.leaseRenewal)
    }

    /// The net under the notices of other processes' orders.
    func lookForOrders() {
        guard role == .active || role == .draining else { return }
        armOrderLook()
        do {
            if try store.hasForeignCommits() { applyPostedOrders() }
        } catch {
            commitFailed(error, [])
        }
    }

    // MARK: Failing commits

    /// Nothing was changed: everybody who waits is told so, and memory is read anew after a while.
    func commitFailed(_ error: StoreError, _ effects: [Effect]) {
        var effects = effects + pending.effects + afterwards
        pending.removeAll()
        afterwards.removeAll()
        unrecorded.removeAll()
        effects.removeAll { if case .log = $0 { true } else { false } }
        for effect in effects {
            switch effect {
            case .answer(let reply, _), .transacted(_, _, let reply): reply.resume(returning: .halted)
            case .reply(let reply, _):
                reply.resume(returning: OrderAnswer(error.message, refusal: .storage))
            case .runPlain(let task, _): runningPlain[task.id] = nil
            case .stopLeft(let execution): leaving[execution.sequence] = nil
            case .nothing, .spawn, .ended, .log, .runBegun, .waitSkipped, .deliver, .rulesRemoved, .pruned:
                break
            }
        }
        for live in passesInOrder { abandon(live) }
        forgetEverything()
        let pause = noteFailure(error)
        if error.code == .fenced { return wasTakenOver() }
        // What is asked of an engine whose memory is gone may fail too: it goes on trying all the same.
        guard role == .active || role == .broken, error.code != .replaced else {
            return finish(.failure(error.asZartError))
        }
        role = .broken
        bootTimers.push(.retryCommit, at: port.timeline.boot() + pause)
    }

    /// Tells of a failed commit, once while it goes on, and gives how long to wait before the next try.
    private func noteFailure(_ error: StoreError) -> Duration {
        let boot = port.timeline.boot()
        var current = outage ?? Outage(since: now)
        if current.failed(error.message, at: boot) { tell(.error, "store-failed", error.message) }
        outage = error.code == .fenced ? nil : current
        settings.storeFault?(outage == nil ? nil : error.message)
        return current.pause
    }

    /// Tells that the store can be written again, once commits have gone well for a while.
    func endOutage() {
        guard let outage, outage.isOver(at: port.timeline.boot()) else { return }
        self.outage = nil
        settings.storeFault?(nil)
        tell(.info, "store-recovered", "\(store.location) is written again; it was not since \(outage.since)")
    }

    /// Writes to the log at once: what cannot wait for a commit.
    private func tell(_ level: LogEvent.Level, _ event: String, _ message: String) {
        settings.log?(LogEvent(at: now, level: level, event: event, message: message))
    }

    /// Reads memory anew after a failed commit.
    func recover() {
        guard role == .broken else { return }
        role = .active
        do {
            try recordJump()
            try takeUp()
            for spec in registrations { try register(spec) }
            takeUpApplied()
            // Others think it silent since the failure.
            add(.renewLease(at: now, until: now + settings.leaseLength))
            flush()
            guard role == .active else { return }
            beginWork()
            let ended = endedMeanwhile
            endedMeanwhile.removeAll()
            for (task, error) in ended { plainEnded(task, error) }
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
        isOpen = false
        session = nil
        // Whoever has the store now has seen the clock set, too.
        unrecordedJump = .zero
        releaseLock()
        // Executions may end without this engine from now on; whoever waits for one has to look elsewhere.
        resumeWaiters()
        if stopRequested { return finish(.success(())) }
        role = .standby
        log(.info, "standby", "another worker has taken \(store.location) over: standing by")
        // The one that took over waits for the lock that was just let go; it must not be snatched from under it.
        bootTimers.push(.seekLock, at: port.timeline.boot() + Self.courtesy)
        bootTimers.push(.watchLease, at: port.timeline.boot())
    }

    /// How long the lock is left to the worker that took over from this one.
    private static let courtesy = Duration.seconds(1)

    func resumeWaiters() {
        for waiting in waiters.values { for reply in waiting.values { reply.resume() } }
        waiters.removeAll()
    }

    func forgetEverything() {
        tasks.removeAll()
        taskIDs.removeAll()
        executions.removeAll()
        executionIDs.removeAll()
        createdIDs.removeAll()
        backfills.removeAll()
        hasBackfillWork = false
        orderQueues.removeAll()
        hasQueuedWork = false
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
        lastApplied = 0
        touchedAlarms.removeAll()
        notices = NoticeQueue()
        deliveryDue = nil
        unheard.removeAll()
        settlesUntil = nil
        hold = nil
        rules = []
    }

    /// Takes up everything in the store that is not at an end.
    ///
    /// With a new session, also what former workers have left.
    func takeUp(_ new: Session? = nil) throws(StoreError) {
        let image = try store.load()
        templates = image.templates
        lastTask = image.lastTask
        lastExecution = image.lastExecution
        lastEvent = image.lastEvent
        takeUpHolds(image)
        lastBackfill = image.lastBackfill
        takeUp(image.backfills)
        for stored in image.tasks {
            let task = restored(stored)
            task.hold(hold)
            // A failed commit does not end the function that runs.
            if runningPlain[task.id] != nil { task.view.active = [.init(id: "", isRunning: true)] }
            tasks[task.id] = task
            taskIDs[task.spec.name] = task.id
            restartWait(of: task)
            if task.view.state == .paused, let until = task.view.pausedUntil {
                wallTimers.push(.unpause(task: task.id), at: until)
            }
        }
        for open in image.executions {
            let execution = EngineExecution(open)
            // The clock was set back since: what was due when it was created is so still.
            execution.isDue =
                open.createdAt > now && (open.nominalAt != nil || open.scheduledAt <= open.createdAt)
            executions[execution.sequence] = execution
            executionIDs[execution.id] = execution.sequence
            execution.task.flatMap { tasks[$0] }?.view.active
                .append(.init(id: execution.id, isRunning: execution.isRunning))
            if new?.interrupted.contains(execution.sequence) ?? false {
                execution.deaths += 1
                add(.handlerDeath(execution: execution.sequence, deaths: execution.deaths))
            }
            takeUp(execution)
        }
        try takeUpQueuedOrders()
        takeUpAlarms(image.alarms)
        // A step that was stopping when memory was lost is gone once its handler is.
        for step in image.stopping where departing[step.execution] != nil {
            leaving[step.execution] = (step.id, step.task, step.run)
        }
        for step in image.stopping where departing[step.execution] == nil {
            add(
                .stepStopped(
                    StoppedStep(
                        execution: step.execution,
                        run: step.run,
                        name: step.name,
                        attemptStatus: .cancelled,
                        successors: releaseSuccessors(of: step.execution),
                        at: now
                    )
                )
            )
        }
        // The end of a function that had no step on record is on record nowhere.
        let awaited = Set(executions.values.compactMap(\.waitsFor))
        for sequence in awaited.sorted() where departing[sequence] == nil {
            add(.moveSuccessors(releaseSuccessors(of: sequence)))
        }
    }

    /// Begins a session, having found out which ended executions have commands that are still being stopped.
    func beginSession() throws(StoreError) -> Session {
        let left =
            settings.departures? { [port] id, ended in
                port.post(.commandsGone(id, ended: ended))
            } ?? []
        let session = try store.beginSession(
            at: now,
            lease: settings.leaseLength,
            orphans: left,
            isErrand: isErrand
        )
        for (id, sequence) in session.orphans where orphans[id] == nil {
            orphans[id] = sequence
            departing[sequence, default: 0] += 1
        }
        return session
    }

    /// Nothing is left of what a former worker began.
    func commandsGone(_ id: String, _ ended: [String: Instant]) {
        guard let sequence = orphans.removeValue(forKey: id) else { return }
        orphanEnds[sequence] = ended
        defer { orphanEnds[sequence] = nil }
        if role == .standby { leaving[sequence] = nil }
        departed(sequence)
    }

    private func takeUp(_ execution: EngineExecution) {
        armLimit(execution)
        guard execution.isRunning else { return enqueue(execution) }
        execution.isCautious = true
        execution.takenUpAt = port.timeline.boot()
        switch execution.parkedUntil {
        case .some(.some(let wake)):
            bootTimers.push(.wake(execution: execution.sequence), at: bootTime(of: wake))
        case .some(.none): break
        case .none: enqueue(execution)
        }
    }
}
