internal import Shell
internal import ZartCore

/// Secrets in JSON, of which the shell knows nothing.
extension SecretMask {
    /// A mask that finds secrets as they are, and as they stand within quotes in JSON, whoever has written it.
    init(findingInJSON secrets: [String]) {
        self.init(secrets.flatMap { secret in [secret] + JSONSpelling.known.map { $0.written(secret) } })
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
