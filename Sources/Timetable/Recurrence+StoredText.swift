/// The one stable text of a recurrence, for the database and `--json`.
extension Recurrence {
    /// This recurrence as one line that ``init(storedText:)`` reads back exactly.
    ///
    /// * `every 5s`, `after 10m`, `at 2026-12-24T18:00:00.000Z`
    /// * `cron Europe/Berlin gap=after repeat=first 0 2 * * *`: the zone, with every byte outside
    ///   `[A-Za-z0-9._+/-]` as `%` and two hexadecimal digits, both rules, and the expression to the end of
    ///   the line as its author wrote it.
    ///
    /// Durations are whole milliseconds and instants lie in the years 0001 to 9999; a ``Schedule`` refuses all
    /// others, so they are never stored.
    package var storedText: String {
        switch self {
        case .fixedDelay(let delay): "every \(delay.operatorText)"
        case .cron(let expression, let timezone, let gap, let `repeat`):
            "cron \(escaped(timezone)) gap=\(gap.rawValue) repeat=\(`repeat`.rawValue) \(expression)"
        case .afterCompletion(let delay): "after \(delay.operatorText)"
        case .at(let instant): "at \(instant)"
        }
    }

    /// Reads what ``storedText`` writes; nil for anything else.
    package init?(storedText: String) {
        let words = storedText.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard words.count == 2 else { return nil }
        let rest = String(words[1])
        switch words[0] {
        case "every":
            guard let delay = Duration(operatorText: rest) else { return nil }
            self = .fixedDelay(delay)
        case "after":
            guard let delay = Duration(operatorText: rest) else { return nil }
            self = .afterCompletion(delay)
        case "at":
            guard let instant = Instant(rfc3339: rest) else { return nil }
            self = .at(instant)
        case "cron":
            let parts = rest.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4, let timezone = unescaped(parts[0]), parts[1].hasPrefix("gap="),
                let gap = DaylightGapRule(rawValue: String(parts[1].dropFirst(4))),
                parts[2].hasPrefix("repeat="),
                let `repeat` = DaylightRepeatRule(rawValue: String(parts[2].dropFirst(7)))
            else { return nil }
            self = .cron(String(parts[3]), timezone: timezone, gap: gap, repeat: `repeat`)
        default:
            return nil
        }
    }
}

private func escaped(_ name: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return name.utf8.reduce(into: "") { text, byte in
        if Zone.isNameByte(byte) {
            text.append(Character(Unicode.Scalar(byte)))
        } else {
            text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
    }
}

private func unescaped(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}
