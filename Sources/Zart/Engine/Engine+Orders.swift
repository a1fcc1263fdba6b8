internal import Timetable
internal import ZartCore

extension Engine {
    // MARK: From this process

    package nonisolated func perform(_ order: Order) async -> OrderAnswer {
        let handler = handlerFit(for: order)
        return await withCheckedContinuation { port.post(.order(order, fits: handler, $0)) }
    }

    /// The handler of that name whose input the payload of a start is; nil where only the engine can tell.
    ///
    /// Reading a payload takes as long as all the rest of a start: it is done by who gives the order, beside the engine.
    private nonisolated func handlerFit(for order: Order) -> String? {
        guard case .start(let name, _, let payload?, _) = order.action, payload.utf8.count <= Limits.payload,
            let handler = handlers[name], handler.reject(payload) == nil
        else { return nil }
        return name
    }

    func perform(_ order: Order, fits handler: String?, _ reply: CheckedContinuation<OrderAnswer, Never>) {
        guard role == .active || role == .draining else {
            let answer =
                role == .broken
                ? OrderAnswer("'\(store.location)' cannot be written just now: try again", refusal: .storage)
                : OrderAnswer("the worker is not running", refusal: .refused)
            return reply.resume(returning: answer)
        }
        let answer = apply(order, fits: handler)
        // Starts are many and their executions say it all; whatever an operator decides is kept as an order.
        if case .start = order.action, answer.refusal == nil, order.actor.isEmpty {
            afterwards.append(.reply(reply, answer))
        } else {
            record(answer, of: order, .reply(reply, answer))
        }
    }

    /// Puts on record what came of an order; with the id 0 the order itself too.
    func record(_ answer: OrderAnswer, of order: Order, id: Int64 = 0, _ effect: Effect = .nothing) {
        add(.answerOrder(id: id, answer: answer, order: order, at: now), effect)
        if answer.queuedAfterRun != nil { takeUpQueued(id, order, answer) }
    }

    // MARK: From other processes

    func applyPostedOrders() {
        guard role == .active || role == .draining else { return }
        do {
            let waiting = try store.pendingOrders(after: lastApplied, limit: Self.orderBite)
            for posted in waiting where appliedOrders.insert(posted.id).inserted {
                let answer = apply(posted.order)
                // A commit on the way to the answer failed: the order stays, and is applied once memory is back.
                guard role == .active || role == .draining else { break }
                record(answer, of: posted.order, id: posted.id)
                log(
                    .info,
                    "order",
                    "\(posted.order.actor) asked: \(posted.order.target): \(answer.message)"
                )
            }
            flush()
            appliedOrders.removeAll()
            guard waiting.count == Self.orderBite, role == .active || role == .draining else {
                lastApplied = 0
                return
            }
            // Many were given together: what is due meanwhile comes between.
            lastApplied = waiting.last?.id ?? 0
            if role == .active { port.post(.ordersNoticed) } else { applyPostedOrders() }
        } catch {
            commitFailed(error, [])
        }
    }

    /// The greatest number of posted orders applied at once; each may take a commit of its own.
    static let orderBite = 32

    // MARK: Applying

    /// Applies an order to memory and adds its transitions; the same for every asker.
    func apply(_ order: Order, fits handler: String? = nil) -> OrderAnswer {
        var answer = carryOut(order, fits: handler)
        guard answer.refusal == nil, order.action.begins(answer) else { return answer }
        if isErrand {
            answer.message += "; no worker runs: it begins once one does"
        } else if role == .draining {
            answer.message += "; this worker is stopping: it begins with the next one"
        }
        return answer
    }

    private func carryOut(_ order: Order, fits handler: String?) -> OrderAnswer {
        do {
            try checkRun(order)
            switch order.action {
            case .start(let task, let id, let payload, let overlap):
                return try start(task, id: id, payload: payload, overlap: overlap, order, fits: handler)
            case .trigger(let task, let overlap): return try trigger(known(task), overlap: overlap, order)
            case .cancel(let id): return try cancel(id, order)
            case .kill(let id): return try kill(id, order)
            case .stop(let task): return stopRecurring(try known(task), order)
            case .revive(let task): return revive(try known(task), order)
            case .pause(let task, let until, let note): return pause(try known(task), until, note, order)
            case .resume(let task, let missed): return try resume(try known(task), missed, order)
            case .event(let id, let name, let data): return try offer(id, name, data, order)
            case .pauseAll(let until, let note): return pauseAll(until, note, order)
            case .resumeAll(let missed): return try resumeAll(missed, order)
            case .pauseSteps(let steps, let tasks, let note):
                return try pauseSteps(steps, tasks, note, order)
            case .resumeSteps(let steps, let tasks): return try resumeSteps(steps, tasks, order)
            case .skip(let task, let count): return skip(try known(task), count, order)
            case .retry(let id, let step, let overlap, let latest):
                return try retry(id, step, overlap, latest: latest, order)
            case .restart(let id, let payload, let overlap): return try restart(id, payload, overlap, order)
            case .rerun(let id, let step, let overlap, let latest):
                return try rerun(id, from: step, overlap, latest: latest, order)
            case .acknowledge(let task, let alarm): return try acknowledge(alarm, of: known(task), order)
            case .apply(let source, let tasks, let former):
                return try apply(tasks, of: source, from: Set(former).union([source]), order)
            case .prune(let task, let age): return try prune(task, olderThan: age, order)
            case .backfill(let task, let request): return try backfill(known(task), request, order)
            case .pauseBackfill(let id): return try pauseBackfill(id, order)
            case .resumeBackfill(let id): return try resumeBackfill(id, order)
            case .cancelBackfill(let id): return try cancelBackfill(id, order)
            }
        } catch {
            return OrderAnswer(error.message, refusal: Self.refusal(error))
        }
    }

    private static func refusal(_ error: ZartError) -> OrderAnswer.Refusal {
        switch error.code {
        case .invalid: .invalid
        case .notFound: .notFound
        case .storage: .storage
        default: .refused
        }
    }

    private func known(_ name: String) throws(ZartError) -> EngineTask {
        guard let task = taskIDs[name].flatMap({ tasks[$0] }) else {
            throw ZartError(.notFound, "no task '\(name)'")
        }
        return task
    }

    // MARK: Starting

    private func start(
        _ name: String,
        id: String?,
        payload: String?,
        overlap: OverlapPolicy?,
        _ order: Order,
        fits known: String?
    ) throws(ZartError) -> OrderAnswer {
        let task = taskIDs[name].flatMap { tasks[$0] }
        guard task != nil || handlers[name] != nil else {
            throw ZartError(
                .notFound,
                "no task '\(name)', and no worker that runs has a handler of that name"
            )
        }
        if task?.spec.kind == .scheduled {
            throw ZartError(
                .refused,
                "task '\(name)' is a plain function without executions: it cannot be started"
            )
        }
        let payload = payload ?? task?.spec.payload ?? "null"
        let handler = task?.spec.handler ?? name
        if handler != known { try check(payload, for: handler) }
        guard let id else {
            guard let task else {
                throw ZartError(.invalid, "'\(name)' has no recurring task: give the execution an id")
            }
            return try dispatch(task, cause: .start, payload: payload, overlap: overlap, order)
        }
        do {
            try Limits.checkExecutionID(id, what: "execution id '\(id)'")
        } catch {
            throw ZartError(.invalid, error.message)
        }
        if let answer = try existing(id, task: name, payload: payload) { return answer }
        if let template = templates.maker(of: id) {
            throw ZartError(
                .refused,
                "id '\(id)' is one that template '\(template)' makes: choose another"
            )
        }
        if let task { try makeRoom(task, overlap, order) }
        let record = create(id, task, handler, nil, .start, payload, isOverride: overlap != nil)
        return OrderAnswer(OrderAnswer.started(id), execution: id, record: record)
    }

    /// Starting what is there already changes nothing; starting something else under its id is refused.
    private func existing(_ id: String, task: String, payload: String) throws(ZartError) -> OrderAnswer? {
        guard let known = try lookUp(id) else { return nil }
        guard known.task == task else {
            throw ZartError(
                .refused,
                "execution '\(id)' exists and belongs to task '\(known.task)': choose another id"
            )
        }
        guard Self.isSame(known.payload, payload) else {
            throw ZartError(
                .refused,
                "execution '\(id)' exists with another payload (\(known.payload.prefix(80))): choose another id"
            )
        }
        return OrderAnswer("\(id) exists already: \(known.status)", execution: id)
    }

    /// Whether two payloads say the same, however they are written.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        guard let one = JSONCoding.canonical(one) else { return false }
        return one == JSONCoding.canonical(other)
    }

    /// The execution with that id, as the store will have it after the next commit.
    private func lookUp(_ id: String) throws(ZartError) -> KnownExecution? {
        // The store says it all of an execution that nothing pending speaks of.
        if executionIDs[id] != nil || createdIDs.contains(id) { flush() }
        do {
            let known = try store.lookUp(id: id)
            guard let known, !known.status.isEnded, executionIDs[id] == nil else { return known }
            // It has ended with what is pending.
            flush()
            return try store.lookUp(id: id)
        } catch {
            throw error.asZartError
        }
    }

    func check(_ payload: String, for handler: String) throws(ZartError) {
        guard payload.utf8.count <= Limits.payload else {
            throw ZartError(
                .invalid,
                "the payload is \(payload.utf8.count) bytes: at most \(Limits.payload) are allowed"
            )
        }
        // What a handler can read is JSON.
        let reason: String?
        if let handler = handlers[handler] {
            reason = handler.reject(payload)
            if reason == nil { return }
        } else {
            reason = nil
        }
        guard JSONCoding.canonical(payload) != nil else {
            throw ZartError(.invalid, "the payload is no JSON: \(payload.prefix(80))")
        }
        if let reason { throw ZartError(.invalid, "the payload is not for handler '\(handler)': \(reason)") }
    }

    private func trigger(_ task: EngineTask, overlap: OverlapPolicy?, _ order: Order) throws(ZartError)
        -> OrderAnswer
    {
        try dispatch(task, cause: .trigger, payload: task.spec.payload, overlap: overlap, order)
    }

    /// Dispatches the next occurrence by hand: a number and the counter, no nominal instant and no ledger row.
    private func dispatch(
        _ task: EngineTask,
        cause: ExecutionCause,
        payload: String,
        overlap: OverlapPolicy?,
        _ order: Order
    ) throws(ZartError) -> OrderAnswer {
        let name = task.spec.name
        guard task.view.state == .active || task.view.state == .paused else {
            let how = task.view.state == .stopped ? ": revive it first" : ""
            throw ZartError(.refused, "task '\(name)' is \(task.view.state.rawValue)\(how)")
        }
        guard let template = task.spec.template else {
            throw ZartError(
                .refused,
                "task '\(name)' is a plain function without executions: it cannot be triggered"
            )
        }
        try makeRoom(task, overlap, order)
        let occurrence = task.view.occurrence
        let id = template.id(occurrence)
        var plan = TickPlan(cursor: task.view.cursor, occurrence: occurrence + 1)
        plan.pendingAt = task.view.pendingAt
        let at = now
        let new = newExecution(
            id: id,
            task: task,
            handler: task.spec.handler,
            occurrence: occurrence,
            cause: cause,
            nominalAt: nil,
            scheduledAt: at,
            payload: payload,
            isOverride: overlap != nil,
            at: at
        )
        let effects = dispatched(new, of: task)
        task.view.occurrence += 1
        add(
            .tick(
                TickWrite(
                    task: task.id,
                    version: task.version,
                    plan: plan,
                    extends: nil,
                    created: [new],
                    cancelled: [],
                    pendingAt: plan.pendingAt,
                    at: at
                )
            )
        )
        afterwards += effects
        return OrderAnswer(OrderAnswer.started(id), execution: id, record: ExecutionRecord(new, of: name))
    }

    /// At the cap an operator's order is refused naming the holder, unless it says what to do.
    func makeRoom(_ task: EngineTask, _ overlap: OverlapPolicy?, _ order: Order) throws(ZartError) {
        switch (overlap ?? task.spec.overlap).decide(active: task.view.active, waiting: .max) {
        case .start: return
        case .replace(let ids):
            for id in ids {
                guard let execution = executionIDs[id].flatMap({ executions[$0] }) else { continue }
                let why = "replaced by an order of \(order.actor.actorPhrase)"
                cancel(execution, because: why, isTaken: true)
            }
        case .skip(let holder), .buffer(let holder), .displace(let holder), .refuse(let holder):
            let wait =
                switch order.action {
                case .retry, .restart, .rerun: "have the run wait with --queue"
                default: "wait for it"
                }
            throw ZartError(
                .refused,
                "task '\(task.spec.name)' already runs \(holder ?? "its function") (overlap \(task.spec.overlap)): "
                    + "\(wait), cancel it, or override with --overlap always-start"
            )
        }
    }

    private func create(
        _ id: String,
        _ task: EngineTask?,
        _ handler: String,
        _ occurrence: Int?,
        _ cause: ExecutionCause,
        _ payload: String,
        isOverride: Bool
    ) -> ExecutionRecord {
        let at = now
        let new = newExecution(
            id: id,
            task: task,
            handler: handler,
            occurrence: occurrence,
            cause: cause,
            nominalAt: nil,
            scheduledAt: at,
            payload: payload,
            isOverride: isOverride,
            at: at
        )
        add(.createExecution(new))
        afterwards += dispatched(new, of: task)
        return ExecutionRecord(new, of: task?.spec.name ?? handler)
    }
}

extension Engine: OrderReceiver {}

extension Order.Action {
    /// Whether a run is begun by it, going by its answer; a start that finds what is there begins none.
    fileprivate func begins(_ answer: OrderAnswer) -> Bool {
        switch self {
        case .start, .trigger: answer.record != nil
        case .retry, .restart, .rerun: true
        default: false
        }
    }
}
