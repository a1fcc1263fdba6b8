internal import Timetable

/// A value on its way out as JSON, with its keys in the order they are printed in.
enum JSONValue {
    case null
    case bool(Bool)
    case number(Int64)
    case string(String)
    /// JSON text from the store; shown as a string if it is none.
    case stored(String)
    case list([JSONValue])
    case object([(key: String, value: JSONValue)])

    static func text(_ text: String?) -> JSONValue { text.map(string) ?? .null }
    static func number(_ number: Int?) -> JSONValue { number.map { .number(Int64($0)) } ?? .null }
    static func time(_ instant: Instant?) -> JSONValue { .text(instant?.description) }
    static func milliseconds(_ duration: Duration?) -> JSONValue {
        duration.map { .number($0.inMilliseconds) } ?? .null
    }
    static func stored(_ text: String?) -> JSONValue { text.map(stored) ?? .null }

    /// This value on one line, but for line breaks inside stored text.
    var text: String {
        var text = ""
        write(into: &text)
        return text
    }

    private func write(into text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let value): text += String(value)
        case .string(let value): Self.write(quoted: value, into: &text)
        case .stored(let value):
            if JSONCheck.fault(in: value) == nil {
                Self.write(harmless: value, into: &text)
            } else {
                Self.write(quoted: value, into: &text)
            }
        case .list(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.write(into: &text)
            }
            text += "]"
        case .object(let fields):
            text += "{"
            for (index, field) in fields.enumerated() {
                if index > 0 { text += "," }
                Self.write(quoted: field.key, into: &text)
                text += ":"
                field.value.write(into: &text)
            }
            text += "}"
        }
    }

    private static func write(quoted value: String, into text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if PlainText.isHarmful(scalar) {
                    escape(scalar, into: &text)
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }

    /// Writes valid JSON text as it is, but for characters that a terminal would obey.
    ///
    /// They can only stand inside strings, where an escape means the same.
    private static func write(harmless value: String, into text: inout String) {
        for scalar in value.unicodeScalars {
            if scalar.value >= 0x7F, PlainText.isHarmful(scalar) {
                escape(scalar, into: &text)
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func escape(_ scalar: Unicode.Scalar, into text: inout String) {
        for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            text += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
        }
    }
}
