/// How a writer of JSON spells a text within its quotes: what must be escaped always is (RFC 8259, 7), and some escape
/// more than that.
struct JSONSpelling {
    /// Characters that are written by their numbers, though they need not be.
    var numbered = ""
    var isSlashEscaped = false
    /// Whether all that is not ASCII is written by its numbers.
    var isASCII = false
    var isUpperCase = false

    /// Those of the writers that are in use: plain ones as JavaScript's, Python's, PHP's two, Go's and Rails', Gson's,
    /// .NET's, and those that number in capitals.
    static let known = [
        JSONSpelling(), JSONSpelling(isASCII: true), JSONSpelling(isSlashEscaped: true, isASCII: true),
        JSONSpelling(isSlashEscaped: true), JSONSpelling(numbered: "<>&"), JSONSpelling(numbered: "<>&='"),
        JSONSpelling(numbered: "\"&'+<>`", isASCII: true, isUpperCase: true),
        JSONSpelling(isASCII: true, isUpperCase: true),
    ]

    func written(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { written, scalar in
            switch scalar {
            case _ where numbered.unicodeScalars.contains(scalar) || isASCII && !scalar.isASCII:
                for unit in String(scalar).utf16 { written += number(unit) }
            case "\"": written += "\\\""
            case "\\": written += "\\\\"
            case "/" where isSlashEscaped: written += "\\/"
            case "\n": written += "\\n"
            case "\r": written += "\\r"
            case "\t": written += "\\t"
            case "\u{8}": written += "\\b"
            case "\u{C}": written += "\\f"
            case _ where scalar.value < 0x20: written += number(UInt16(scalar.value))
            default: written.unicodeScalars.append(scalar)
            }
        }
    }

    private func number(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16, uppercase: isUpperCase)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
