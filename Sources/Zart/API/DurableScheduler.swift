internal import Dispatch
internal import Glibc
public import Timetable
public import ZartCore

/// What a program can ask of the engine: start, wait, cancel, and everything else an operator can do.
///
/// It works from any process. When the worker runs in this one, orders go straight to it; when it runs in another,
/// they are written to the store and the worker is woken; when none runs, they are applied here and now.
public struct DurableScheduler: Sendable {
    let store: any Store
    private let actor: String
    private let terminal: String
    let zones: @Sendable (String) -> Zone?
    /// What an order that is applied without a worker needs to know of commands.
    private let configure: (@Sendable (inout EngineSettings) -> Void)?
    private let readers: ReaderPool

    /// Speaks to whatever works on that store.
    public init(store: some DurableStore) {
        self.init(store: store.access.store, actor: "", terminal: "")
    }

    /// Speaks for an operator at a terminal, who is recorded with every order.
    ///
    /// The engine is configured where an order is applied without a worker.
    package init(
        store: any Store,
        actor: String,
        terminal: String,
        zones: @escaping @Sendable (String) -> Zone? = { ZoneDirectory.system.zone(named: $0) },
        configure: (@Sendable (inout EngineSettings) -> Void)? = nil
    ) {
        self.store = store
        self.actor = actor
        self.terminal = terminal
        self.zones = zones
        self.configure = configure
        readers = ReaderPool(store, zones: zones)
    }

    // MARK: Starting

    /// Starts an execution of a task now, or of a handler without a task while a worker that has it runs.
    ///
    /// With an id the call is idempotent: when an execution of the same task with the same payload has that id, its
    /// record is given. Without one the task's next occurrence is dispatched. When this returns it is durable.
    ///
    /// Payloads are compared as JSON. A `Set`, or a dictionary whose keys are neither strings nor integers, has another
    /// order there in each process: use a sorted array. Where no worker runs nobody can tell whether a payload is for
    /// the handler: one that is not then fails its execution.
    ///
    /// - Throws: a ``ZartError``: `notFound` for an unknown name, `refused` when the id is taken by something else or
    ///   the task already runs as many as it may, `invalid` for a payload that is not for the handler.
    @discardableResult
    public func start(
        _ task: String,
        id: String? = nil,
        payload: some Codable & Sendable
    ) async throws(ZartError) -> ExecutionRecord {
        let json: String
        do {
            json = try JSONCoding.encode(payload)
        } catch {
            throw ZartError(.invalid, "the payload cannot be written as JSON: \(error)")
        }
        return try await started(.start(task: task, id: id, payload: json, overlap: nil))
    }

    /// Starts an execution of a recurring task now, with the task's own payload.
    ///
    /// - Throws: as ``start(_:id:payload:)``.
    @discardableResult
    public func start(_ task: String, id: String? = nil) async throws(ZartError) -> ExecutionRecord {
        try await started(.start(task: task, id: id, payload: nil, overlap: nil))
    }

    /// Dispatches the next occurrence of a recurring task now, also while it is paused.
    ///
    /// An overlap policy given here overrides the task's own for this one, and is recorded.
    ///
    /// - Throws: a ``ZartError``: `notFound`, or `refused` at the cap or when the task is stopped or finished.
    @discardableResult
    public func trigger(_ task: String, overlap: OverlapPolicy? = nil) async throws(ZartError)
        -> ExecutionRecord
    {
        try await started(.trigger(task: task, overlap: overlap))
    }

    private func started(_ action: Order.Action) async throws(ZartError) -> ExecutionRecord {
        let answer = try await done(action)
        if let record = answer.record { return record }
        guard let id = answer.execution,
            let record = try read({ reader throws(StoreError) in try reader.execution(id: id) })
        else { throw ZartError(.notFound, "the execution that was started is gone") }
        return record
    }

    // MARK: Waiting

    /// Waits until that execution has ended, however it ends; it need not exist yet.
    ///
    /// One that has ended is waited for as long as an order waits for a slot to run it again.
    ///
    /// - Throws: a ``ZartError``: `timedOut` when it has not ended within the time, or the calling task is cancelled, and
    ///   `refused` when it is there no longer, whether since this call or before: it was an occurrence of a task whose
    ///   history of then has been pruned, or another database is in the place of its own.
    public func wait(for id: String, timeout: Duration? = nil) async throws(ZartError) -> ExecutionRecord {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        var record = try unpruned(id)
        while true {
            if let record, record.status.isEnded, record.queued == nil { return record }
            let left = deadline.map { $0 - ContinuousClock.now }
            if Task.isCancelled || left.map({ $0 <= .zero }) ?? false {
                let limit = timeout.map { " within \($0.operatorText)" } ?? ""
                throw ZartError(.timedOut, "execution '\(id)' has not ended\(limit)")
            }
            await nextChange(of: id, within: left)
            let wasThere = record != nil
            record = try read { reader throws(StoreError) in try reader.execution(id: id) }
            if record == nil, wasThere {
                throw ZartError(
                    .refused,
                    "execution '\(id)' is there no longer: it was pruned, or the database was replaced"
                )
            }
        }
    }

    /// The execution; nil if it may yet come, and refused if it has been and gone.
    private func unpruned(_ id: String) throws(ZartError) -> ExecutionRecord? {
        // As of one commit: what comes between two looks would pass for gone.
        let (record, task) = try read { reader throws(StoreError) in
            try reader.snapshot { () throws(StoreError) -> (ExecutionRecord?, String?) in
                if let record = try reader.execution(id: id) { return (record, nil) }
                return (nil, try reader.taskPruned(ofExecution: id))
            }
        }
        guard let task else { return record }
        throw ZartError(
            .refused,
            "execution '\(id)' is there no longer: task '\(task)' had it, and its history of then has been pruned"
        )
    }

    /// Waits for an execution and gives what its handler returned.
    ///
    /// - Throws: a ``ZartError``: as ``wait(for:timeout:)``, `executionEnded` when it failed or was cancelled, and
    ///   `undecodable` when its result is something else.
    public func result<Output: Decodable & Sendable>(
        of id: String,
        timeout: Duration? = nil
    ) async throws(ZartError) -> Output {
        let record = try await wait(for: id, timeout: timeout)
        guard record.status == .completed else {
            throw ZartError(
                .executionEnded,
                "execution '\(id)' \(record.status): \(record.error ?? "no reason given")"
            )
        }
        do {
            return try JSONCoding.decode(record.result ?? "null")
        } catch {
            throw ZartError(.undecodable, "the result of execution '\(id)' is no \(Output.self): \(error)")
        }
    }

    /// Returns at the next commit that may matter, or when the time is up.
    private func nextChange(of id: String, within limit: Duration?) async {
        if let engine = store.courier.current {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await engine.waitForEnd(of: id) }
                if let limit { group.addTask { try? await Task.sleep(for: limit) } }
                await group.next()
                group.cancelAll()
            }
        } else {
            await ChangeWait.commit(of: store, zones: zones, within: min(limit ?? .seconds(60), .seconds(60)))
            {
                let execution = (try? $0.execution(id: id)) ?? nil
                return execution.map { $0.status.isEnded && $0.queued == nil } ?? false
            }
        }
    }

    // MARK: Orders

    /// Cancels an execution: it has ended when this returns, and a step in flight is told to stop.
    ///
    /// - Throws: a ``ZartError``: `notFound`, or `refused` when it has already ended.
    public func cancel(_ id: String, reason: String? = nil) async throws(ZartError) {
        _ = try await done(.cancel(id: id), reason: reason)
    }

    /// Stops a recurring task for good: it never fires again; executions that are scheduled or running go on.
    ///
    /// It stays stopped when the program that registers it starts again; only ``revive(_:reason:)`` takes it back.
    ///
    /// - Throws: a ``ZartError``: `notFound`, or `refused` when it is stopped already.
    public func stopRecurring(_ task: String, reason: String? = nil) async throws(ZartError) {
        _ = try await done(.stop(task: task), reason: reason)
    }

    /// Takes a stop back: the task fires again from now on.
    ///
    /// - Throws: a ``ZartError``: `notFound`, or `refused` when it is not stopped.
    public func revive(_ task: String, reason: String? = nil) async throws(ZartError) {
        _ = try await done(.revive(task: task), reason: reason)
    }

    /// Holds a task: its instants are recorded as `paused` and start nothing.
    ///
    /// - Throws: a ``ZartError``: `notFound`, or `refused` when it is stopped or finished.
    public func pause(_ task: String, until: Instant? = nil, note: String? = nil) async throws(ZartError) {
        _ = try await done(.pause(task: task, until: until, note: note))
    }

    /// Lets a paused task go on; the rule says what becomes of the instants that passed, the task's own by default.
    ///
    /// - Throws: a ``ZartError``: `notFound`, or `refused` when it is not paused.
    public func resume(_ task: String, missed: MissedPolicy? = nil) async throws(ZartError) {
        _ = try await done(.resume(task: task, missed: missed))
    }

    // MARK: Further runs

    /// Tries a step again: at once if it backs off, and in a new run of its execution if that has ended.
    ///
    /// The new run keeps every completed result and goes on with the idempotency keys of the run that ended.
    /// At the task's maximum it is refused, unless an overlap policy is given, which is recorded. It does what the
    /// execution began with, or with `latest` what the job file says now.
    ///
    /// With `queue` a run at the maximum is not refused: it stays on record, across a worker's death too, and begins once
    /// the task has a slot that no instant wants. A cancel of the execution takes it back.
    ///
    /// - Returns: false while the run waits for a slot.
    /// - Throws: a ``ZartError``: `notFound` for an unknown execution or step, `refused` when the step has completed,
    ///   when it runs or waits for something else, or at the maximum.
    @discardableResult
    public func retry(
        _ id: String,
        step: String,
        overlap: OverlapPolicy? = nil,
        latest: Bool = false,
        queue: Bool = false
    ) async throws(ZartError) -> Bool {
        try await !done(.retry(id: id, step: step, overlap: overlap, latest: latest), waits: queue).isQueued
    }

    /// Runs an ended execution again from the start, with new idempotency keys; nothing is kept.
    ///
    /// - Returns: false while the run waits for a slot, as ``retry(_:step:overlap:latest:queue:)`` says of `queue`.
    /// - Throws: a ``ZartError``: `notFound`, or `refused` when it has not ended or at the task's maximum.
    @discardableResult
    public func restart(
        _ id: String,
        overlap: OverlapPolicy? = nil,
        queue: Bool = false
    ) async throws(ZartError) -> Bool {
        try await !done(.restart(id: id, payload: nil, overlap: overlap), waits: queue).isQueued
    }

    /// Runs an ended execution again from the start with another payload.
    ///
    /// - Returns: as ``restart(_:overlap:queue:)``.
    /// - Throws: as that, and `invalid` for a payload that is not for the handler.
    @discardableResult
    public func restart(
        _ id: String,
        payload: some Codable & Sendable,
        overlap: OverlapPolicy? = nil,
        queue: Bool = false
    ) async throws(ZartError) -> Bool {
        let json: String
        do {
            json = try JSONCoding.encode(payload)
        } catch {
            throw ZartError(.invalid, "the payload cannot be written as JSON: \(error)")
        }
        return try await !done(.restart(id: id, payload: json, overlap: overlap), waits: queue).isQueued
    }

    /// Runs an ended execution again from a step on.
    ///
    /// Results of steps that completed and began before it are kept, in the order in which `show` lists them; that
    /// step and all later ones run again with new idempotency keys, siblings of a parallel group that are listed
    /// after it among them. It does what the execution began with, or with `latest` what the job file says now.
    ///
    /// - Returns: false while the run waits for a slot, as ``retry(_:step:overlap:latest:queue:)`` says of `queue`.
    /// - Throws: a ``ZartError``: `notFound` for an unknown execution or step, or `refused` when it has not ended or at
    ///   the task's maximum.
    @discardableResult
    public func rerun(
        _ id: String,
        from step: String,
        overlap: OverlapPolicy? = nil,
        latest: Bool = false,
        queue: Bool = false
    ) async throws(ZartError) -> Bool {
        try await !done(.rerun(id: id, step: step, overlap: overlap, latest: latest), waits: queue).isQueued
    }

    /// Offers an event to an execution; kept until a step waits for it.
    ///
    /// - Throws: a ``ZartError``: `notFound`, `refused` when it has ended, or `invalid` for a payload over 1 MiB.
    public func offerEvent(
        _ name: String,
        to id: String,
        payload: some Codable & Sendable
    ) async throws(ZartError) {
        let json: String
        do {
            json = try JSONCoding.encode(payload)
        } catch {
            throw ZartError(.invalid, "the event's payload cannot be written as JSON: \(error)")
        }
        _ = try await done(.event(id: id, name: name, data: json))
    }

    @discardableResult
    func done(
        _ action: Order.Action,
        reason: String? = nil,
        waits: Bool = false
    ) async throws(ZartError) -> OrderAnswer {
        let answer = try await perform(
            Order(action, actor: actor, terminal: terminal, reason: reason, waits: waits)
        )
        switch answer.refusal {
        case nil: return answer
        case .invalid: throw ZartError(.invalid, answer.message)
        case .notFound: throw ZartError(.notFound, answer.message)
        case .refused: throw ZartError(.refused, answer.message)
        case .storage: throw ZartError(.storage, answer.message)
        }
    }

    /// Has an order carried out by whoever works on the store, and gives the answer once it is durable.
    ///
    /// - Throws: a ``ZartError``: `unanswered` when another process has the store and does not answer within 5 s; the
    ///   order stays recorded. `storage` when the store cannot be used.
    package func perform(_ order: Order) async throws(ZartError) -> OrderAnswer {
        if let engine = store.courier.current { return await engine.perform(order) }
        do {
            if try store.tryLock() { return await errand(order) }
            let now = Instant(milliseconds: SystemTimeline.wallMilliseconds)
            return try await answer(to: try store.postOrder(order, at: now))
        } catch let error as StoreError {
            throw error.asZartError
        } catch let error as ZartError {
            throw error
        } catch {
            throw ZartError(.storage, "\(error)")
        }
    }

    /// How long an order written for a worker waits for its answer.
    static let patience = Duration.seconds(5)

    private func answer(to order: Int64) async throws -> OrderAnswer {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            let known = try read { reader throws(StoreError) in try reader.answer(order: order) }
            if let known { return known }
            // The worker may have died since: then the order, which is on record, is applied here.
            if try store.tryLock() {
                _ = await errand(nil)
                continue
            }
            await ChangeWait.commit(of: store, zones: zones, within: .milliseconds(250)) {
                (try? $0.answer(order: order)) != nil
            }
        }
        throw ZartError(
            .unanswered,
            "the order is recorded, but the worker of '\(store.location)' has not answered within "
                + "\(Self.patience.operatorText): see whether it is frozen or its disk is full"
        )
    }

    /// Applies an order without a worker, through the worker's own code.
    ///
    /// Holds the lock, and lets it go.
    func errand(_ order: Order?) async -> OrderAnswer {
        let executor = QueueExecutor(label: "zart.errand")
        var settings = EngineSettings()
        configure?(&settings)
        let engine = Engine(
            store: store,
            settings: settings,
            executor: executor,
            timeline: SystemTimeline(queue: executor.queue)
        )
        return await engine.runErrand(order)
    }

    func read<T>(_ body: (any StoreReader) throws(StoreError) -> T) throws(ZartError) -> T {
        do {
            return try readers.read(body)
        } catch {
            throw error.asZartError
        }
    }
}
