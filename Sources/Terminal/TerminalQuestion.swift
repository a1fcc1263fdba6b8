internal import Canvas

/// What a terminal is asked, and how it answers: the colour of its background.
///
/// A second question follows that every terminal answers, with what it is, so that its answer says that no other
/// will come.
enum TerminalQuestion {
    /// OSC 11, then the primary device attributes.
    static let bytes = Array("\u{1B}]11;?\u{1B}\\\u{1B}[c".utf8)

    private static let head = Array("\u{1B}]11;rgb".utf8)

    /// Reads an answer at the head of the bytes: nil when they are none, `used` 0 when they may become one.
    static func answer(_ bytes: [UInt8], _ longest: Int) -> (colour: Colour?, used: Int)? {
        guard bytes.starts(with: head.prefix(bytes.count)) else { return nil }
        // No further than one would have waited for its end: what it is must not depend on the pieces it comes in.
        guard let end = bytes.prefix(longest).dropFirst(head.count).firstIndex(where: { $0 < 0x20 }) else {
            return bytes.count < longest ? (nil, 0) : nil
        }
        var used = end + 1
        if bytes[end] == 0x1B {
            guard end + 1 < bytes.count else { return (nil, 0) }
            used += bytes[end + 1] == UInt8(ascii: "\\") ? 1 : 0
        }
        return (colour(bytes[head.count..<end]), used)
    }

    /// Reads `:rrrr/gggg/bbbb` or, with an `a` before it, the same and an alpha.
    private static func colour(_ bytes: ArraySlice<UInt8>) -> Colour? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let parts = bytes[(colon + 1)...].split(separator: UInt8(ascii: "/")).prefix(3).compactMap { digits in
            (1...4).contains(digits.count)
                ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16).map { value in
                    UInt8(value * 255 / ((1 << (4 * UInt32(digits.count))) - 1))
                } : nil
        }
        return parts.count == 3 ? .rgb(parts[0], parts[1], parts[2]) : nil
    }
}
