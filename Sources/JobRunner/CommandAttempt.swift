internal import Jobs
internal import Shell
internal import Synchronization
internal import Timetable
internal import Zart
internal import ZartCore

/// One attempt of a step's command: begun here, or gone on with from where a former worker left it.
struct CommandAttempt: Sendable {
    private let runner: JobRunner
    private let command: JobCommand
    private let step: JobStep
    private let definition: JobDefinition
    private let inherited: InheritedVariables
    private let earlier: [String: AnyJSON]
    private let failure: CommandEnvironment.Failure?
    private let succeeded = Succeeded()

    /// The command whose success has yet to be put on record.
    private final class Succeeded: Sendable {
        let run = Mutex<ShellRun?>(nil)
    }

    init(
        _ runner: JobRunner,
        _ command: JobCommand,
        _ step: JobStep,
        _ definition: JobDefinition,
        _ inherited: InheritedVariables,
        _ earlier: [String: AnyJSON],
        failure: CommandEnvironment.Failure? = nil
    ) {
        self.runner = runner
        self.command = command
        self.step = step
        self.definition = definition
        self.inherited = inherited
        self.earlier = earlier
        self.failure = failure
    }

    /// Runs the command to its end and gives its result.
    ///
    /// - Throws: when it failed; a `CancellationError` when it was stopped, and ``LeftToNextWorker`` when it goes on.
    func run() async throws -> AnyJSON {
        guard let context = ExecutionContext.current else {
            throw ZartError(.invalid, "step '\(step.name)' was run outside an execution")
        }
        if runner.isClosing { throw LeftToNextWorker() }
        let (folder, known) = try await begun(context)
        let end: ShellEnd
        switch known {
        case .ended(let known): end = known
        case .running(let run):
            guard let known = await runner.end(of: run, context) else { throw LeftToNextWorker() }
            end = known
            known.endedAt.map { context.noteEnd(at: Instant(milliseconds: $0.inMilliseconds)) }
        }
        switch end.reason {
        case .exited(0):
            let value = try await runner.aside { try step.value(in: folder) }
            // Not that of a failure, which may be long before the next attempt: a descriptor is open as long as it is held.
            if case .running(let run) = known { succeeded.run.withLock { $0 = run } }
            return value
        case .cancelled, .interrupted:
            try Task.checkCancellation()
            if runner.isClosing { throw LeftToNextWorker() }
            throw Interruption(message: step.errorText(end, in: folder))
        case .timedOut: throw StepFailure(step.errorText(end, in: folder), hasTimedOut: true)
        case .exited(let status) where step.retry.unlessExit.contains(Int(status)):
            throw StepFailure(step.errorText(end, in: folder), isRetryable: false)
        case .exited, .killed, .notBegun: throw StepFailure(step.errorText(end, in: folder))
        }
    }

    /// The step has succeeded, which is on record now.
    func noteKept() { succeeded.run.withLock { $0.take() }?.keptEnd() }

    // MARK: Beginning, or going on

    private enum Known {
        case running(ShellRun)
        case ended(ShellEnd)
    }

    private typealias Left = (folder: String, known: Known)

    /// The command of an attempt whose worker is gone; ``run()`` goes on with what there is of it.
    func left(of interrupted: RecordedStep) async -> LeftBehind {
        guard let context = ExecutionContext.current else { return .nothing }
        // What stands in the way of looking is met again by the attempt, which fails for it.
        let found = try? await runner.aside {
            try leftBehind(in: folder(of: context), failures: interrupted.failures)
        }
        switch found?.known {
        case nil: return .nothing
        case .running: return .running
        case .ended(let end):
            return .ended(at: end.endedAt.map { Instant(milliseconds: $0.inMilliseconds) })
        }
    }

    private func folder(of context: ExecutionContext) -> String {
        runner.folders.step(step.name, run: context.run, of: context.id)
    }

    /// The command as a former worker left it, or begun now.
    private func begun(_ context: ExecutionContext) async throws -> Left {
        let folder = folder(of: context)
        let failures = context.failures ?? 0
        if context.attempt == 1, !context.isBegun {
            // What is there although nothing was begun is of an execution of that id that is not kept any more.
            try await runner.aside { AttemptFolders.discard(folder) }
        } else {
            let found = try await runner.aside { try leftBehind(in: folder, failures: failures) }
            if let found { return found }
        }
        try await context.recordBegin()
        return try await runner.aside {
            let path = AttemptFolders.next(in: folder, attempt: context.attempt ?? 1, failures: failures)
            return (path, .running(try runner.shell.start(try shellCommand(context, path))))
        }
    }

    /// The newest command after so many failures, unless it never came to an end of its own.
    private func leftBehind(in folder: String, failures: Int) throws -> Left? {
        guard let last = AttemptFolders.attempts(in: folder).last(where: { $0.failures == failures }) else {
            return nil
        }
        switch try runner.shell.adopt(last.path) {
        case .running(let run): return (last.path, .running(run))
        case .ended(let end) where !end.wasStopped: return (last.path, .ended(end))
        case .ended, .neverBegan, .interrupted: return nil
        }
    }

    private func shellCommand(_ context: ExecutionContext, _ folder: String) throws -> ShellCommand {
        let isForFailure = failure != nil
        let own = try OwnVariables(definition, step, inherited: inherited, isForFailure: isForFailure)
        let environment = CommandEnvironment(
            task: context.task,
            execution: context.id,
            occurrence: context.occurrence,
            nominalAt: context.nominalAt?.description,
            step: step.name,
            attempt: context.attempt ?? 1,
            idempotencyKey: context.idempotencyKey ?? "",
            payload: context.payload,
            results: try AnyJSON.object(earlier).text(),
            failure: failure
        )
        let words =
            switch command {
            case .shell(let text): ShellCommand.script(text)
            case .program(let words): words
            }
        let place = step.workingDirectory ?? definition.workingDirectory
        return ShellCommand(
            words,
            environment: environment.variables(
                inherited: inherited.visible,
                own: own.values,
                scalars: AnyJSON(json: context.payload)?
                    .scalars(numbers: JSONNumbers.texts(ofMembersOf: context.payload)) ?? []
            ),
            // Who is told of a failure is told of it where its own directory is what is missing, too.
            workingDirectory: isForFailure && !SmallFile.isFolder(place) ? "/" : place,
            timeout: step.timeout?.duration,
            grace: (step.grace ?? definition.grace).duration,
            folder: folder,
            secrets: SecretMask(findingInJSON: own.secrets)
        )
    }
}

extension ShellEnd {
    /// Whether the command did not come to an end of its own: it is to be begun again.
    fileprivate var wasStopped: Bool {
        switch reason {
        case .cancelled, .interrupted: true
        case .exited, .killed, .timedOut, .notBegun: false
        }
    }
}

extension AnyJSON {
    /// The members of an object that are texts, numbers or truth values, in the order of their names; numbers as they
    /// were written.
    fileprivate func scalars(numbers: [String: String]) -> [(key: String, value: String)] {
        guard case .object(let members) = self else { return [] }
        return members.sorted { $0.key < $1.key }.compactMap { key, value in
            switch value {
            case .string(let text): (key, text)
            case .bool(let isTrue): (key, isTrue ? "true" : "false")
            case .integer(let number): (key, numbers[key] ?? "\(number)")
            case .number(let number): (key, numbers[key] ?? "\(number)")
            case .null, .array, .object: nil
            }
        }
    }
}
