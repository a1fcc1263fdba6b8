internal import ZartCore

/// A durable execution without its types: what the engine runs.
struct Handler: Sendable {
    let name: String
    /// How long a run may take, given what the execution does where its task comes from a job file.
    let timeout: @Sendable (String?) -> Duration?
    /// How long its steps may take to stop as they are meant to, once told, before an engine's own grace begins.
    let stopTime: @Sendable (String?) -> Duration
    /// Runs a pass to its end.
    let run: @Sendable (Pass) async -> PassEnd
    /// Runs what is to be done after a failure.
    let fail: @Sendable (Pass, ExecutionFailure) async -> PassEnd
    /// Whether what its steps begin may outlive the worker.
    let outlives: Bool
    /// Why this payload is not for this handler; nil if it is.
    let reject: @Sendable (String) -> String?

    init<Execution: DurableExecution>(
        _ name: String,
        _ execution: Execution,
        timeout: (@Sendable (String?) -> Duration?)? = nil,
        stopTime: @escaping @Sendable (String?) -> Duration = { _ in .zero }
    ) {
        self.name = name
        self.stopTime = stopTime
        self.timeout = timeout ?? { _ in execution.timeout }
        run = { pass in
            let input: Execution.Input
            do {
                input = try JSONCoding.decode(pass.payload)
            } catch {
                return .failed("the payload is no \(Execution.Input.self)\(Self.explanation(of: error))")
            }
            do {
                let output = try await execution.run(input)
                if pass.isHalted { return .halted }
                if let fault = pass.faultAtReturn() { return .failed(fault) }
                return .completed(try Self.encode(output))
            } catch {
                if pass.isHalted { return .halted }
                return .failed(pass.fault ?? StepFailure(describing: error).message)
            }
        }
        let outliving = execution as? any OutlivingExecution
        outlives = outliving != nil
        fail = { pass, failure in
            let input: Execution.Input
            do {
                input = try JSONCoding.decode(pass.payload)
            } catch {
                // Who cannot read what it was to do has nothing to say of how it failed.
                return .failed(failure.message)
            }
            do {
                let output = try await pass.step(
                    Pass.failureStep,
                    kind: .onFailure,
                    retry: .none,
                    timeout: nil,
                    left: { await outliving?.failureLeft(of: $0) ?? .nothing }
                ) {
                    try await execution.onFailure(input, failure)
                }
                if pass.isHalted { return .halted }
                guard let output else { return .failed(failure.message) }
                return .completed(try Self.encode(output))
            } catch is NoFailureHandler {
                return .failed(failure.message)
            } catch {
                if pass.isHalted { return .halted }
                let reason = (error as? StepError)?.message ?? StepFailure(describing: error).message
                return .failed("\(failure.message); then onFailure failed: \(reason)")
            }
        }
        reject = { payload in
            do {
                let _: Execution.Input = try JSONCoding.decode(payload)
                return nil
            } catch {
                return "it is no \(Execution.Input.self)\(Self.explanation(of: error))"
            }
        }
    }

    private static func encode(_ output: some Encodable) throws -> String {
        let json = try JSONCoding.encode(output)
        guard json.utf8.count <= Limits.result else {
            throw ZartError(
                .invalid,
                "the result is \(json.utf8.count) bytes: at most \(Limits.result) are allowed"
            )
        }
        return json
    }

    /// What is wrong with JSON text that does not decode, in few words and parentheses; nothing if it is all of it.
    static func explanation(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): " ('\(key.stringValue)' is missing)"
        case DecodingError.typeMismatch(let type, let context),
            DecodingError.valueNotFound(let type, let context):
            place(context).map { " ('\($0)' is no \(type))" } ?? ""
        case DecodingError.dataCorrupted(let context):
            " (\(place(context).map { "'\($0)': " } ?? "")\(context.debugDescription))"
        default: " (not valid JSON)"
        }
    }

    private static func place(_ context: DecodingError.Context) -> String? {
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? nil : path
    }
}

/// A plain scheduled task's function.
struct PlainFunction: Sendable {
    let task: String
    let run: @Sendable (ScheduledTick) async throws -> Void
}
