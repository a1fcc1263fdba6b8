extension JSON {
    /// The greatest number of digits that a number keeps, beyond which other programs would change it.
    private static let maximumDigits = 17

    /// What a free value of the file means in JSON.
    ///
    /// Without quotes `true`, `false`, `null`, `~`, nothing and JSON's own numbers are what they look like; all
    /// else is text, so that `on`, `3:30` and `1_000` are never surprises.
    init(_ node: YAMLNode) {
        switch node.content {
        case .scalar(let scalar):
            if node.isNull {
                self = .null
            } else if scalar.style == .plain, scalar.text == "true" || scalar.text == "false" {
                self = .bool(scalar.text == "true")
            } else if scalar.style == .plain, JSON.isNumber(scalar.text) {
                self = .number(scalar.text)
            } else {
                self = .string(scalar.text)
            }
        case .sequence(let items): self = .array(items.map { JSON($0) })
        case .mapping(let entries): self = .object(entries.map { Member($0.key, JSON($0.value)) })
        }
    }

    /// Whether the text is a number as JSON writes them.
    private static func isNumber(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        func digits() -> Int {
            let count = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.count
            rest = rest.dropFirst(count)
            return count
        }
        func skip(_ characters: String) -> Bool {
            guard let first = rest.first, characters.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = skip("-")
        let isZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole >= 1, !isZero || whole == 1, whole <= maximumDigits else { return false }
        if skip("."), digits() == 0 { return false }
        if skip("eE") {
            _ = skip("+-")
            guard 1...3 ~= digits() else { return false }
        }
        // What is too large for any program is a text, too.
        return rest.isEmpty && Double(text)?.isFinite ?? false
    }
}
