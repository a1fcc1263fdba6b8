/// Something outside the job file without which a command of it cannot begin.
package struct JobNeed: Sendable, Hashable {
    /// What must be so of what is at the path.
    package enum Kind: Sendable, Hashable {
        case folder, readable, executable
    }

    package let kind: Kind
    /// An absolute path.
    package let path: String
    /// What names it, such as `env-file`.
    package let key: String
    /// The step that needs it; nil for all of the task's.
    package let step: String?
}

extension JobDefinition {
    /// What its commands need, as far as the file names it by a path.
    package var needs: [JobNeed] {
        var needs = [JobNeed(kind: .folder, path: workingDirectory, key: "working-directory", step: nil)]
        if let environmentFile {
            needs.append(JobNeed(kind: .readable, path: environmentFile, key: "env-file", step: nil))
        }
        needs += Self.secrets(environment.merging(baseEnvironment ?? [:]) { own, _ in own }, of: nil)
        for step in steps {
            if let folder = step.workingDirectory {
                needs.append(JobNeed(kind: .folder, path: folder, key: "working-directory", step: step.name))
            }
            needs += Self.secrets(step.environment, of: step.name)
            if case .command(let command) = step.action {
                needs += Self.program(command, in: step.workingDirectory ?? workingDirectory, of: step.name)
            }
        }
        if let onFailure { needs += Self.program(onFailure.command, in: workingDirectory, of: "on-failure") }
        return needs
    }

    private static func secrets(_ environment: [String: JobValue], of step: String?) -> [JobNeed] {
        environment.sorted { $0.key < $1.key }.compactMap { name, value in
            guard case .secret(.file(let path)) = value else { return nil }
            return JobNeed(kind: .readable, path: path, key: "the secret of \(name)", step: step)
        }
    }

    /// A program named by a path; others are looked for in `PATH` when the command begins.
    private static func program(_ command: JobCommand, in folder: String, of step: String) -> [JobNeed] {
        guard case .program(let words) = command, let name = words.first, name.contains("/") else {
            return []
        }
        let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
        return [JobNeed(kind: .executable, path: path, key: "exec", step: step)]
    }
}
