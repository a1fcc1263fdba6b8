internal import FoundationEssentials
package import ZartCore

/// What an execution of a task from a job file does: everything it needs besides its payload.
///
/// An execution keeps the definition it began with; equal definitions have equal ``json`` and ``hash``.
package struct JobDefinition: Sendable, Hashable, Codable {
    /// The stages in order; the steps of one stage run in parallel.
    package var stages: [[JobStep]]
    /// The limit of a run, from its start.
    package var timeout: Span?
    /// How many steps of one stage run at a time; all if nil.
    package var maxParallel: Int?
    /// Between the polite and the hard end of a command.
    package var grace = JobDefinition.defaultGrace
    /// An absolute path.
    package var workingDirectory: String
    package var environment: [String: JobValue] = [:]
    /// A file of `NAME=value` lines, by its absolute path; ``environment`` stands before it.
    package var environmentFile: String?
    /// Before which the file stands: what the defaults say where the task has a file of its own.
    package var baseEnvironment: [String: JobValue]?
    /// What is run after a failure, as a step of its own.
    package var onFailure: JobFailureCommand?

    /// How long a command has between TERM and KILL unless the file says otherwise.
    package static let defaultGrace = Span(.seconds(10))

    package init(stages: [[JobStep]], workingDirectory: String) {
        self.stages = stages
        self.workingDirectory = workingDirectory
    }

    /// Every step in the order of the file.
    package var steps: [JobStep] { stages.flatMap(\.self) }

    /// The worker's variables that it has secrets from.
    package var secretVariables: Set<String> {
        let environments = [baseEnvironment ?? [:], environment] + steps.map(\.environment)
        return Set(
            environments.flatMap(\.values).compactMap { value in
                if case .secret(.variable(let name)) = value { name } else { nil }
            }
        )
    }

    /// How long a command of it may go on at most after it was told to stop; then it is killed.
    package var longestGrace: Duration {
        let own = steps.map { ($0.grace ?? grace).duration }.max() ?? grace.duration
        return onFailure == nil ? own : max(own, grace.duration)
    }

    /// Reads what ``json`` writes; nil for anything else.
    package init?(json: String) {
        guard let read = try? JSONDecoder().decode(JobDefinition.self, from: Data(json.utf8)) else {
            return nil
        }
        self = read
    }

    /// The definition as one line of JSON with sorted names.
    package var json: String { canonicalJSON(self) }

    /// The content's hash, under which it is stored: 64 hexadecimal digits of SHA-256.
    package static func hash(json: String) -> String { SHA256.hexadecimal(of: Array(json.utf8)) }
}

/// What the engine is told of a task beside its schedule, and what no execution needs.
package struct JobConduct: Sendable, Hashable, Codable {
    package var description: String?
    /// Failures in a row after which the task is paused.
    package var pauseAfterFailures: Int?
    package var keep: JobKeep?
    package var alarms: JobAlarms?

    package init() {}

    /// Reads what ``json`` writes; nil for anything else.
    package init?(json: String) {
        guard let read = try? JSONDecoder().decode(JobConduct.self, from: Data(json.utf8)) else { return nil }
        self = read
    }

    /// The conduct as one line of JSON with sorted names.
    package var json: String { canonicalJSON(self) }
}

/// How long ended executions are kept.
package struct JobKeep: Sendable, Hashable, Codable {
    package var age: Span?
    package var count: Int?
    /// How long failed ones are kept.
    package var failed: Span?
}

/// When an operator is to be told of a task, and by what.
package struct JobAlarms: Sendable, Hashable {
    package var rules = AlarmRules.standard
    /// What is run when an alarm begins or ends.
    package var notify: JobCommand?

    /// The same with whatever is not said here taken from the defaults.
    func inheriting(_ defaults: JobAlarms?) -> JobAlarms {
        guard let defaults else { return self }
        return JobAlarms(rules: rules.merged(over: defaults.rules), notify: notify ?? defaults.notify)
    }
}

/// The rules and the command side by side, as they are in the file.
extension JobAlarms: Codable {
    private enum CodingKeys: String, CodingKey {
        case notify
    }

    package init(from decoder: any Decoder) throws {
        rules = try AlarmRules(from: decoder)
        notify = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(
            JobCommand.self,
            forKey: .notify
        )
    }

    package func encode(to encoder: any Encoder) throws {
        try rules.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(notify, forKey: .notify)
    }
}

/// Only text, numbers and lists are written, so that it cannot fail.
private func canonicalJSON(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return "null" }
    return String(decoding: data, as: UTF8.self)
}
