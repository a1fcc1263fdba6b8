/// Secret values, and texts without them.
///
/// A value shorter than 4 bytes is not masked: it would be found everywhere. Of a value of several lines each line is
/// masked as well, since output shows them one by one; and each as JSON has it within quotes (RFC 8259, 7).
package struct SecretMask: Sendable, Hashable {
    /// What stands in the place of a secret.
    private static let shown = "***"

    /// What is looked for, longest first, each once.
    let values: [[UInt8]]

    package init(_ secrets: some Sequence<String>) {
        var all: Set<[UInt8]> = []
        for secret in secrets {
            for text in [secret] + secret.split(whereSeparator: \.isNewline).map(String.init) {
                for value in [text, Self.escaped(text, isASCII: false), Self.escaped(text, isASCII: true)]
                where value.utf8.count >= 4 && !value.utf8.contains(0) {
                    all.insert(Array(value.utf8))
                }
            }
        }
        values = all.sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// A text as it stands within a JSON string; where that is to be ASCII, all else by the numbers of its UTF-16 units.
    private static func escaped(_ text: String, isASCII: Bool) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case _ where scalar.value < 0x20 || isASCII && !scalar.isASCII:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }

    /// JSON in which `***` stands where numbers stood, with quotes around it.
    package static func quoted(inJSON text: String) -> String {
        guard text.contains(shown) else { return text }
        var quoted: [UInt8] = []
        var number: [UInt8] = []
        var isString = false
        var isEscaped = false
        func end() {
            quoted += number.contains(shown.utf8) ? Array("\"\(shown)\"".utf8) : number
            number = []
        }
        for byte in text.utf8 {
            let isOfNumber = "0123456789.eE+-*".utf8.contains(byte)
            if !isString, isOfNumber, !number.isEmpty || byte != UInt8(ascii: "e") {
                number.append(byte)
                continue
            }
            end()
            quoted.append(byte)
            if isEscaped {
                isEscaped = false
            } else if isString, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isString.toggle()
            }
        }
        end()
        return String(decoding: quoted, as: UTF8.self)
    }

    /// The text with `***` in the place of every secret.
    package func masked(_ text: String) -> String {
        guard !values.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let beginnings = Set(values.compactMap(\.first))
        var masked: [UInt8] = []
        var index = 0
        var found = false
        while index < bytes.count {
            if beginnings.contains(bytes[index]),
                let value = values.first(where: { bytes[index...].starts(with: $0) })
            {
                masked += Self.shown.utf8
                index += value.count
                found = true
            } else {
                masked.append(bytes[index])
                index += 1
            }
        }
        return found ? String(decoding: masked, as: UTF8.self) : text
    }
}

private func < (left: (Int, [UInt8]), right: (Int, [UInt8])) -> Bool {
    left.0 == right.0 ? left.1.lexicographicallyPrecedes(right.1) : left.0 < right.0
}
