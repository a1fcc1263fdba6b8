/// What is run: a text for the shell, or a program with its arguments.
package enum JobCommand: Sendable, Hashable {
    /// For `/bin/sh -eu`.
    case shell(String)
    /// A program and its arguments, without a shell; never empty.
    case program([String])
}

extension JobCommand: Codable {
    private enum CodingKeys: String, CodingKey {
        case run, exec
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let text = try container.decodeIfPresent(String.self, forKey: .run) {
            self = .shell(text)
        } else {
            self = .program(try container.decode([String].self, forKey: .exec))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .shell(let text): try container.encode(text, forKey: .run)
        case .program(let words): try container.encode(words, forKey: .exec)
        }
    }
}

/// What is run after a failure.
package struct JobFailureCommand: Sendable, Hashable {
    package var command: JobCommand
    /// How long it may take; without a limit if nil.
    package var timeout: Span?

    package init(_ command: JobCommand, timeout: Span? = nil) {
        self.command = command
        self.timeout = timeout
    }
}

/// The command's own keys and the limit side by side, as they are in the file.
extension JobFailureCommand: Codable {
    private enum CodingKeys: String, CodingKey {
        case timeout
    }

    package init(from decoder: any Decoder) throws {
        command = try JobCommand(from: decoder)
        timeout = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Span.self, forKey: .timeout)
    }

    package func encode(to encoder: any Encoder) throws {
        try command.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(timeout, forKey: .timeout)
    }
}
