internal import Dispatch
internal import Timetable
internal import ZartCore

extension Engine {
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
            add(.drainSession(at: now))
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
        // An order that is carried out without a worker ends by itself.
        guard role == .draining, !isErrand else { return }
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
        for live in executionsInOrder.compactMap(\.live) { abandon(live) }
        for effect in pending.effects + afterwards {
            if case .answer(let reply, _) = effect { reply.resume(returning: .halted) }
            if case .reply(let reply, _) = effect {
                reply.resume(returning: OrderAnswer("the worker stopped", refusal: .refused))
            }
        }
        pending.removeAll()
        afterwards.removeAll()
        resumeWaiters()
        forgetEverything()
        port.timeline.stop()
        // The store may be shared with whoever gets the lock next: first out, then let go.
        if holdsLock || session != nil { store.close() }
        releaseLock()
        let waiting = stopped
        stopped.removeAll()
        for done in waiting { done(result) }
    }

    func releaseLock() {
        guard holdsLock else { return }
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

    func errand(_ order: Order?) -> OrderAnswer {
        holdsLock = true
        endReason = SessionRecord.errand
        do {
            session = try beginSession()
            role = .draining
            try takeUp(session)
            lookForDeparted()
            applyPostedOrders()
            var answer = OrderAnswer("done")
            if let order {
                answer = apply(order)
                record(answer, of: order)
            }
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

    /// Takes down the ends of commands that were being stopped and are gone by now: no worker has been told of them.
    private func lookForDeparted() {
        guard let find = settings.departed else { return }
        for id in orphans.keys.sorted() { find(id).map { commandsGone(id, $0) } }
    }
}
