/// Names that a rule is about: `*` stands for any characters, `?` for one.
package struct NamePattern: Sendable, Hashable, CustomStringConvertible {
    /// It as it was written.
    package let description: String

    /// Reads a pattern.
    ///
    /// - Throws: an ``InvalidInput`` when no name could match it.
    package init(_ text: String) throws(InvalidInput) {
        guard !text.isEmpty, text.utf8.count <= 128, text.unicodeScalars.allSatisfy(Self.isAllowed) else {
            throw InvalidInput(
                "'\(text.prefix(80))' is no pattern of names: use letters, digits, '.', '_', '-', "
                    + "'*' for any characters and '?' for one"
            )
        }
        description = text
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-", "*", "?": true
        default: false
        }
    }

    /// Whether the whole name matches.
    package func matches(_ name: String) -> Bool {
        let pattern = Array(description.utf8)
        let name = Array(name.utf8)
        var (part, place) = (0, 0)
        // Where to go on when what follows the last `*` does not fit: one character further.
        var retry: (part: Int, place: Int)?
        while place < name.count {
            if part < pattern.count, pattern[part] == UInt8(ascii: "*") {
                part += 1
                retry = (part, place)
            } else if part < pattern.count, pattern[part] == UInt8(ascii: "?") || pattern[part] == name[place]
            {
                part += 1
                place += 1
            } else if let last = retry {
                part = last.part
                place = last.place + 1
                retry = (part, place)
            } else {
                return false
            }
        }
        return pattern[part...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
