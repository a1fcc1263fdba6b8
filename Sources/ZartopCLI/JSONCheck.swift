/// Tells JSON text from other text, by RFC 8259.
struct JSONCheck {
    /// Where and why a text is no JSON.
    struct Fault: Error, Equatable {
        /// Counted in bytes from 1.
        let column: Int
        let reason: String
    }

    /// Deeper nesting is refused: readers recurse.
    private static let deepest = 512

    static let noValue = "no value begins here; text needs double quotes"

    private let bytes: [UInt8]
    private var position = 0

    /// What is wrong with the text; nil if it is one JSON value.
    static func fault(in text: String) -> Fault? {
        var check = JSONCheck(bytes: Array(text.utf8))
        do throws(Fault) {
            try check.value(depth: 0)
            check.space()
            guard check.position == check.bytes.count else { throw check.fault("more follows the value") }
            return nil
        } catch {
            return error
        }
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fault(_ reason: String) -> Fault {
        Fault(column: position + 1, reason: position < bytes.count ? reason : "it ends too early")
    }

    private mutating func space() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Fault) {
        guard depth <= Self.deepest else { throw fault("nested more than \(Self.deepest) deep") }
        space()
        switch Unicode.Scalar(next ?? 0) {
        case "{": try members(depth: depth)
        case "[": try elements(depth: depth)
        case "\"": try string()
        case "t": try word("true")
        case "f": try word("false")
        case "n": try word("null")
        case "-", "0"..."9": try number()
        default: throw fault(Self.noValue)
        }
    }

    private mutating func members(depth: Int) throws(Fault) {
        position += 1
        space()
        if skip("}") { return }
        repeat {
            space()
            guard next == UInt8(ascii: "\"") else { throw fault("a name in double quotes belongs here") }
            try string()
            space()
            guard skip(":") else { throw fault("a colon belongs here") }
            try value(depth: depth + 1)
            space()
        } while skip(",")
        guard skip("}") else { throw fault("a comma or } belongs here") }
    }

    private mutating func elements(depth: Int) throws(Fault) {
        position += 1
        space()
        if skip("]") { return }
        repeat {
            try value(depth: depth + 1)
            space()
        } while skip(",")
        guard skip("]") else { throw fault("a comma or ] belongs here") }
    }

    private mutating func string() throws(Fault) {
        position += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"):
                position += 1
                try escape()
            case 0..<0x20:
                throw fault("a control character in a string must be escaped")
            default:
                position += 1
            }
        }
        throw fault("")
    }

    private mutating func escape() throws(Fault) {
        switch Unicode.Scalar(next ?? 0) {
        case "\"", "\\", "/", "b", "f", "n", "r", "t": position += 1
        case "u":
            position += 1
            for _ in 0..<4 {
                guard let byte = next, Character(Unicode.Scalar(byte)).isHexDigit else {
                    throw fault("four hexadecimal digits belong here")
                }
                position += 1
            }
        default: throw fault("no such escape")
        }
    }

    private mutating func word(_ word: String) throws(Fault) {
        guard bytes[position...].starts(with: word.utf8) else { throw fault(Self.noValue) }
        position += word.utf8.count
    }

    private mutating func number() throws(Fault) {
        _ = skip("-")
        if !skip("0") { try digits() }
        if skip(".") { try digits() }
        if skip("e") || skip("E") {
            if !skip("+") { _ = skip("-") }
            try digits()
        }
    }

    private mutating func digits() throws(Fault) {
        let start = position
        while let byte = next, 0x30...0x39 ~= byte { position += 1 }
        guard position > start else { throw fault("a digit belongs here") }
    }
}
