internal import Glibc
internal import Jobs
internal import Shell
internal import Timetable
package import Zart
internal import ZartCore

/// Telling somebody of an alarm by a command: under a supervisor like any step's, so that it outlives the worker.
extension JobRunner {
    /// How long a command may take to tell somebody.
    package static let hookTimeout = Duration.seconds(60)

    /// How often a command that lost its supervisor is begun again before the try counts as failed.
    private static let hookPatience = 3

    /// Runs the command that a job file names for the alarms of a task, the notice on its standard input.
    ///
    /// Goes on with one that a former worker began. Returns when it has ended well.
    ///
    /// - Throws: one sentence when it failed; a `CancellationError` when it was left to the next worker.
    package func tell(_ call: HookCall) async throws {
        guard let hook = call.conduct.flatMap({ JobConduct(json: $0) })?.alarms?.notify,
            let definition = call.definition.flatMap({ JobDefinition(json: $0) })
        else {
            throw ZartError(.undecodable, "the stored alarms of this task cannot be read: apply the job file")
        }
        var losses = 0
        while true {
            if isClosing { throw CancellationError() }
            let (folder, known) = try await aside { [self] in try begun(call, hook, definition) }
            let end: ShellEnd
            switch known {
            case .ended(let known): end = known
            case .running(let run):
                guard let known = await self.end(of: run, isLeft: { true }) else { throw CancellationError() }
                end = known
            }
            switch end.reason {
            case .exited(0): return
            case .cancelled, .interrupted:
                if isClosing { throw CancellationError() }
                losses += 1
                if losses >= Self.hookPatience {
                    throw StepFailure(OutputReader.errorText(end, folder: folder))
                }
            case .timedOut, .exited, .killed, .notBegun:
                throw StepFailure(OutputReader.errorText(end, folder: folder))
            }
        }
    }

    private enum KnownHook {
        case running(ShellRun)
        case ended(ShellEnd)
    }

    /// The command as a former worker left it, or begun now.
    private func begun(_ call: HookCall, _ hook: JobCommand, _ definition: JobDefinition) throws
        -> (folder: String, KnownHook)
    {
        let folder = hooks.notice(call.notice.id)
        let notice = "\(folder)/notice.json"
        let told = call.notice.json + "\n"
        if (try? SmallFile.read(notice).get()) != Array(told.utf8) {
            // It is of another alarm, of a database that is there no more.
            AttemptFolders.discard(folder)
        } else if let last = AttemptFolders.attempts(in: folder).last(where: {
            $0.failures == call.failedAttempts
        }) {
            switch try shell.adopt(last.path) {
            case .running(let run): return (last.path, .running(run))
            case .ended(let end):
                switch end.reason {
                case .cancelled, .interrupted: break
                case .exited, .killed, .timedOut, .notBegun: return (last.path, .ended(end))
                }
            case .neverBegan, .interrupted: break
            }
        }
        let path = AttemptFolders.next(in: folder, attempt: 1, failures: call.failedAttempts)
        if let fault = SmallFile.write(told, to: notice) {
            throw StepFailure("the notice '\(notice)' cannot be written: \(fault.reason)")
        }
        return (path, .running(try shell.start(try command(call, hook, definition, notice, path))))
    }

    private func command(
        _ call: HookCall,
        _ hook: JobCommand,
        _ definition: JobDefinition,
        _ notice: String,
        _ folder: String
    ) throws -> ShellCommand {
        let inherited = InheritedVariables(inherited, for: definition)
        let own = try OwnVariables(definition, nil, inherited: inherited)
        var environment = inherited.visible.merging(own.values) { _, own in own }
        for name in environment.keys where name.hasPrefix("ZART_") { environment[name] = nil }
        environment["ZART_TASK"] = call.notice.task
        environment["ZART_EXECUTION"] = call.notice.execution
        environment["ZART_STEP"] = call.notice.step
        environment["ZART_ALARM"] = call.notice.alarm.rawValue
        environment["ZART_ALARM_CHANGE"] = call.notice.change.rawValue
        environment["ZART_NOTICE"] = call.notice.id
        let words =
            switch hook {
            case .shell(let text): ShellCommand.script(text)
            case .program(let words): words
            }
        return ShellCommand(
            // The supervisor closes standard input; this opens it again and becomes the command.
            ["/bin/sh", "-c", "exec \"$@\" <\"$0\"", notice] + words,
            environment: environment,
            workingDirectory: SmallFile.isFolder(definition.workingDirectory)
                ? definition.workingDirectory : "/",
            timeout: Self.hookTimeout,
            grace: definition.grace.duration,
            folder: folder,
            secrets: SecretMask(findingInJSON: own.secrets)
        )
    }
}
