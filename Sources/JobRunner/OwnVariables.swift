internal import Jobs
internal import ZartCore

/// The variables that a task and its step, if there is one, say, with secrets resolved; for one start of a command, never kept.
struct OwnVariables {
    private(set) var values: [String: String] = [:]
    private(set) var secrets: [String] = []

    /// Reads files and runs commands where secrets are; blocks for as long as that takes.
    ///
    /// For who is told of a failure, what cannot be had is left out: it may be what has failed.
    ///
    /// - Throws: one sentence that tells the variable and never its value.
    init(
        _ definition: JobDefinition,
        _ step: JobStep?,
        inherited: InheritedVariables,
        isForFailure: Bool = false
    ) throws {
        if let file = definition.environmentFile {
            do {
                values = try EnvironmentFile.read(file)
            } catch  where isForFailure {}
        }
        // What the file says stands before what the defaults do.
        let base = (definition.baseEnvironment ?? [:]).filter { values[$0.key] == nil }
        try add(base, inherited.all, isForFailure)
        let environment = definition.environment.merging(step?.environment ?? [:]) { _, step in step }
        try add(environment, inherited.all, isForFailure)
    }

    private mutating func add(
        _ environment: [String: JobValue],
        _ inherited: [String: String],
        _ isForFailure: Bool
    )
        throws
    {
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .text(let text): values[name] = text
            case .secret(let secret):
                do {
                    let resolved = try Self.resolve(secret, name, inherited)
                    values[name] = resolved
                    secrets.append(resolved)
                } catch  where isForFailure {}
            }
        }
    }

    private static func resolve(_ secret: JobSecret, _ name: String, _ inherited: [String: String]) throws
        -> String
    {
        func failure(_ why: String) -> StepFailure {
            StepFailure("the secret '\(secret.text)' of variable \(name) cannot be had: \(why)")
        }
        let bytes: [UInt8]
        switch secret {
        case .variable(let variable):
            guard let value = inherited[variable] else {
                throw failure("the worker has no variable \(variable)")
            }
            return value
        case .file(let path):
            switch SmallFile.read(path) {
            case .success(let read): bytes = read
            case .failure(let fault): throw failure(fault.reason)
            }
        case .command(let text):
            switch SecretCommand.run(text, inherited) {
            case .success(let read): bytes = read
            case .failure(let fault): throw failure(fault.reason)
            }
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw failure("it is no UTF-8 text")
        }
        if text.hasSuffix("\n") || text.hasSuffix("\r\n") { text.removeLast() }
        return text
    }
}
