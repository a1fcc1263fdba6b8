internal import FoundationEssentials

/// Where a value stands in what is encoded; made for each, read by hardly anybody.
indirect enum JSONStreamPath {
    case root
    case member(JSONStreamPath, any CodingKey)
    case element(JSONStreamPath, Int)

    var keys: [any CodingKey] {
        switch self {
        case .root: []
        case .member(let above, let key): above.keys + [key]
        case .element(let above, let index): above.keys + [IndexKey(index)]
        }
    }

    /// The key of an array's element, as `JSONEncoder` has it.
    private struct IndexKey: CodingKey {
        let index: Int

        init(_ index: Int) { self.index = index }

        init?(intValue: Int) { index = intValue }

        init?(stringValue: String) { nil }

        var intValue: Int? { index }
        var stringValue: String { "Index \(index)" }
    }
}

extension JSONStream {
    /// Types that `JSONEncoder` writes in a way of its own.
    static func isSpecial<Value>(_ type: Value.Type) -> Bool {
        type == Date.self || type == Data.self || type == URL.self || type == Decimal.self
    }
}

/// What a value writes itself into.
struct JSONStreamEncoder: Encoder {
    let stream: JSONStream
    /// Where the value begins.
    let start: Int
    let depth: Int
    let path: JSONStreamPath

    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let container = stream.open(isObject: true, at: start, depth: depth)
        return KeyedEncodingContainer(JSONStreamMembers(stream: stream, container: container, path: path))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let container = stream.open(isObject: false, at: start, depth: depth)
        return JSONStreamElements(stream: stream, container: container, path: path)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension JSONStreamEncoder: SingleValueEncodingContainer {
    /// One value stands at one place.
    private var isFree: Bool {
        if stream.position != start { stream.giveUp() }
        return stream.position == start
    }

    func encodeNil() { if isFree { stream.appendNull() } }
    func encode(_ value: Bool) { if isFree { stream.append(value) } }
    func encode(_ value: String) { if isFree { stream.append(value) } }
    func encode(_ value: Double) { if isFree { stream.append(value) } }
    func encode(_ value: Float) { if isFree { stream.append(value) } }
    func encode(_ value: Int) { if isFree { stream.append(value) } }
    func encode(_ value: Int8) { if isFree { stream.append(value) } }
    func encode(_ value: Int16) { if isFree { stream.append(value) } }
    func encode(_ value: Int32) { if isFree { stream.append(value) } }
    func encode(_ value: Int64) { if isFree { stream.append(value) } }
    func encode(_ value: UInt) { if isFree { stream.append(value) } }
    func encode(_ value: UInt8) { if isFree { stream.append(value) } }
    func encode(_ value: UInt16) { if isFree { stream.append(value) } }
    func encode(_ value: UInt32) { if isFree { stream.append(value) } }
    func encode(_ value: UInt64) { if isFree { stream.append(value) } }

    func encode<Value: Encodable>(_ value: Value) throws {
        if isFree { try stream.write(value, path: path) }
    }
}

/// The members of an object.
private struct JSONStreamMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let stream: JSONStream
    let container: JSONStream.Container
    let path: JSONStreamPath

    var codingPath: [any CodingKey] { path.keys }

    private func begin(_ key: Key) -> JSONStream {
        stream.beginMember(key.stringValue, in: container)
        return stream
    }

    func encodeNil(forKey key: Key) { begin(key).appendNull() }
    func encode(_ value: Bool, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: String, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: Double, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: Float, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: Int, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: Int8, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: Int16, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: Int32, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: Int64, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: UInt, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: UInt8, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: UInt16, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: UInt32, forKey key: Key) { begin(key).append(value) }
    func encode(_ value: UInt64, forKey key: Key) { begin(key).append(value) }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try begin(key).write(value, path: .member(path, key))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        let nested = begin(key).open(isObject: true)
        let path = JSONStreamPath.member(path, key)
        return KeyedEncodingContainer(
            JSONStreamMembers<Nested>(stream: stream, container: nested, path: path)
        )
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        let nested = begin(key).open(isObject: false)
        return JSONStreamElements(stream: stream, container: nested, path: .member(path, key))
    }

    func superEncoder() -> any Encoder { beyond }

    func superEncoder(forKey key: Key) -> any Encoder { beyond }

    /// What is written into it counts for nothing.
    private var beyond: any Encoder {
        stream.giveUp()
        return JSONStreamEncoder(stream: stream, start: stream.position, depth: stream.depth, path: path)
    }
}

/// The elements of an array.
private struct JSONStreamElements: UnkeyedEncodingContainer {
    let stream: JSONStream
    let container: JSONStream.Container
    let path: JSONStreamPath

    var codingPath: [any CodingKey] { path.keys }
    var count: Int { stream.count(of: container) }

    private func begin() -> JSONStream {
        stream.beginElement(in: container)
        return stream
    }

    func encodeNil() { begin().appendNull() }
    func encode(_ value: Bool) { begin().append(value) }
    func encode(_ value: String) { begin().append(value) }
    func encode(_ value: Double) { begin().append(value) }
    func encode(_ value: Float) { begin().append(value) }
    func encode(_ value: Int) { begin().append(value) }
    func encode(_ value: Int8) { begin().append(value) }
    func encode(_ value: Int16) { begin().append(value) }
    func encode(_ value: Int32) { begin().append(value) }
    func encode(_ value: Int64) { begin().append(value) }
    func encode(_ value: UInt) { begin().append(value) }
    func encode(_ value: UInt8) { begin().append(value) }
    func encode(_ value: UInt16) { begin().append(value) }
    func encode(_ value: UInt32) { begin().append(value) }
    func encode(_ value: UInt64) { begin().append(value) }

    func encode<Value: Encodable>(_ value: Value) throws {
        let index = count
        try begin().write(value, path: .element(path, index))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        let index = count
        let nested = begin().open(isObject: true)
        return KeyedEncodingContainer(
            JSONStreamMembers<Nested>(stream: stream, container: nested, path: .element(path, index))
        )
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        let index = count
        let nested = begin().open(isObject: false)
        return JSONStreamElements(stream: stream, container: nested, path: .element(path, index))
    }

    func superEncoder() -> any Encoder {
        stream.giveUp()
        return JSONStreamEncoder(stream: stream, start: stream.position, depth: stream.depth, path: path)
    }
}
