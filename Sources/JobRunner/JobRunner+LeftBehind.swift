internal import Jobs
internal import Shell
internal import Timetable
internal import Zart
internal import ZartCore

/// What became of commands whose worker is gone, for an execution that is about to end from outside.
extension JobRunner {
    /// The newest attempt of a step, as it was found.
    private struct Found {
        let step: String
        let attempt: AttemptFolders.Attempt
        let standing: Shell.Adoption

        var hasEnded: Bool {
            if case .ended = standing { true } else { false }
        }
    }

    /// What became of the commands of a run's steps, besides those given; where one goes on the execution is marked, since
    /// it is about to end.
    func leftBehind(
        of id: String,
        run: Int,
        besides steps: Set<String>,
        _ definition: EngineSettings.Definition
    ) -> [LeftStep] {
        let found = folders.steps(of: id, run: run).subtracting(steps).sorted().compactMap { step -> Found? in
            let attempts = AttemptFolders.attempts(in: folders.step(step, run: run, of: id))
            guard let last = attempts.last, let standing = try? shell.adopt(last.path) else { return nil }
            return Found(step: step, attempt: last, standing: standing)
        }
        let needsDefinition = found.contains { $0.hasEnded }
        let known = needsDefinition ? definition().flatMap { JobDefinition(json: $0) } : nil
        let left = found.compactMap { Self.left($0, known) }
        if left.contains(where: { $0.ended == nil }) { folders.markStopping(id) }
        return left
    }

    private static func left(_ found: Found, _ definition: JobDefinition?) -> LeftStep? {
        let failures = found.attempt.failures
        switch found.standing {
        case .running: return LeftStep(found.step, failures: failures)
        case .ended(let end):
            guard let status = end.attemptStatus, let at = end.instant else { return nil }
            let step = definition?.steps.first { $0.name == found.step }
            let folder = found.attempt.path
            let ended: LeftStep.Ended
            if status != .completed {
                let error = step?.errorText(end, in: folder) ?? OutputReader.errorText(end, folder: folder)
                ended = LeftStep.Ended(status, at: at, error: Limits.cutError(error))
            } else if let step {
                ended = kept(step, in: folder, at: at)
            } else {
                ended = LeftStep.Ended(status, at: at)
            }
            return LeftStep(found.step, failures: failures, ended: ended)
        case .neverBegan, .interrupted: return nil
        }
    }

    /// What a command that has succeeded gives its step; where that cannot be kept its attempt has failed, as it would have
    /// where somebody had waited for it.
    private static func kept(_ step: JobStep, in folder: String, at instant: Instant) -> LeftStep.Ended {
        do {
            let text = try step.value(in: folder).text()
            if let fault = Limits.oversize(ofResult: text, of: step.name) { throw StepFailure(fault) }
            return LeftStep.Ended(.completed, at: instant, result: text)
        } catch {
            return LeftStep.Ended(.failed, at: instant, error: Limits.cutError("\(error)"))
        }
    }
}

extension ShellEnd {
    /// What an attempt was that ended so; nil where it did not come to an end of its own.
    fileprivate var attemptStatus: AttemptStatus? {
        switch reason {
        case .exited(0): .completed
        case .exited, .killed, .notBegun: .failed
        case .timedOut: .timedOut
        case .cancelled, .interrupted: nil
        }
    }
}
