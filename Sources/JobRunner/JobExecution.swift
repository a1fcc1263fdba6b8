internal import Jobs
internal import Shell
internal import Zart
internal import ZartCore

/// An execution of a task from a job file, as the engine runs it: its stages in order.
struct JobExecution: DurableExecution, OutlivingExecution {
    let runner: JobRunner

    func run(_ input: AnyJSON) async throws -> AnyJSON {
        let definition = try Self.definition()
        if let context = ExecutionContext.current { try await runner.waitForDeparting(of: context.task) }
        let inherited = InheritedVariables(runner.inherited, for: definition)
        var results: [String: AnyJSON] = [:]
        for stage in definition.stages {
            let earlier = results
            let outcomes: [AnyJSON] =
                if stage.count == 1 {
                    [try await perform(stage[0], definition, inherited, earlier)]
                } else {
                    try await Durable.parallel(stage.map(\.name), maxInFlight: definition.maxParallel ?? .max)
                    {
                        try await perform(stage[$0], definition, inherited, earlier)
                    }
                }
            for (step, result) in zip(stage, outcomes) where result != .null { results[step.name] = result }
        }
        return try Self.together(results)
    }

    /// The results of the steps as one; the largest stay with their steps alone where all would be more than is allowed.
    private static func together(_ results: [String: AnyJSON]) throws -> AnyJSON {
        var results = results
        var size = try AnyJSON.object(results).text().utf8.count
        let sizes = try results.mapValues { try $0.text().utf8.count }.sorted {
            ($1.value, $0.key) < ($0.value, $1.key)
        }
        for (name, own) in sizes {
            guard size > Limits.result else { break }
            results[name] = nil
            size -= own
        }
        return results.isEmpty ? .null : .object(results)
    }

    /// Runs the command that the task has for failures, which is told of the failure and of the results there are.
    ///
    /// The execution fails all the same.
    func onFailure(_ input: AnyJSON, _ failure: ExecutionFailure) async throws -> AnyJSON? {
        if let context = ExecutionContext.current {
            try await runner.stopLeftovers(of: context.id, run: context.run, besides: context.step ?? "")
        }
        let definition = try Self.definition()
        guard let (command, step) = Self.failureStep(definition) else { throw NoFailureHandler() }
        let history = ExecutionContext.current?.history ?? []
        var results: [String: AnyJSON] = [:]
        for step in history where step.status == .completed {
            guard let result = step.result.flatMap({ AnyJSON(json: $0) }), result != .null else { continue }
            results[step.name] = result
        }
        let told = CommandEnvironment.Failure(
            error: failure.message,
            step: history.first { $0.status == .failed }?.name
        )
        let inherited = InheritedVariables(runner.inherited, for: definition)
        _ = try await CommandAttempt(runner, command, step, definition, inherited, results, failure: told)
            .run()
        return nil
    }

    func failureLeft(of interrupted: RecordedStep) async -> LeftBehind {
        guard let definition = try? Self.definition(), let (command, step) = Self.failureStep(definition)
        else {
            return .nothing
        }
        let inherited = InheritedVariables(runner.inherited, for: definition)
        return await CommandAttempt(runner, command, step, definition, inherited, [:]).left(of: interrupted)
    }

    private static func failureStep(_ definition: JobDefinition) -> (JobCommand, JobStep)? {
        guard let failure = definition.onFailure else { return nil }
        var step = JobStep(
            name: ExecutionContext.current?.step ?? "on-failure",
            action: .command(failure.command)
        )
        step.result = .text
        step.timeout = failure.timeout
        return (failure.command, step)
    }

    private func perform(
        _ step: JobStep,
        _ definition: JobDefinition,
        _ inherited: InheritedVariables,
        _ earlier: [String: AnyJSON]
    ) async throws -> AnyJSON {
        switch step.action {
        case .sleep(let length):
            try await Durable.sleep(step.name, for: length.duration)
            return .null
        case .waitFor(let event):
            return try await Durable.waitForEvent(event, as: step.name, timeout: step.timeout?.duration)
        case .command(let command):
            // The limit of an attempt is the supervisor's: it holds without a worker, too.
            let attempt = CommandAttempt(runner, command, step, definition, inherited, earlier)
            let result = try await Durable.step(
                step.name,
                retry: step.retry.config,
                timeout: step.totalTimeout.map { .total($0.duration) },
                left: { await attempt.left(of: $0) },
                { try await attempt.run() }
            )
            attempt.noteKept()
            return result
        }
    }

    private static func definition() throws -> JobDefinition {
        guard let json = ExecutionContext.current?.definition else {
            throw ZartError(
                .invalid,
                "this execution has no steps: only tasks of a job file can be run by 'shell'"
            )
        }
        guard let definition = JobDefinition(json: json) else {
            throw ZartError(
                .undecodable,
                "the stored steps of this execution cannot be read: apply the job file and restart the execution"
            )
        }
        return definition
    }
}
