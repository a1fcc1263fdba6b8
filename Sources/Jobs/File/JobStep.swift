/// One step of a task: a command, a pause, or a wait for an event.
package struct JobStep: Sendable, Hashable, Codable {
    /// Its identity within a run.
    package var name: String
    package var action: JobAction
    /// How a failed command is tried again.
    package var retry = JobRetry.none
    /// The limit of one attempt, or of a wait.
    package var timeout: Span?
    /// The limit in all, retries and the waits between them included.
    package var totalTimeout: Span?
    /// What is made of the command's result.
    package var result: JobResult?
    /// Variables of this step alone, before those of the task.
    package var environment: [String: JobValue] = [:]
    /// An absolute path; the task's if nil.
    package var workingDirectory: String?
    /// Between the polite and the hard end of a command; the task's if nil.
    package var grace: Span?

    package init(name: String, action: JobAction) {
        self.name = name
        self.action = action
    }
}

/// What a step does.
package enum JobAction: Sendable, Hashable {
    case command(JobCommand)
    /// Sleeps; this survives a restart.
    case sleep(Span)
    /// Waits for an event of that name.
    case waitFor(String)
}

/// How what a command wrote to `$ZART_RESULT` is read.
package enum JobResult: String, Sendable, Hashable, Codable, CaseIterable {
    /// JSON; anything else fails the attempt.
    case json
    /// Text as it is.
    case text
}

extension JobAction: Codable {
    private enum CodingKeys: String, CodingKey {
        case sleep
        case waitFor = "wait-for"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let length = try container.decodeIfPresent(Span.self, forKey: .sleep) {
            self = .sleep(length)
        } else if let event = try container.decodeIfPresent(String.self, forKey: .waitFor) {
            self = .waitFor(event)
        } else {
            self = .command(try JobCommand(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .command(let command): try command.encode(to: encoder)
        case .sleep(let length):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(length, forKey: .sleep)
        case .waitFor(let event):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(event, forKey: .waitFor)
        }
    }
}
