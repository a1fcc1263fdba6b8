internal import FoundationEssentials
internal import Synchronization
internal import Timetable
internal import ZartCore

extension Pass {
    /// The pass of the handler that is running, for a step to begin in it.
    static func current(for what: @autoclosure () -> String) throws(ZartError) -> Pass {
        guard let pass = CurrentPass.pass else {
            throw ZartError(.invalid, "\(what()) was called outside a durable handler: call it from run(_:)")
        }
        try refuseNesting(what())
        return pass
    }

    /// A step begins in its handler, and never in another step.
    static func refuseNesting(_ what: @autoclosure () -> String) throws(ZartError) {
        guard let outer = CurrentPass.step else { return }
        throw ZartError(.invalid, "\(what()) was called inside step '\(outer.name)': steps do not nest")
    }

    /// Runs a step, or gives its recorded result.
    ///
    /// `left` is asked about an attempt that its worker's end has cut off: where the body finds something of it, it goes
    /// on with just that attempt instead of making another.
    func step<Value: Codable & Sendable>(
        _ name: String,
        kind: StepKind = .step,
        retry: RetryConfig,
        timeout: StepTimeout?,
        left: (@Sendable (RecordedStep) async throws -> LeftBehind)? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        if let limit = [timeout?.perAttempt, timeout?.total].compactMap(\.self).first(where: { $0 <= .zero })
        {
            throw ZartError(
                .invalid,
                "the time limit of step '\(name)' is \(limit.operatorText): use more than 0s"
            )
        }
        switch try ask(name, kind) {
        case .calledOff: try await calledOffAgain()
        case .completed(let json): return try decode(json, of: name)
        case .failed(let message, let attempts):
            throw StepError(step: name, attempts: attempts, message: message)
        case .fresh: return try await attempt(name, kind, retry, timeout, nil, body)
        case .resumed(let known):
            let found = known.wasCutOff ? try await left?(known) ?? .nothing : .nothing
            return try await attempt(name, kind, retry, timeout, Resumption(known, found), body)
        }
    }

    /// What there is of a step that an earlier pass began.
    ///
    /// A class, as hardly a step has one, and each would carry the room for it through every call.
    final class Resumption: Sendable {
        let step: RecordedStep
        let found: LeftBehind

        init(_ step: RecordedStep, _ found: LeftBehind = .nothing) {
            self.step = step
            self.found = found
        }
    }

    /// The last of so many attempts in a row that were interrupted counts as failed.
    private static let mostInterruptions = 3

    private func attempt<Value: Codable & Sendable>(
        _ name: String,
        _ kind: StepKind,
        _ retry: RetryConfig,
        _ timeout: StepTimeout?,
        _ resumption: Resumption?,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        // The one whose attempt is gone on with.
        var begun: Resumption?
        var unseen: Instant?
        switch resumption?.found {
        case .nothing, nil: break
        case .running: begun = resumption
        case .ended(let time): (begun, unseen) = (resumption, time)
        }
        var attempt = begun?.step.attempt ?? (resumption?.step.attempt ?? 0) + 1
        var failures = resumption?.step.failures ?? 0
        var interruptions = 0
        var needsLeave = enter() || resumption != nil
        defer { leave() }
        let first = port.timeline.wall()
        while true {
            var start = stepStart(
                name,
                kind,
                attempt: attempt,
                failures: failures,
                retry,
                timeout,
                resumption,
                first: first
            )
            if let begun {
                start.startedAt = begun.step.attemptStartedAt
                start.endedUnseenAt = unseen
            }
            var begin: Mailbox.Place?
            if needsLeave {
                guard case .go = await request(for: name, { .begin(self, start, $0) }) else {
                    throw CancellationError()
                }
                if begun == nil { start.startedAt = port.timeline.wall() }
            } else {
                begin = port.leave(.started(self, start))
            }
            // The leave to begin may have been overtaken by a cancel; what a former worker left is then the body's to stop.
            guard begun != nil || !isHalted else { throw CancellationError() }
            var (result, value) = try await run(start, isBegun: begun != nil, body)
            if case .failure(var failure) = result, failure.isInterrupted {
                interruptions += 1
                failure.isInterrupted = interruptions < Self.mostInterruptions
                result = .failure(failure)
            } else {
                interruptions = 0
            }
            if case .failure(var failure) = result, Task.isCancelled, !isHalted {
                failure.isCalledOff = true
                result = .failure(failure)
            }
            port.faultPoint?(.stepReturned)
            let now = port.timeline.wall()
            let told = takeEnd(of: name) ?? start.endedUnseenAt
            let ended = told.map { min(max($0, start.startedAt), now) } ?? now
            let end = StepEnd(start: start, endedAt: ended, result: result)
            switch await verdict(on: end, over: begin) {
            case .completed:
                guard let value else { throw CancellationError() }
                return value
            case .go(let next, let failed):
                begun = nil
                attempt = next
                failures = failed
                needsLeave = isCrowded
            case .failed(let message, let attempts):
                throw StepError(step: name, attempts: attempts, message: message)
            case .halted: throw CancellationError()
            }
        }
    }

    /// What the engine says to the end of an attempt; after one that has failed it may be a while.
    private func verdict(on end: StepEnd, over begin: Mailbox.Place?) async -> StepVerdict {
        guard case .failure = end.result else { return await request(over: begin) { .ended(self, end, $0) } }
        return await request(for: end.start.name, over: begin) { .ended(self, end, $0) }
    }

    func stepStart(
        _ name: String,
        _ kind: StepKind,
        attempt: Int,
        failures: Int,
        _ retry: RetryConfig,
        _ timeout: StepTimeout?,
        _ resumption: Resumption?,
        first: Instant
    ) -> StepStart {
        // What a rule held back has only asked.
        let begun = resumption.flatMap { $0.step.attempt > 0 ? $0.step.startedAt : nil } ?? first
        return StepStart(
            name: name,
            kind: kind,
            attempt: attempt,
            failures: failures,
            stepStartedAt: begun,
            startedAt: port.timeline.wall(),
            totalDeadline: resumption?.step.totalDeadline ?? timeout?.total.map { begun + $0 },
            retry: retry,
            timeout: timeout,
            keyRun: resumption?.step.keyRun ?? freshKeyRun(name)
        )
    }

    /// Runs the body once.
    ///
    /// With a time limit it gets a task of its own, so that it can be stopped alone.
    private func run<Value: Codable & Sendable>(
        _ start: StepStart,
        isBegun: Bool,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> (Result<String, StepFailure>, Value?) {
        let identity = CurrentPass.StepIdentity(
            name: start.name,
            attempt: start.attempt,
            failures: start.failures,
            isBegun: isBegun,
            keyRun: start.keyRun
        )
        do {
            let value: Value
            if start.timeout == nil {
                value = try await CurrentPass.$step.withValue(identity) { try await body() }
            } else {
                let task = Task(executorPreference: port.handlerExecutor) {
                    // Told to stop before it began: the body does not run at all.
                    if !isBegun { try Task.checkCancellation() }
                    return try await CurrentPass.$step.withValue(identity) { try await body() }
                }
                setBody(start.name) { task.cancel() }
                defer { setBody(start.name, nil) }
                value = try await withTaskCancellationHandler {
                    try await task.value
                } onCancel: {
                    task.cancel()
                }
            }
            let json = try encode(value, of: start.name)
            return (.success(json), value)
        } catch let none as NoFailureHandler {
            port.leave(.withdrawn(self, name: start.name))
            throw none
        } catch {
            return (.failure(StepFailure(describing: error)), nil)
        }
    }

    // MARK: JSON

    func encode(_ value: some Encodable, of name: String) throws -> String {
        let json: String
        do {
            json = try JSONCoding.encode(value)
        } catch {
            // The same value would be no better the next time, and another costs what the step has done.
            throw NonRetryable(
                ZartError(.invalid, "the result of step '\(name)' cannot be written as JSON: \(error)")
            )
        }
        if let fault = Limits.oversize(ofResult: json, of: name) {
            throw NonRetryable(ZartError(.invalid, fault))
        }
        return json
    }

    func decode<Value: Decodable>(_ json: String, of name: String) throws -> Value {
        do {
            return try JSONCoding.decode(json)
        } catch {
            throw undecodable(
                "the recorded result of step '\(name)' is no \(Value.self) (\(error)): restart the execution"
            )
        }
    }
}

extension StepFailure {
    /// What is kept of an error: its description, and whether trying again may help.
    init(describing error: any Error) {
        switch error {
        case let failure as StepFailure: self = failure
        case is LeftToNextWorker:
            self.init(String(describing: CancellationError()))
            isLeft = true
        case let interruption as Interruption:
            self.init(interruption.message)
            isInterrupted = true
        case let final as NonRetryable: self.init(String(describing: final.error), isRetryable: false)
        case let unfit as ZartError where unfit.code == .invalid: self.init(unfit.message, isRetryable: false)
        case let told as any LocalizedError: self.init(told.errorDescription ?? String(describing: error))
        default: self.init(String(describing: error))
        }
    }
}
