internal import Shell
internal import ZartCore

/// Secrets in JSON, of which the shell knows nothing.
extension SecretMask {
    /// A mask that finds secrets as they are, and as they stand within quotes in JSON, written as it is or in ASCII alone.
    init(findingInJSON secrets: [String]) {
        self.init(
            secrets.flatMap { secret in
                let written = String(JSONText.quoted(secret).dropFirst().dropLast())
                return [secret, written, Self.inASCII(written)]
            }
        )
    }

    /// All else by the numbers of its UTF-16 units (RFC 8259, 7).
    private static func inASCII(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { ascii, scalar in
            guard !scalar.isASCII else { return ascii.unicodeScalars.append(scalar) }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                ascii += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
    }

    /// JSON in which secrets are masked, with quotes around what masks a number.
    static func quoted(inJSON text: String) -> String {
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
            // No number begins with the letter that ends `true`.
            let isOfNumber =
                "0123456789.eE+-*".utf8.contains(byte) && (!number.isEmpty || byte != UInt8(ascii: "e"))
            if !isString, isOfNumber {
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
}
