package import Canvas

/// Turns what a terminal sends into keys; a value, so that every sequence can be tested from a table.
///
/// It knows the sequences of xterm and its kin, of the Linux console, of rxvt and of the VT220, with or without
/// modifiers, which it ignores. What it does not know it swallows whole: no unknown sequence is ever taken for
/// letters. Bytes may come in any pieces.
///
/// Between the keys may stand the answers to ``TerminalQuestion``, which are not keys.
package struct KeyDecoder: Sendable {
    /// What stands at the head of the waiting bytes.
    private enum Token {
        case key(Key, Int)
        case nothing(Int)
        case pasteBegin(Int)
        case background(Colour?, Int)
        case answered(Int)
        case incomplete
    }

    /// The longest sequence worth waiting for the end of.
    private static let longest = 64
    /// More than this of a paste is not kept.
    private static let longestPaste = 64 * 1024
    private static let escape: UInt8 = 0x1B
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    private var waiting: [UInt8] = []
    private var paste: [UInt8]?

    /// True from a question to the end of its answers.
    package var isAnswerOwed = false
    /// The terminal's background, when it has told it.
    package private(set) var background: Colour?

    /// Creates a decoder that has seen nothing.
    package init() {}

    /// True when an Esc has come that may be a key or the beginning of a sequence.
    ///
    /// Call ``flush()`` if nothing follows in about 25 ms. A sequence that has begun for certain waits for its end
    /// as long as it takes: over a slow line its rest must not be taken for letters.
    package var isWaiting: Bool { waiting == [Self.escape] && paste == nil }

    /// Takes what was read and returns the keys that are complete.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
        waiting += bytes
        var keys: [Key] = []
        while !waiting.isEmpty {
            if paste != nil {
                guard let text = takePaste() else { break }
                keys.append(.paste(text))
                continue
            }
            switch Self.token(waiting, isAnswerOwed: isAnswerOwed) {
            case .key(let key, let used):
                waiting.removeFirst(used)
                keys.append(key)
            case .nothing(let used):
                waiting.removeFirst(used)
            case .pasteBegin(let used):
                waiting.removeFirst(used)
                paste = []
            case .background(let colour, let used):
                waiting.removeFirst(used)
                background = colour ?? background
            case .answered(let used):
                waiting.removeFirst(used)
                isAnswerOwed = false
            case .incomplete:
                return keys
            }
        }
        return keys
    }

    /// Gives up waiting: an Esc alone is the key.
    package mutating func flush() -> [Key] {
        guard isWaiting else { return [] }
        waiting = []
        return [.escape]
    }

    /// Moves what has come of a paste out of the waiting bytes; its text when its end has come too.
    private mutating func takePaste() -> String? {
        let end = Self.pasteEnd
        let place = waiting.indices.first { waiting[$0...].starts(with: end) }
        // Without an end in sight the last bytes may be its beginning and stay.
        let taken = place ?? max(0, waiting.count - (end.count - 1))
        let room = Self.longestPaste - (paste?.count ?? 0)
        paste?.append(contentsOf: waiting.prefix(min(taken, max(0, room))))
        waiting.removeFirst(place == nil ? taken : taken + end.count)
        guard place != nil else { return nil }
        defer { paste = nil }
        return String(decoding: paste ?? [], as: UTF8.self)
    }

    private static func token(_ bytes: [UInt8], isAnswerOwed: Bool) -> Token {
        switch bytes[0] {
        case escape: afterEscape(bytes, isAnswerOwed: isAnswerOwed)
        case 0x09: .key(.tab, 1)
        case 0x0A, 0x0D: .key(.enter, 1)
        case 0x08, 0x7F: .key(.backspace, 1)
        case 0x01...0x1A: .key(.control(Character(Unicode.Scalar(bytes[0] + 0x60))), 1)
        case ..<0x20: .nothing(1)
        default: character(bytes)
        }
    }

    private static func character(_ bytes: [UInt8]) -> Token {
        let length: Int
        switch bytes[0] {
        case ..<0x80: length = 1
        case 0xC2..<0xE0: length = 2
        case 0xE0..<0xF0: length = 3
        case 0xF0..<0xF5: length = 4
        default: return .nothing(1)
        }
        let sequence = bytes.prefix(length)
        guard sequence.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else { return .nothing(1) }
        guard sequence.count == length else { return .incomplete }
        guard let scalar = String(validating: sequence, as: UTF8.self)?.unicodeScalars.first,
            scalar.properties.generalCategory != .control
        else { return .nothing(length) }
        return .key(.character(scalar), length)
    }

    private static func afterEscape(_ bytes: [UInt8], isAnswerOwed: Bool) -> Token {
        guard bytes.count > 1 else { return .incomplete }
        switch bytes[1] {
        // Alt and a bracket begin the same, so it is an answer only when one has been asked for.
        case UInt8(ascii: "]") where isAnswerOwed:
            return TerminalQuestion.answer(bytes, longest).map {
                $0.used == 0 ? .incomplete : .background($0.colour, $0.used)
            } ?? .key(.escape, 1)
        case UInt8(ascii: "["): return controlSequence(bytes)
        case UInt8(ascii: "O"):
            guard bytes.count > 2 else { return .incomplete }
            return letter(bytes[2]).map { .key($0, 3) } ?? .nothing(3)
        default: return .key(.escape, 1)
        }
    }

    /// `CSI parameters final`, as ECMA-48 has it, and the Linux console's `CSI [ letter`.
    private static func controlSequence(_ bytes: [UInt8]) -> Token {
        let body = bytes.dropFirst(2).prefix(longest)
        if body.first == UInt8(ascii: "[") {
            guard body.count > 1 else { return .incomplete }
            let number = Int(body[3]) - Int(UInt8(ascii: "A")) + 1
            return (1...5).contains(number) ? .key(.function(number), 4) : .nothing(4)
        }
        guard let last = body.firstIndex(where: { !(0x20...0x3F).contains($0) }) else {
            return body.count == longest ? .nothing(2 + longest) : .incomplete
        }
        let used = last + 1
        // A byte that cannot end a sequence begins something else.
        guard (0x40...0x7E).contains(bytes[last]) else { return .nothing(last) }
        let parameters = body[..<last].split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        let first = parameters.first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
        if bytes[last] == UInt8(ascii: "~") {
            if first == 200 { return .pasteBegin(used) }
            return first.flatMap(numbered).map { .key($0, used) } ?? .nothing(used)
        }
        if let key = mouse(body[..<last], final: bytes[last]) { return .key(key, used) }
        // The terminal says what it is: the last of the answers.
        if bytes[last] == UInt8(ascii: "c"), body.first == UInt8(ascii: "?") { return .answered(used) }
        let isPlain = body[..<last].allSatisfy { (0x30...0x3B).contains($0) }
        return (isPlain ? letter(bytes[last]) : nil).map { .key($0, used) } ?? .nothing(used)
    }

    /// A wheel or a click as xterm's mode 1006 tells it: `< button ; column ; row M`, from one.
    private static func mouse(_ body: ArraySlice<UInt8>, final: UInt8) -> Key? {
        guard final == UInt8(ascii: "M"), body.first == UInt8(ascii: "<") else { return nil }
        let numbers = body.dropFirst().split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            .compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
        let place = Position(row: numbers[2] - 1, column: numbers[1] - 1)
        // 4, 8 and 16 are Shift, Alt and Ctrl.
        switch numbers[0] & ~28 {
        case 0: return .click(place)
        case 64: return .wheel(.up, place)
        case 65: return .wheel(.down, place)
        default: return nil
        }
    }

    /// The keys whose sequences end in a letter, after `CSI` or `SS3`.
    private static func letter(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "M"): .enter
        case UInt8(ascii: "P"): .function(1)
        case UInt8(ascii: "Q"): .function(2)
        case UInt8(ascii: "R"): .function(3)
        case UInt8(ascii: "S"): .function(4)
        case UInt8(ascii: "Z"): .backTab
        default: nil
        }
    }

    /// The keys whose sequences are a number and a tilde; the gaps in the numbers are the VT220's.
    private static func numbered(_ number: Int) -> Key? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23, 24: .function(number - 12)
        default: nil
        }
    }
}
