internal import Jobs
internal import Shell
internal import Zart
internal import ZartCore

/// What became of commands whose worker is gone, for an execution that is about to end from outside.
extension JobRunner {
    /// The newest attempt of a step, as it was found.
    private struct Found {
        let step: String
        let attempt: AttemptFolders.Attempt
        let standing: Shell.Adoption

        var hasSucceeded: Bool {
            if case .ended(let end) = standing { end.isSuccess } else { false }
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
        let needsDefinition = found.contains { $0.hasSucceeded }
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
            var ended = LeftStep.Ended(status, at: at)
            if found.hasSucceeded, let step = definition?.steps.first(where: { $0.name == found.step }) {
                let result = kept(step, in: found.attempt.path)
                // What cannot be kept would have failed the attempt where somebody had waited for it.
                ended = LeftStep.Ended(result == nil ? .failed : status, at: at, result: result)
            }
            return LeftStep(found.step, failures: failures, ended: ended)
        case .neverBegan, .interrupted: return nil
        }
    }

    /// What a command that has succeeded gives its step, as it is kept; nil where it cannot be.
    private static func kept(_ step: JobStep, in folder: String) -> String? {
        let text = try? step.value(in: folder).text()
        return text.flatMap { $0.utf8.count <= Limits.result ? $0 : nil }
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
