/// Secret values, and texts without them.
///
/// A value shorter than 4 bytes is not masked: it would be found everywhere. Of a value of several lines each line is
/// masked as well, since output shows them one by one.
package struct SecretMask: Sendable, Hashable {
    /// What is looked for, longest first, each once.
    let values: [[UInt8]]

    package init(_ secrets: some Sequence<String>) {
        var all: Set<[UInt8]> = []
        for secret in secrets {
            let bytes = Array(secret.utf8)
            for value in [bytes] + bytes.split(separator: 10).map(Array.init)
            where value.count >= 4 && !value.contains(0) {
                all.insert(value)
            }
        }
        values = all.sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// The text with `***` in the place of every secret.
    package func masked(_ text: String) -> String {
        guard !values.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let beginnings = Set(values.compactMap(\.first))
        var shown: [UInt8] = []
        var index = 0
        var found = false
        while index < bytes.count {
            if beginnings.contains(bytes[index]),
                let value = values.first(where: { bytes[index...].starts(with: $0) })
            {
                shown += "***".utf8
                index += value.count
                found = true
            } else {
                shown.append(bytes[index])
                index += 1
            }
        }
        return found ? String(decoding: shown, as: UTF8.self) : text
    }
}

private func < (left: (Int, [UInt8]), right: (Int, [UInt8])) -> Bool {
    left.0 == right.0 ? left.1.lexicographicallyPrecedes(right.1) : left.0 < right.0
}
