/// How the ids of a task's executions are made: a text with the one token `{occurrence}`.
package struct IDTemplate: Sendable, Hashable, CustomStringConvertible {
    /// The text before the token.
    package let prefix: String
    /// The text after it.
    package let suffix: String

    private static let token = "{occurrence}"

    /// Reads a template; refuses one without the token, with another one, or that makes unfit ids.
    package init(_ text: String) throws(InvalidInput) {
        let parts = Self.split(text, at: Self.token)
        guard parts.count > 1 else {
            throw InvalidInput(
                "id template '\(text)' has no {occurrence}: write for example '\(text)-{occurrence}'"
            )
        }
        guard parts.count == 2 else {
            throw InvalidInput("id template '\(text)' has {occurrence} more than once: keep one")
        }
        prefix = parts[0]
        suffix = parts[1]
        if let brace = (prefix + suffix).firstIndex(where: { $0 == "{" || $0 == "}" }) {
            let rest = (prefix + suffix)[brace...]
            throw InvalidInput("id template '\(text)' has '\(rest)': the one token is {occurrence}")
        }
        // Nineteen digits are the longest an occurrence can get.
        try Limits.checkExecutionID(
            prefix + String(repeating: "0", count: 19) + suffix,
            what: "id template '\(text)'"
        )
    }

    package var description: String { prefix + Self.token + suffix }

    /// The id of that occurrence.
    package func id(_ occurrence: Int) -> String { "\(prefix)\(occurrence)\(suffix)" }

    /// The occurrence whose id this is; nil if this template cannot make it.
    package func occurrence(of id: String) -> Int? {
        guard id.utf8.count > prefix.utf8.count + suffix.utf8.count else { return nil }
        guard id.hasPrefix(prefix), id.hasSuffix(suffix) else { return nil }
        let digits = id.dropFirst(prefix.count).dropLast(suffix.count)
        guard Self.isCanonical(digits) else { return nil }
        return Int(digits)
    }

    /// Whether some occurrence of this template and some occurrence of the other would have the same id.
    ///
    /// With prefixes A, C = A·x and suffixes B, D one has to solve `n·B = x·m·D` over canonical numbers n, m;
    /// the cases below are all the ways the two numbers can lie over each other.
    package func canCollide(with other: IDTemplate) -> Bool {
        guard prefix.utf8.count <= other.prefix.utf8.count else { return other.canCollide(with: self) }
        guard other.prefix.hasPrefix(prefix) else { return false }
        let lead = other.prefix.dropFirst(prefix.count)
        if suffix.utf8.count <= other.suffix.utf8.count {
            // n = lead·m·tail: the other's text around its number must be digits of ours.
            guard other.suffix.hasSuffix(suffix) else { return false }
            let tail = other.suffix.dropLast(suffix.count)
            return Self.isDigits(tail) && (lead.isEmpty || Self.isDigits(lead) && lead.first != "0")
        }
        // n·tail = lead·m, with tail what our suffix has more than theirs.
        guard suffix.hasSuffix(other.suffix) else { return false }
        let tail = suffix.dropLast(other.suffix.count)
        if Self.isDigits(tail), lead.isEmpty || Self.isDigits(lead) && lead.first != "0" { return true }
        // n ends inside lead: lead = n·v and tail = v·m.
        for length in 1..<max(1, lead.count) {
            let number = lead.prefix(length)
            let middle = lead.dropFirst(length)
            guard Self.isCanonical(number), tail.hasPrefix(middle) else { continue }
            if Self.isCanonical(tail.dropFirst(middle.count)) { return true }
        }
        return Self.isCanonical(lead) && Self.isCanonical(tail)
    }

    private static func isDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }

    /// Whether the text is a number as it is printed: digits without leading zeros.
    private static func isCanonical(_ text: Substring) -> Bool {
        !text.isEmpty && isDigits(text) && (text.count == 1 || text.first != "0")
    }

    private static func split(_ text: String, at separator: String) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while let found = rest.firstRange(of: separator) {
            parts.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        return parts + [String(rest)]
    }
}
