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
