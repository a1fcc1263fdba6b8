/// Secret values, and texts without them.
///
/// A value shorter than 4 bytes is not masked: it would be found everywhere. Of a value of several lines each line is
/// masked as well, since output shows them one by one.
package struct SecretMask: Sendable, Hashable {
    /// What stands in the place of a secret.
    package static let shown = "***"

    /// What is looked for, longest first, each once.
    let values: [[UInt8]]

    package init(_ secrets: some Sequence<String>) {
        var all: Set<[UInt8]> = []
        for secret in secrets {
            for value in [secret] + secret.split(whereSeparator: \.isNewline).map(String.init)
            where value.utf8.count >= 4 && !value.utf8.contains(0) {
                all.insert(Array(value.utf8))
            }
        }
        values = all.sorted { ($1.count, $0) < ($0.count, $1) }
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
