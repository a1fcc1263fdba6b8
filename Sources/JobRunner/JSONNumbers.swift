/// The numbers of a JSON object as they are written there: a version of `1.10` is not `1.1`.
enum JSONNumbers {
    /// The texts of its members that are numbers, by the names as they are written.
    static func texts(ofMembersOf json: String) -> [String: String] {
        var texts: [String: String] = [:]
        var known: Set<String> = []
        var bytes = Array(json.utf8)[...]
        var depth = 0
        var name: String?
        while let byte = bytes.first {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                bytes.removeFirst()
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                bytes.removeFirst()
            case UInt8(ascii: ","):
                if depth == 1 { name = nil }
                bytes.removeFirst()
            case UInt8(ascii: "\""):
                let text = string(&bytes)
                if depth == 1, name == nil { name = text }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let number = bytes.prefix { isOfNumber($0) }
                bytes = bytes.dropFirst(number.count)
                guard depth == 1, let name else { continue }
                // Which of two counts is not for this to decide.
                texts[name] = known.insert(name).inserted ? String(decoding: number, as: UTF8.self) : nil
            default: bytes.removeFirst()
            }
        }
        return texts
    }

    /// Goes beyond a string; what is in it, as it is written.
    private static func string(_ bytes: inout ArraySlice<UInt8>) -> String {
        bytes.removeFirst()
        let start = bytes
        var isEscaped = false
        while let byte = bytes.first, byte != UInt8(ascii: "\"") || isEscaped {
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            bytes.removeFirst()
        }
        let text = String(decoding: start.prefix(start.count - bytes.count), as: UTF8.self)
        if !bytes.isEmpty { bytes.removeFirst() }
        return text
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
