internal import Timetable

/// The numbers and names behind an alarm's sentence, in a fixed order.
package struct AlarmEvidence: Sendable, Hashable {
    enum Value: Sendable, Hashable {
        case text(String)
        case number(Int)
        case time(Instant)
        /// Whole milliseconds; the name ends in `Ms`.
        case duration(Duration)
    }

    struct Member: Sendable, Hashable {
        let name: String
        let value: Value
    }

    let members: [Member]

    /// Members without a value are left out.
    init(_ members: [(String, Value?)]) {
        self.members = members.compactMap { name, value in value.map { Member(name: name, value: $0) } }
    }

    init(_ members: KeyValuePairs<String, Value?>) {
        self.init(members.map { ($0.key, $0.value) })
    }

    /// One JSON object on one line.
    package var json: String {
        let parts = members.map { member in
            let value =
                switch member.value {
                case .text(let text): JSONText.quoted(text)
                case .number(let number): "\(number)"
                case .time(let time): JSONText.quoted(time.description)
                case .duration(let duration): "\(duration.inMilliseconds)"
                }
            return "\(JSONText.quoted(member.name)):\(value)"
        }
        return "{\(parts.joined(separator: ","))}"
    }
}

/// JSON written by hand, where there is no encoder.
package enum JSONText {
    /// A text as a JSON string (RFC 8259, 7).
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
