public import Timetable
public import ZartCore

extension Durable {
    /// Runs a step with a name, retries and limits of its own, or gives its recorded result.
    ///
    /// - Throws: a ``StepError`` when the step has failed for good.
    public static func require<Step: DurableStep>(_ step: Step) async throws -> Step.Result {
        try await Pass.current(for: "step '\(step.name)'")
            .step(step.name, retry: step.retry, timeout: step.timeout) { try await step.run() }
    }

    /// Runs a closure as a step, or gives its recorded result.
    ///
    /// The first time the result is the closure's own value, on a replay what its JSON decodes to: keep nothing in it
    /// that its coding leaves out. When the task that asks is cancelled, as a task group or `async let` does when a
    /// sibling throws, a failed attempt is not followed by another.
    ///
    /// - Throws: a ``StepError`` when the step has failed for good; `CancellationError` when it was cancelled.
    public static func step<Value: Codable & Sendable>(
        _ name: String,
        retry: RetryConfig = .none,
        timeout: StepTimeout? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await Pass.current(for: "step '\(name)'").step(name, retry: retry, timeout: timeout, body)
    }

    /// Runs a closure without a result as a step, unless it is recorded as completed.
    ///
    /// - Throws: a ``StepError`` when the step has failed for good.
    public static func step(
        _ name: String,
        retry: RetryConfig = .none,
        timeout: StepTimeout? = nil,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        _ = try await Pass.current(for: "step '\(name)'").step(name, retry: retry, timeout: timeout) {
            try await body()
            return Nothing()
        }
    }

    /// As ``step(_:retry:timeout:_:)``, whose attempt may outlive its worker: `left` is asked about one that was cut off
    /// what the body finds of it.
    package static func step<Value: Codable & Sendable>(
        _ name: String,
        retry: RetryConfig,
        timeout: StepTimeout?,
        left: @escaping @Sendable (RecordedStep) async throws -> LeftBehind,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await Pass.current(for: "step '\(name)'")
            .step(name, retry: retry, timeout: timeout, left: left, body)
    }

    /// Runs steps side by side, at most `maxInFlight` at a time, and gives their results in the order of the steps.
    ///
    /// When one fails for good, those in flight run to their ends, those not begun are recorded as `skipped`, and
    /// the first failure is thrown.
    public static func parallel<Step: DurableStep>(
        _ steps: [Step],
        maxInFlight: Int = .max
    ) async throws -> [Step.Result] {
        try await parallel(steps.map(\.name), maxInFlight: maxInFlight) { try await require(steps[$0]) }
    }

    /// Runs work under the names of steps side by side, as ``parallel(_:maxInFlight:)`` does.
    ///
    /// Called with an index, `run` asks for the step of that name and for nothing else.
    package static func parallel<Result: Sendable>(
        _ names: [String],
        maxInFlight: Int,
        _ run: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> [Result] {
        let pass = try Pass.current(for: "parallel steps")
        let replay = ParallelReplay(names, recorded: pass.recorded)
        try await pass.skip(replay.left.map { names[$0] })
        return try await withThrowingTaskGroup(of: (Int, Swift.Result<Result, any Error>).self) { group in
            var results = [Result?](repeating: nil, count: names.count)
            var failures: [(index: Int, error: any Error)] = []
            var waiting = replay.wanted[...]
            func begin() {
                guard let index = waiting.popFirst() else { return }
                group.addTask {
                    do { return (index, .success(try await run(index))) } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for _ in 0..<min(max(1, maxInFlight), waiting.count) { begin() }
            while let (index, outcome) = try await group.next() {
                switch outcome {
                case .success(let result): results[index] = result
                case .failure(let error):
                    if failures.isEmpty { pass.leaveOut(names) }
                    failures.append((index, error))
                }
                if failures.isEmpty || replay.isOver { begin() }
            }
            if let first = replay.first(of: failures.map(\.index)) {
                try await pass.skip(waiting.map { names[$0] })
                throw failures[first].error
            }
            // Whatever had kept it from beginning is not so any more; it is skipped all the same, for good.
            if let skipped = replay.skipped.first { _ = try await run(skipped) }
            return results.compactMap { $0 }
        }
    }

    // MARK: Waiting

    /// Waits for that long, across restarts and without holding a thread.
    ///
    /// - Throws: `CancellationError` as soon as the task that waits is cancelled, as `Task.sleep` does; the execution's
    ///   own cancellation is one such. On a replay a wait that was cancelled so waits to be cancelled again.
    public static func sleep(_ name: String, for duration: Duration) async throws {
        let pass = try Pass.current(for: "sleep '\(name)'")
        switch try pass.ask(name, .sleep) {
        case .calledOff: try await pass.calledOffAgain()
        case .completed, .failed: return
        case .fresh, .resumed:
            try await pass.waiting {
                _ = try await pass.finish(name) { .sleep(pass, name: name, duration, $0) }
            }
        }
    }

    /// Waits for an event that an operator or another program offers under that name, and gives its payload.
    ///
    /// An event that came before is kept and taken at once. Each event is taken once.
    ///
    /// - Throws: a ``StepError`` when none came within the time limit, or when its data are no `Payload`;
    ///   `CancellationError` as ``sleep(_:for:)`` does.
    public static func waitForEvent<Payload: Codable & Sendable>(
        _ name: String,
        timeout: Duration? = nil
    ) async throws -> Payload {
        try await waitForEvent(name, as: name, timeout: timeout)
    }

    /// Waits for an event, as a step of another name.
    ///
    /// - Throws: a ``StepError`` when none came within the time limit.
    package static func waitForEvent<Payload: Codable & Sendable>(
        _ event: String,
        as name: String,
        timeout: Duration?
    ) async throws -> Payload {
        let pass = try Pass.current(for: "wait for event '\(name)'")
        switch try pass.ask(name, .event) {
        case .calledOff: try await pass.calledOffAgain()
        case .completed(let json): return try pass.event(json, of: name)
        case .failed(let message, _): throw StepError(step: name, attempts: 1, message: message)
        case .fresh, .resumed:
            let json = try await pass.waiting {
                try await pass.finish(name) { .await(pass, name: name, event: event, timeout: timeout, $0) }
            }
            return try pass.event(json ?? "null", of: name)
        }
    }

    // MARK: Captured values

    /// The time when the handler first came here; the same on every replay.
    public static func now(_ name: String) async throws -> Instant {
        try await value(name) { pass in pass.port.timeline.wall() }
    }

    /// A random number, drawn once; the same on every replay.
    public static func random(_ name: String, in range: Range<Int>) async throws -> Int {
        try await value(name) { _ in Int.random(in: range) }
    }

    /// An id that is unique in the world, made once; the same on every replay.
    public static func id(_ name: String) async throws -> String {
        try await value(name) { _ in UniqueID.make() }
    }

    private static func value<Value: Codable & Sendable>(
        _ name: String,
        _ make: (Pass) -> Value
    ) async throws -> Value {
        let pass = try Pass.current(for: "value '\(name)'")
        switch try pass.ask(name, .value) {
        case .calledOff: throw CancellationError()
        case .completed(let json): return try pass.decode(json, of: name)
        case .failed(let message, _): throw StepError(step: name, attempts: 1, message: message)
        case .fresh, .resumed:
            let value = make(pass)
            let json = try pass.encode(value, of: name)
            try await pass.finish(name) { .value(pass, name: name, json: json, $0) }
            return value
        }
    }
}

/// The result of a step that returns nothing.
struct Nothing: Codable, Sendable {
    init() {}

    init(from decoder: any Decoder) throws {}

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encodeNil()
    }
}

extension Pass {
    /// Asks for a step that has no body here, and gives its result.
    @discardableResult
    func finish(
        _ name: String,
        _ make: (CheckedContinuation<StepVerdict, Never>) -> Request
    ) async throws -> String? {
        switch await request(for: name, make) {
        case .completed(let json): return json
        case .failed(let message, let attempts):
            throw StepError(step: name, attempts: attempts, message: message)
        case .go, .halted: throw CancellationError()
        }
    }

    /// What an event brought: its data come from outside, and what is wrong with them is for the handler to catch.
    func event<Payload: Decodable>(_ json: String, of name: String) throws -> Payload {
        do {
            return try JSONCoding.decode(json)
        } catch {
            let reason = Handler.explanation(of: error)
            let message = "the event's data are no \(Payload.self)\(reason): \(json.prefix(200))"
            throw StepError(step: name, attempts: 1, message: message)
        }
    }

    /// Of these siblings of a step that has failed, those that a rule holds back are not to begin.
    func leaveOut(_ names: [String]) { port.postAside(.leftOut(self, names: names)) }

    /// Records steps that will not be begun.
    func skip(_ names: [String]) async throws {
        guard names.contains(where: isOpen) else { return }
        _ = await request { .skipped(self, names: names, $0) }
    }
}

extension Pass: TransactionHost {
    func transact(_ name: String, _ body: TransactionBody) async throws -> String {
        try Self.refuseNesting("transaction '\(name)'")
        switch try ask(name, .transaction) {
        case .calledOff: try await calledOffAgain()
        case .completed(let json): return json
        case .failed(let message, let attempts):
            throw StepError(step: name, attempts: attempts, message: message)
        case .fresh, .resumed:
            let known = recorded[name].map { Resumption($0) }
            let start = stepStart(
                name,
                .transaction,
                attempt: (known?.step.attempt ?? 0) + 1,
                failures: known?.step.failures ?? 0,
                .none,
                nil,
                known,
                first: port.timeline.wall()
            )
            return try await finish(name) { .transact(self, start, body, $0) } ?? "null"
        }
    }
}
