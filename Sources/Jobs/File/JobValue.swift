/// The value of an environment variable: a text, or where to find a secret when a command starts.
package enum JobValue: Sendable, Hashable {
    case text(String)
    case secret(JobSecret)
}

/// Where a secret is; the secret itself is never kept.
///
/// Written `file:PATH`, `env:NAME` or `command:TEXT`.
package enum JobSecret: Sendable, Hashable {
    /// The content of a file, without its last line break.
    case file(String)
    /// A variable of the worker's own environment.
    case variable(String)
    /// What a shell command prints, without its last line break.
    case command(String)

    /// Reads the text form; nil if it is none.
    package init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "file": self = .file(parts[1])
        case "env": self = .variable(parts[1])
        case "command": self = .command(parts[1])
        default: return nil
        }
    }

    /// The text form.
    package var text: String {
        switch self {
        case .file(let path): "file:\(path)"
        case .variable(let name): "env:\(name)"
        case .command(let text): "command:\(text)"
        }
    }
}

extension JobValue: Codable {
    private enum CodingKeys: String, CodingKey {
        case secret
    }

    package init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: CodingKeys.self) {
            let text = try container.decode(String.self, forKey: .secret)
            guard let secret = JobSecret(text: text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .secret,
                    in: container,
                    debugDescription: "'\(text)' does not say where a secret is"
                )
            }
            self = .secret(secret)
        } else {
            self = .text(try decoder.singleValueContainer().decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .secret(let secret):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(secret.text, forKey: .secret)
        }
    }
}
