internal import Timetable
internal import ZartCore

/// Further runs: `retry`, `restart` and `rerun`.
extension Engine {
    /// Of a step that backs off the wait ends now; of one that ended badly a new run goes on where the last one failed.
    func retry(
        _ id: String,
        _ step: String?,
        _ overlap: OverlapPolicy?,
        latest: Bool,
        _ order: Order
    ) throws(ZartError) -> OrderAnswer {
        if let execution = executionIDs[id].flatMap({ executions[$0] }) {
            return try skipWait(of: step, execution)
        }
        let ended = try ended(id)
        let keeps = try RunPlan.retry(step, of: ended)
        let what = step.map { "retries step '\($0)'" } ?? "goes on where it failed"
        return try beginRun(
            of: ended,
            .retry,
            keeping: keeps,
            payload: nil,
            latest: latest,
            overlap,
            order,
            does: "\(what); \(Self.kept(keeps))"
        )
    }

    func restart(
        _ id: String,
        _ payload: String?,
        _ overlap: OverlapPolicy?,
        _ order: Order
    ) throws(ZartError) -> OrderAnswer {
        let ended = try ended(id)
        if let payload { try check(payload, for: ended.handler) }
        return try beginRun(
            of: ended,
            .restart,
            keeping: [],
            payload: payload,
            latest: true,
            overlap,
            order,
            does: "begins from the start"
        )
    }

    func rerun(
        _ id: String,
        from step: String,
        _ overlap: OverlapPolicy?,
        latest: Bool,
        _ order: Order
    ) throws(ZartError) -> OrderAnswer {
        let ended = try ended(id)
        let keeps = try RunPlan.rerun(from: step, of: ended)
        return try beginRun(
            of: ended,
            .rerun,
            keeping: keeps,
            payload: nil,
            latest: latest,
            overlap,
            order,
            does: "repeats from step '\(step)' on; \(Self.kept(keeps))"
        )
    }

    private static func kept(_ steps: [String]) -> String {
        switch steps.count {
        case 0: "nothing is kept"
        case 1: "the result of step '\(steps[0])' is kept"
        default: "the results of \(steps.count) steps are kept"
        }
    }

    // MARK: Skipping a wait

    private func skipWait(of name: String?, _ execution: EngineExecution) throws(ZartError) -> OrderAnswer {
        try settleMemory()
        let steps: [RecordedStep]
        do {
            steps = try store.replay(execution: execution.sequence).steps
        } catch {
            throw error.asZartError
        }
        guard let step = name ?? steps.first(where: { $0.status == .retrying })?.name else {
            throw ZartError(
                .refused,
                Self.unbegun(execution) ?? "no step of '\(execution.id)' is retrying, and it has not ended"
            )
        }
        let known = steps.first { $0.name == step }
        guard let known else {
            throw ZartError(
                .notFound,
                Self.unbegun(execution)
                    ?? "run \(execution.run) of '\(execution.id)' has begun no step '\(step)'"
            )
        }
        guard known.status == .retrying else {
            throw ZartError(
                .refused,
                "step '\(step)' of '\(execution.id)' is \(known.status.rawValue): while an execution goes on, "
                    + "only a step that is retrying can be retried at once"
            )
        }
        let skip = WaitSkip(execution: execution.sequence, run: execution.run, step: step, at: now)
        add(.skipWait(skip), .waitSkipped(execution: execution.sequence, step: step))
        return OrderAnswer("retrying step '\(step)' of \(execution.id) now", execution: execution.id)
    }

    /// That a run is still to begin, as one that a retry before this one has asked for may be; nil where it has begun.
    private static func unbegun(_ execution: EngineExecution) -> String? {
        guard !execution.isRunning else { return nil }
        return "run \(execution.run) of '\(execution.id)' has yet to begin: "
            + "no step of it can be retried before that"
    }

    /// A step's back-off is over on record: it goes on here if its pass is at hand.
    func waitSkipped(_ sequence: Int64, _ name: String) {
        guard let execution = executions[sequence] else { return }
        guard let live = execution.live else {
            // Put aside: a new pass finds that the time has come.
            guard case .some = execution.parkedUntil else { return }
            execution.parkedUntil = nil
            return enqueue(execution)
        }
        guard let step = live.steps[name], step.status == .retrying, let reply = step.continuation else {
            // Its handler has yet to ask for the step, and knows the time as it was.
            live.skippedWaits.insert(name)
            return
        }
        unpark(live, name, for: .goOn(step, reply))
    }

    // MARK: Beginning a run

    /// The execution as it ended.
    func ended(_ id: String) throws(ZartError) -> EndedExecution {
        try settleMemory()
        do {
            if let ended = try store.ended(id: id) { return ended }
            guard let known = try store.lookUp(id: id) else {
                throw ZartError(.notFound, "no execution '\(id)'")
            }
            throw ZartError(
                .refused,
                "execution '\(id)' has not ended: it is \(known.status); wait for its end or cancel it first"
            )
        } catch let error as StoreError {
            throw error.asZartError
        } catch let error as ZartError {
            throw error
        } catch {
            throw ZartError(.storage, "\(error)")
        }
    }

    /// Makes what memory says durable, so that the store may be asked.
    func settleMemory() throws(ZartError) {
        flush()
        guard role == .active || role == .draining else {
            throw ZartError(.storage, "'\(store.location)' cannot be written just now: try again")
        }
    }

    private func beginRun(
        of ended: EndedExecution,
        _ trigger: RunTrigger,
        keeping keeps: [String],
        payload: String?,
        latest: Bool,
        _ overlap: OverlapPolicy?,
        _ order: Order,
        does what: String
    ) throws(ZartError) -> OrderAnswer {
        try checkHasStopped(ended)
        let task = ended.task.flatMap { tasks[$0] }
        if order.waits, overlap == nil, let task, let queued = try queued(ended, task, order) {
            return queued
        }
        if let task { try makeRoom(task, task.spec.overlap.ofFurtherRun(overlap), order) }
        let start = RunStart(
            execution: ended.sequence,
            run: ended.run + 1,
            trigger: trigger,
            keeps: keeps,
            payload: payload,
            definition: latest ? task?.definition : nil,
            waitsFor: task.flatMap { predecessor(of: $0) },
            isOverride: overlap != nil,
            at: now
        )
        let execution = EngineExecution(ended, start)
        executions[execution.sequence] = execution
        executionIDs[execution.id] = execution.sequence
        if let task {
            task.view.active.insert(
                .init(id: execution.id, isRunning: false),
                at: place(of: execution, in: task)
            )
        }
        add(.beginRun(start), .runBegun(execution: execution.sequence))
        if let task {
            if order.waits {
                // It is the first of those that wait, of which there may be more.
                orderQueues[task.id, default: OrderQueue()].turn
                    .began([ended.id], after: task.lastEntry, at: now)
            }
            withdrawQueued(
                of: task.id,
                about: ended.id,
                because: "run \(start.run) of '\(ended.id)' has begun by another order"
            )
        }
        log(
            .info,
            "run-begun",
            task: taskName(execution),
            execution: execution.id,
            "run \(start.run) (\(trigger.rawValue)); \(Self.kept(keeps))"
        )
        return OrderAnswer(RunStart.phrase(start.run, of: ended.id) + what, execution: ended.id)
    }

    /// A run does not begin beside what the run before has in flight.
    private func checkHasStopped(_ ended: EndedExecution) throws(ZartError) {
        guard stopping[ended.sequence] != nil || leaving[ended.sequence] != nil else { return }
        let step = stopping[ended.sequence]?.stepsInOrder.first { $0.value.status == .running }?.key
        throw ZartError(
            .refused,
            "\(step.map { "step '\($0)'" } ?? "a step") of '\(ended.id)' has yet to stop: try again when it has"
        )
    }

    /// The run is durable: it may be claimed from now on.
    func runBegun(_ sequence: Int64, isRefused: Bool) {
        guard let execution = executions[sequence] else { return }
        guard !isRefused else { return drop(execution) }
        execution.awaitsCommit = false
        enqueue(execution)
    }
}
