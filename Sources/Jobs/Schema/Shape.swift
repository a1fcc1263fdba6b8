internal import Timetable

/// What a value of the file must look like: how it is read, and how the JSON schema says so.
///
/// Both live in one value, so that they cannot drift apart.
struct Shape<Value: Sendable>: Sendable {
    /// The fragment of JSON Schema that admits the same values.
    let schema: JSON
    /// Reads a node; nil if it is wrong, the reason being among the faults.
    ///
    /// The text is the key's name.
    let read: @Sendable (YAMLNode, String, inout Reading) -> Value?

    init(schema: JSON, read: @escaping @Sendable (YAMLNode, String, inout Reading) -> Value?) {
        self.schema = schema
        self.read = read
    }

    /// A shape of scalars: the text is turned into a value, or refused with what is expected instead.
    init(
        schema: JSON,
        expected: String,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.init(schema: schema) { node, name, reading in
            guard let scalar = node.scalar, !node.isNull else {
                reading.fault(node.mark, "'\(name)' is \(node.kind): write \(expected)")
                return nil
            }
            guard let value = parse(scalar.text) else {
                reading.fault(node.mark, "'\(name)' is '\(shown(scalar.text))': write \(expected)")
                return nil
            }
            return value
        }
    }

    func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> Shape<Other> {
        Shape<Other>(schema: schema) { node, name, reading in
            read(node, name, &reading).map(transform)
        }
    }

    /// A list of such values.
    func list(atLeast minimum: Int = 0) -> Shape<[Value]> {
        var schema: JSON = ["type": "array", "items": self.schema]
        if minimum > 0 { schema = schema.adding([.init("minItems", .number("\(minimum)"))]) }
        return Shape<[Value]>(schema: schema) { node, name, reading in
            guard case .sequence(let items) = node.content else {
                reading.fault(node.mark, "'\(name)' is \(node.kind): write a list")
                return nil
            }
            if items.count < minimum {
                reading.fault(node.mark, "'\(name)' is empty: give it at least \(minimum) entry")
            }
            return items.compactMap { read($0, name, &reading) }
        }
    }

    /// Either this, or the other where the node is a mapping.
    func orMapping(_ other: Shape<Value>) -> Shape<Value> {
        Shape(schema: ["anyOf": [schema, other.schema]]) { node, name, reading in
            if case .mapping = node.content { return other.read(node, name, &reading) }
            return read(node, name, &reading)
        }
    }

    /// Either this, or the other where the node is a list.
    func orList(_ other: Shape<Value>) -> Shape<Value> {
        Shape(schema: ["anyOf": [schema, other.schema]]) { node, name, reading in
            if case .sequence = node.content { return other.read(node, name, &reading) }
            return read(node, name, &reading)
        }
    }
}

/// A value with its place, for what can only be judged later.
struct Placed<Value: Sendable>: Sendable {
    let mark: Mark
    /// Where its text begins: after the quote of a quoted one.
    let textMark: Mark
    let value: Value
}

extension Shape {
    /// The same, together with its place.
    var placed: Shape<Placed<Value>> {
        Shape<Placed<Value>>(schema: schema) { node, name, reading in
            let value = read(node, name, &reading)
            let isQuoted = node.scalar?.style == .quoted
            return value.map {
                Placed(mark: node.mark, textMark: node.mark.advanced(by: isQuoted ? 1 : 0), value: $0)
            }
        }
    }
}
