/// JSON text while it is written, byte by byte: what `JSONEncoder` with sorted keys and plain slashes would give, for a
/// quarter of its time.
///
/// It builds no tree: a container is closed when something is written outside it, and an object whose members did not
/// come in the order of their names is put in order then. What it cannot do like `JSONEncoder` it does not do at all:
/// ``text(of:)`` gives nil, and the caller takes `JSONEncoder` itself.
final class JSONStream {
    private var written = JSONBytes()

    /// A container by its place among the open ones and its number, which no other has.
    struct Container {
        let depth: Int
        let number: Int
    }

    /// The text of a value; nil when it is one for `JSONEncoder`.
    static func text(of value: some Encodable) -> String? {
        let stream = JSONStream()
        do {
            try stream.write(value, path: .root)
        } catch {
            return nil
        }
        return stream.written.text
    }

    /// Where the next byte goes.
    var position: Int { written.bytes.count }

    /// How many containers are open.
    var depth: Int { written.depth }

    /// Gives up: the value is one for `JSONEncoder`.
    func giveUp() { written.isBeyond = true }

    /// Opens a container at a place; one that was opened there before is the same one.
    func open(isObject: Bool, at position: Int, depth: Int) -> Container {
        written.open(isObject: isObject, at: position, depth: depth)
    }

    /// Opens a container right here.
    func open(isObject: Bool) -> Container { written.open(isObject: isObject) }

    /// Begins a member of an object; its value follows.
    func beginMember(_ key: String, in container: Container) { written.beginMember(key, in: container) }

    /// Begins an element of an array; its value follows.
    func beginElement(in container: Container) { written.beginElement(in: container) }

    /// How many members or elements a container has.
    func count(of container: Container) -> Int { written.count(of: container) }

    /// Writes any value where the stream stands.
    func write<Value: Encodable>(_ value: Value, path: JSONStreamPath) throws {
        guard !Self.isSpecial(Value.self) else { return giveUp() }
        let start = position
        let depth = depth
        try value.encode(to: JSONStreamEncoder(stream: self, start: start, depth: depth, path: path))
        written.end(valueAt: start, depth: depth)
    }

    func append(_ value: Bool) { written.append(value) }
    func appendNull() { written.appendNull() }
    func append(_ value: some FixedWidthInteger) { written.append(value) }
    func append(_ value: some BinaryFloatingPoint & CustomStringConvertible) { written.append(value) }
    func append(_ text: String) { written.append(text) }
}

/// What a stream has written, and what is open in it.
///
/// A value of its own, so that each call from outside is one access to it, however much it does.
private struct JSONBytes {
    private(set) var bytes: [UInt8] = []
    private var frames: [Frame] = []
    private var opened = 0
    /// Whether something came that is not for this encoder.
    var isBeyond = false

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

    init() { bytes.reserveCapacity(128) }

    var depth: Int { frames.count }

    /// The whole text; nil when it is one for `JSONEncoder`.
    var text: String? {
        guard !isBeyond, !bytes.isEmpty else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func giveUp() { isBeyond = true }

    /// Ends the value that began there, with whatever is open within it.
    mutating func end(valueAt start: Int, depth: Int) {
        close(to: depth)
        guard bytes.count == start else { return }
        // Who writes nothing is an empty object, but for the whole text, which must be something.
        if depth == 0 { return giveUp() }
        bytes.append(UInt8(ascii: "{"))
        bytes.append(UInt8(ascii: "}"))
    }

    // MARK: Containers

    /// Opens a container at a place; one that was opened there before is the same one.
    mutating func open(isObject: Bool, at position: Int, depth: Int) -> JSONStream.Container {
        if bytes.count != position {
            close(to: depth + 1)
            guard frames.count == depth + 1, frames[depth].start == position + 1,
                frames[depth].isObject == isObject
            else {
                giveUp()
                return JSONStream.Container(depth: depth, number: -1)
            }
            return JSONStream.Container(depth: depth, number: frames[depth].number)
        }
        return open(isObject: isObject)
    }

    /// Opens a container right here.
    mutating func open(isObject: Bool) -> JSONStream.Container {
        opened += 1
        bytes.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
        var frame = Frame(number: opened, isObject: isObject, start: bytes.count)
        if isObject { frame.members.reserveCapacity(8) }
        frames.append(frame)
        return JSONStream.Container(depth: frames.count - 1, number: opened)
    }

    /// Goes on with a container: whatever is open within it is closed.
    private mutating func resume(_ container: JSONStream.Container) -> Bool {
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
    mutating func beginMember(_ key: String, in container: JSONStream.Container) {
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
    mutating func beginElement(in container: JSONStream.Container) {
        guard resume(container) else { return }
        if frames[container.depth].count > 0 { bytes.append(UInt8(ascii: ",")) }
        frames[container.depth].count += 1
    }

    /// How many members or elements a container has.
    mutating func count(of container: JSONStream.Container) -> Int {
        guard frames.count > container.depth, frames[container.depth].number == container.number else {
            // Of one that is closed nothing is known.
            giveUp()
            return 0
        }
        return frames[container.depth].count
    }

    /// Closes containers until so many are open.
    mutating func close(to depth: Int) {
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
    private mutating func putInOrder(_ frame: Frame) {
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

    mutating func append(_ value: Bool) { bytes += (value ? "true" : "false").utf8 }

    mutating func appendNull() { bytes += "null".utf8 }

    mutating func append(_ value: some FixedWidthInteger) {
        if value >= 0, value < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value))
        } else {
            bytes += String(value).utf8
        }
    }

    /// As Swift describes it, without the `.0` of whole numbers.
    mutating func append(_ value: some BinaryFloatingPoint & CustomStringConvertible) {
        guard value.isFinite else { return giveUp() }
        let text = value.description
        bytes += text.hasSuffix(".0") ? text.dropLast(2).utf8 : text[...].utf8
    }

    mutating func append(_ text: String) {
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

    private mutating func appendEscaped(_ byte: UInt8) {
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
