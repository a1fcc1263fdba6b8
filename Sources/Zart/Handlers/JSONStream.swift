/// JSON text while it is written, byte by byte: what `JSONEncoder` with sorted keys and plain slashes would give, for a
/// quarter of its time.
///
/// It builds no tree: a container is closed when something is written outside it, and an object whose members did not
/// come in the order of their names is put in order then. What it cannot do like `JSONEncoder` it does not do at all:
/// ``text(of:)`` gives nil, and the caller takes `JSONEncoder` itself.
final class JSONStream {
    private var bytes: [UInt8] = []
    private var frames: [Frame] = []
    private var opened = 0
    /// Whether something came that is not for this encoder.
    private var isBeyond = false

    /// An object or array that is open.
    private struct Frame {
        let number: Int
        let isObject: Bool
        /// Where its first member begins.
        let start: Int
        var count = 0
        /// The members of an object, as long as they are few or out of order.
        var members: [Member] = []
        var isOrdered = true
    }

    private struct Member {
        let start: Int
        let keyLength: Int
    }

    /// A container by its place among the open ones and its number, which no other has.
    struct Container {
        let depth: Int
        let number: Int
    }

    /// The text of a value; nil when it is one for `JSONEncoder`.
    static func text(of value: some Encodable) -> String? {
        let stream = JSONStream()
        stream.bytes.reserveCapacity(128)
        do {
            try stream.write(value, path: .root)
        } catch {
            return nil
        }
        guard !stream.isBeyond, !stream.bytes.isEmpty else { return nil }
        return String(decoding: stream.bytes, as: UTF8.self)
    }

    /// Where the next byte goes.
    var position: Int { bytes.count }

    /// How many containers are open.
    var depth: Int { frames.count }

    /// Gives up: the value is one for `JSONEncoder`.
    func giveUp() { isBeyond = true }

    // MARK: Containers

    /// Opens a container at a place; one that was opened there before is the same one.
    func open(isObject: Bool, at position: Int, depth: Int) -> Container {
        if bytes.count != position {
            close(to: depth + 1)
            guard frames.count == depth + 1, frames[depth].start == position + 1,
                frames[depth].isObject == isObject
            else {
                giveUp()
                return Container(depth: depth, number: -1)
            }
            return Container(depth: depth, number: frames[depth].number)
        }
        return open(isObject: isObject)
    }

    /// Opens a container right here.
    func open(isObject: Bool) -> Container {
        opened += 1
        bytes.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
        frames.append(Frame(number: opened, isObject: isObject, start: bytes.count))
        return Container(depth: frames.count - 1, number: opened)
    }

    /// Goes on with a container: whatever is open within it is closed.
    private func resume(_ container: Container) -> Bool {
        if frames.count > container.depth + 1 { close(to: container.depth + 1) }
        guard !isBeyond, frames.count == container.depth + 1,
            frames[container.depth].number == container.number
        else {
            giveUp()
            return false
        }
        return true
    }

    /// Begins a member of an object; its value follows.
    func beginMember(_ key: String, in container: Container) {
        guard resume(container) else { return }
        if frames[container.depth].count > 0 { bytes.append(UInt8(ascii: ",")) }
        let start = bytes.count
        append(key)
        let length = bytes.count - start - 2
        // Escapes and characters beyond ASCII have an order of their own.
        if length != key.utf8.count || !isPlain(from: start, length) { giveUp() }
        bytes.append(UInt8(ascii: ":"))
        let member = Member(start: start, keyLength: length)
        if let last = frames[container.depth].members.last, !precedes(last, member) {
            frames[container.depth].isOrdered = false
        }
        frames[container.depth].count += 1
        frames[container.depth].members.append(member)
    }

    /// Begins an element of an array; its value follows.
    func beginElement(in container: Container) {
        guard resume(container) else { return }
        if frames[container.depth].count > 0 { bytes.append(UInt8(ascii: ",")) }
        frames[container.depth].count += 1
    }

    /// How many members or elements a container has.
    func count(of container: Container) -> Int {
        guard frames.count > container.depth, frames[container.depth].number == container.number else {
            // Of one that is closed nothing is known.
            giveUp()
            return 0
        }
        return frames[container.depth].count
    }

    /// Closes containers until so many are open.
    func close(to depth: Int) {
        while frames.count > depth, let frame = frames.popLast() {
            if !frame.isOrdered { putInOrder(frame) }
            bytes.append(frame.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        }
    }

    private func precedes(_ left: Member, _ right: Member) -> Bool {
        let first = bytes[left.start + 1..<left.start + 1 + left.keyLength]
        return first.lexicographicallyPrecedes(bytes[right.start + 1..<right.start + 1 + right.keyLength])
    }

    /// Writes an object's members again, in the order of their names.
    private func putInOrder(_ frame: Frame) {
        let places = frame.members.indices.sorted { precedes(frame.members[$0], frame.members[$1]) }
        for (place, next) in zip(places, places.dropFirst())
        where !precedes(frame.members[place], frame.members[next]) {
            // Of two members with one name the later one counts; that is for who keeps a tree.
            return giveUp()
        }
        var ordered: [UInt8] = []
        ordered.reserveCapacity(bytes.count - frame.start)
        for place in places {
            if !ordered.isEmpty { ordered.append(UInt8(ascii: ",")) }
            let isLast = place == frame.members.count - 1
            ordered +=
                bytes[
                    frame.members[place].start..<(isLast ? bytes.count : frame.members[place + 1].start - 1)
                ]
        }
        bytes.replaceSubrange(frame.start..., with: ordered)
    }

    private func isPlain(from start: Int, _ length: Int) -> Bool {
        bytes[start + 1..<start + 1 + length].allSatisfy { $0 < 0x80 }
    }

    // MARK: Values

    /// Writes any value where the stream stands.
    func write<Value: Encodable>(_ value: Value, path: JSONStreamPath) throws {
        guard !Self.isSpecial(Value.self) else { return giveUp() }
        let start = bytes.count
        let depth = frames.count
        try value.encode(to: JSONStreamEncoder(stream: self, start: start, depth: depth, path: path))
        close(to: depth)
        guard bytes.count == start else { return }
        // Who writes nothing is an empty object, but for the whole text, which must be something.
        if depth == 0 { return giveUp() }
        bytes.append(UInt8(ascii: "{"))
        bytes.append(UInt8(ascii: "}"))
    }

    func append(_ value: Bool) { bytes += (value ? "true" : "false").utf8 }

    func appendNull() { bytes += "null".utf8 }

    func append(_ value: some FixedWidthInteger) {
        if value >= 0, value < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value))
        } else {
            bytes += String(value).utf8
        }
    }

    /// As Swift describes it, without the `.0` of whole numbers.
    func append(_ value: some BinaryFloatingPoint & CustomStringConvertible) {
        guard value.isFinite else { return giveUp() }
        let text = value.description
        bytes += text.hasSuffix(".0") ? text.dropLast(2).utf8 : text[...].utf8
    }

    func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            if utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                bytes.append(contentsOf: utf8)
            } else {
                for byte in utf8 { appendEscaped(byte) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x08: bytes += "\\b".utf8
        case 0x09: bytes += "\\t".utf8
        case 0x0A: bytes += "\\n".utf8
        case 0x0C: bytes += "\\f".utf8
        case 0x0D: bytes += "\\r".utf8
        case 0..<0x20: bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
        default: bytes.append(byte)
        }
    }
}
