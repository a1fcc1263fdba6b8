internal import Timetable

/// A duration that is kept as operators write it: `1h30m`.
package struct Span: Sendable, Hashable, Codable {
    package let duration: Duration

    package init(_ duration: Duration) {
        self.duration = duration
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let duration = Duration(operatorText: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "'\(text)' is no duration"
            )
        }
        self.duration = duration
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(duration.operatorText)
    }
}
