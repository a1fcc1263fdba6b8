internal import Timetable
internal import ZartCore

extension Engine {
    /// The greatest number of executions that one backfill dispatches before ticks are looked at again.
    private static var backfillBite: Int { 16 }

    var backfillsInOrder: [EngineBackfill] { backfills.keys.sorted().compactMap { backfills[$0] } }

    /// Takes up the backfills that have not ended.
    func takeUp(_ open: [OpenBackfill]) {
        backfills.removeAll()
        for one in open {
            let instants = try? BackfillInstants(one.backfill.stretches, zones: settings.zones)
            backfills[one.backfill.id] = EngineBackfill(one, instants: instants)
        }
    }

    // MARK: Going on

    /// Dispatches past instants where there is room that nothing else wants.
    ///
    /// Called once everything due has been decided and every execution that waits has its slot: ticks go first.
    func advanceBackfills() {
        hasBackfillWork = false
        guard !backfills.isEmpty, !hasDueTimer else { return }
        for backfill in backfillsInOrder {
            guard role == .active else { return }
            advance(backfill)
        }
    }

    private func advance(_ backfill: EngineBackfill) {
        backfill.open = backfill.open.filter { executions[$0] != nil }
        guard backfill.row.state == .running else { return }
        if backfill.isExhausted {
            if backfill.open.isEmpty { complete(backfill) }
            return
        }
        guard let task = tasks[backfill.row.task] else { return }
        guard let instants = backfill.instants else {
            // Another worker may know what this one does not, as long as only the other has the handler.
            if task.hasHandler { stall(backfill, task) }
            return
        }
        let room = room(for: backfill, of: task)
        guard room > 0 else { return }
        // A resume, or the buffer, may have started an instant of the range that is not on record yet.
        if pending.transitions.contains(where: { $0.isTick(of: task.id) }) {
            flush()
            guard role == .active, backfills[backfill.row.id] === backfill else { return }
        }
        let order = backfill.row.request.order
        var coming = instants.batch(beyond: backfill.scanned, order, limit: backfill.look)
        let hasMore = coming.count == backfill.look
        guard !coming.isEmpty else { return exhaust(backfill) }
        // A clock that was set back has put some of them into the future: never early.
        let count = coming.count
        let at = now
        coming = Array(coming.prefix { $0 <= at })
        guard let least = coming.min(), let greatest = coming.max() else { return }
        let facts: BackfillFacts
        do {
            facts = try store.backfillFacts(
                task: task.id,
                in: least...greatest,
                besides: backfill.row.id,
                zones: settings.zones
            )
        } catch {
            return commitFailed(error, [])
        }
        let only = backfill.row.request.only
        let bite = BackfillPlanner.bite(coming, hasMore: hasMore || coming.count < count, room: room) {
            only.starts(facts.fact(of: $0, version: instants.version(of: $0)))
        }
        backfill.scanned = bite.position ?? backfill.scanned
        backfill.passedBy += bite.leftOut
        if !bite.dispatched.isEmpty {
            backfill.look = EngineBackfill.firstLook
            dispatch(bite.dispatched, of: backfill, task)
        } else if !bite.isLast {
            backfill.look = min(backfill.look * 2, EngineBackfill.longestLook)
            hasBackfillWork = true
        }
        if bite.isLast { exhaust(backfill) }
    }

    /// How many executions of it can be dispatched and begin at once.
    private func room(for backfill: EngineBackfill, of task: EngineTask) -> Int {
        guard task.hasHandler, freeSlots > 0, ready.count == 0, slotQueue.isEmpty,
            predecessor(of: task) == nil
        else { return 0 }
        let next = task.view.nextDue?.nominal
        let interval = next.flatMap { next in task.view.schedule?.next(after: next).map { $0 - next } }
        let room = BackfillPlanner.room(
            state: backfill.row.state,
            maximum: backfill.row.request.maximum,
            open: backfill.open.count,
            task: task.view,
            kept: backfill.turn.kept(
                from: task.lastEntry,
                now: now,
                interval: interval,
                isOver: backfill.open.isEmpty
            ),
            now: now
        )
        guard case .slots(let slots) = room else { return 0 }
        return min(slots, freeSlots, Self.backfillBite)
    }

    /// Creates executions for the instants: they, the counter and the backfill's position are one transition.
    private func dispatch(_ instants: [Instant], of backfill: EngineBackfill, _ task: EngineTask) {
        guard let template = task.spec.template else { return }
        let at = now
        var created: [NewExecution] = []
        var effects: [Effect] = []
        for instant in instants {
            let occurrence = task.view.occurrence
            let new = newExecution(
                id: template.id(occurrence),
                task: task,
                handler: task.spec.handler,
                occurrence: occurrence,
                cause: .backfill,
                nominalAt: instant,
                scheduledAt: at,
                payload: task.spec.payload,
                at: at
            )
            task.view.occurrence += 1
            created.append(new)
            effects += dispatched(new, of: task)
            backfill.open.insert(new.sequence)
        }
        backfill.turn.began(Set(created.map(\.id)), after: task.lastEntry, at: at)
        write(created, of: backfill, task, at: at)
        afterwards += effects
        for new in created {
            log(
                .info,
                "backfill-dispatched",
                task: task.spec.name,
                execution: new.id,
                "backfill \(backfill.row.id): dispatched for \(new.nominalAt.map { "\($0)" } ?? "")"
            )
        }
        finishIfExhausted(task)
    }

    /// Puts on record how far it has come, with what was created on the way.
    private func write(
        _ created: [NewExecution],
        of backfill: EngineBackfill,
        _ task: EngineTask,
        at: Instant
    ) {
        guard let position = backfill.scanned, position != backfill.row.position else { return }
        add(
            .backfill(
                .advance(
                    BackfillAdvance(
                        backfill: backfill.row.id,
                        from: backfill.row.position,
                        position: position,
                        leftOut: backfill.passedBy,
                        created: created,
                        task: task.id,
                        occurrence: task.view.occurrence,
                        at: at
                    )
                )
            )
        )
        backfill.row.position = position
        backfill.row.dispatched += created.count
        backfill.row.leftOut += backfill.passedBy
        backfill.passedBy = 0
    }

    private func exhaust(_ backfill: EngineBackfill) {
        backfill.isExhausted = true
        if let task = tasks[backfill.row.task] { write([], of: backfill, task, at: now) }
        if backfill.open.isEmpty { complete(backfill) }
    }

    private func complete(_ backfill: EngineBackfill) {
        change(backfill, to: .completed, note: nil)
        log(
            .info,
            "backfill-completed",
            task: tasks[backfill.row.task]?.spec.name,
            "backfill \(backfill.row.id): \(backfill.row.dispatched) dispatched, \(backfill.row.leftOut) left out"
        )
    }

    /// Without its time zone its instants cannot be told: it is paused for an operator to see.
    private func stall(_ backfill: EngineBackfill, _ task: EngineTask) {
        do throws(InvalidInput) {
            backfill.instants = try BackfillInstants(backfill.row.stretches, zones: settings.zones)
            hasBackfillWork = true
        } catch {
            let note = "paused: \(error.message), then resume the backfill"
            change(backfill, to: .paused, note: note)
            log(.warn, "backfill-paused", task: task.spec.name, "backfill \(backfill.row.id) is \(note)")
        }
    }

    private func change(_ backfill: EngineBackfill, to state: BackfillState, note: String?) {
        add(
            .backfill(
                .change(
                    BackfillChange(
                        backfill: backfill.row.id,
                        from: backfill.row.state,
                        to: state,
                        note: note,
                        at: now
                    )
                )
            )
        )
        backfill.row.state = state
        if state.isEnded { backfills[backfill.row.id] = nil }
    }

    // MARK: Orders

    func backfill(_ task: EngineTask, _ request: BackfillRequest, _ order: Order) throws(ZartError)
        -> OrderAnswer
    {
        // What is due is the schedule's to decide, and moves the cursor that the range ends at.
        flush()
        guard role == .active || role == .draining else {
            throw ZartError(.storage, "'\(store.location)' cannot be written just now: try again")
        }
        let ground: BackfillGround?
        do {
            ground = try store.backfillGround(task: task.id)
        } catch {
            throw error.asZartError
        }
        let name = task.spec.name
        guard let ground else { throw ZartError(.notFound, "no task '\(name)'") }
        if let refusal = ground.refusal(of: request, now: now) { throw refusal }
        let stretches = ground.stretches(from: request.from, to: request.to)
        let instants: BackfillInstants
        do {
            instants = try BackfillInstants(stretches, zones: settings.zones)
        } catch {
            throw ZartError(.refused, error.message)
        }
        let count = instants.count
        guard let end = stretches.last?.through, count > 0 else {
            throw ZartError(
                .refused,
                "task '\(name)' has no decided instant from \(request.from) to \(request.to): see 'zartop ledger'"
            )
        }
        lastBackfill += 1
        var kept = request
        kept.to = min(request.to, end)
        let row = Backfill(
            id: lastBackfill,
            task: task.id,
            request: kept,
            stretches: stretches,
            instants: count,
            actor: order.actor,
            terminal: order.terminal,
            reason: order.reason,
            createdAt: now
        )
        backfills[row.id] = EngineBackfill(OpenBackfill(backfill: row, executions: []), instants: instants)
        add(.backfill(.begin(row)))
        let pause =
            switch task.view.state {
            case .paused: "; it waits until the task is resumed"
            case .active where task.view.isHeld: "; it waits until everything is released"
            case .active, .stopped, .finished: ""
            }
        return OrderAnswer(
            "backfill \(row.id) of \(name): \(count.counted("instant")), "
                + "\(kept.only.rawValue), \(kept.order.rawValue) first, at most \(kept.maximum) at a time\(pause)",
            backfill: row.id
        )
    }

    func pauseBackfill(_ id: Int64, _ order: Order) throws(ZartError) -> OrderAnswer {
        let backfill = try open(id)
        guard backfill.row.state == .running else {
            throw ZartError(.refused, "backfill \(id) is already paused")
        }
        change(backfill, to: .paused, note: Self.note("paused", order))
        return OrderAnswer("paused backfill \(id)\(rest(of: backfill))")
    }

    func resumeBackfill(_ id: Int64, _ order: Order) throws(ZartError) -> OrderAnswer {
        let backfill = try open(id)
        guard backfill.row.state == .paused else {
            throw ZartError(.refused, "backfill \(id) is running, not paused")
        }
        do throws(InvalidInput) {
            backfill.instants = try BackfillInstants(backfill.row.stretches, zones: settings.zones)
        } catch {
            throw ZartError(.refused, error.message)
        }
        change(backfill, to: .running, note: Self.note("resumed", order))
        return OrderAnswer("resumed backfill \(id)\(rest(of: backfill))")
    }

    /// It starts nothing more; what it started runs to its end.
    func cancelBackfill(_ id: Int64, _ order: Order) throws(ZartError) -> OrderAnswer {
        let backfill = try open(id)
        let rest = rest(of: backfill)
        change(backfill, to: .cancelled, note: Self.note("cancelled", order))
        return OrderAnswer("cancelled backfill \(id)\(rest)")
    }

    private func open(_ id: Int64) throws(ZartError) -> EngineBackfill {
        guard let backfill = backfills[id] else {
            guard id > 0, id <= lastBackfill else {
                throw ZartError(.notFound, "no backfill \(id): 'zartop backfill' lists them")
            }
            throw ZartError(.refused, "backfill \(id) has ended")
        }
        return backfill
    }

    private func rest(of backfill: EngineBackfill) -> String {
        let open = backfill.open.filter { executions[$0] != nil }.count
        let running =
            open == 0 ? "" : "; \(open) still \(open == 1 ? "runs to its end" : "run to their ends")"
        let done = backfill.row.dispatched + backfill.row.leftOut - open
        return ": \(done) of \(backfill.row.instants) instants done\(running)"
    }

    private static func note(_ verb: String, _ order: Order) -> String {
        let who = order.actor.isEmpty ? verb : "\(verb) by \(order.actor)"
        return order.reason.map { "\(who): \($0)" } ?? who
    }
}

extension Transition {
    fileprivate func isTick(of task: Int64) -> Bool {
        if case .tick(let tick) = self { tick.task == task } else { false }
    }
}
