extension Terminal {
    /// Offers a text to the clipboard of the terminal (xterm's `OSC 52`); many terminals take it only when told to.
    package func copy(_ text: String) {
        sink.send(Array("\u{1B}]52;c;".utf8) + Self.base64(Array(text.utf8)) + [7])
    }

    /// Bytes as RFC 4648 writes them.
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? letters[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return text
    }
}
