internal import Timetable
internal import ZartCore

extension Shape where Value == String {
    /// Any text that is not empty.
    static var text: Shape {
        Shape(schema: ["type": "string", "minLength": 1], expected: "a text") {
            $0.isEmpty ? nil : $0
        }
    }

    /// One line of text that is not empty.
    static var line: Shape {
        Shape(
            schema: ["type": "string", "minLength": 1, "pattern": "^[^\\n]*$"],
            expected: "a text of one line"
        ) { $0.isEmpty || $0.contains("\n") ? nil : $0 }
    }

    /// Any scalar as it is written, also a number; also nothing.
    static var literal: Shape {
        Shape(
            schema: ["type": ["string", "number", "boolean", "null"]]
        ) { node, name, reading in
            guard let scalar = node.scalar else {
                reading.fault(node.mark, "'\(name)' is \(node.kind): write a text")
                return nil
            }
            return scalar.text
        }
    }

    /// The name of a task, step or event.
    static var name: Shape {
        Shape(
            schema: ["type": "string", "pattern": "^[A-Za-z0-9._-]{1,\(Limits.name)}$"]
        ) { node, name, reading in
            guard let scalar = node.scalar, !node.isNull else {
                reading.fault(node.mark, "'\(name)' is \(node.kind): write a name")
                return nil
            }
            reading.check(at: node.mark) { () throws(InvalidInput) in
                try Limits.checkName(scalar.text, what: "'\(name)' '\(shown(scalar.text))'")
            }
            return scalar.text
        }
    }
}

extension Shape where Value == Int {
    /// A whole number within bounds.
    static func count(_ range: ClosedRange<Int>) -> Shape {
        var schema: JSON = ["type": "integer", "minimum": .number("\(range.lowerBound)")]
        let expected: String
        if range.upperBound < Int.max {
            schema = schema.adding([.init("maximum", .number("\(range.upperBound)"))])
            expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        } else {
            expected = "a whole number of at least \(range.lowerBound)"
        }
        return Shape(schema: schema, expected: expected) { text in
            guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
            return Int(text).flatMap { range ~= $0 ? $0 : nil }
        }
    }
}

extension Shape where Value == Double {
    /// A decimal number within bounds.
    static func number(_ range: ClosedRange<Double>) -> Shape {
        Shape(
            schema: [
                "type": "number", "minimum": .number("\(range.lowerBound)"),
                "maximum": .number("\(range.upperBound)"),
            ],
            expected: "a number from \(range.lowerBound) to \(range.upperBound)"
        ) { text in
            let isPlain = text.utf8.allSatisfy {
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".")
            }
            guard isPlain, let number = Double(text) else { return nil }
            return range ~= number ? number : nil
        }
    }
}

extension Shape where Value == Duration {
    /// A length of time; zero only where it means something.
    static func duration(orZero: Bool = false) -> Shape {
        Shape(
            schema: ["type": "string", "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"],
            expected: orZero
                ? "a duration such as 0s, 300ms or 1h30m" : "a duration above 0s such as 300ms, 5s or 1h30m"
        ) { text in
            guard let duration = Duration(operatorText: text) else { return nil }
            return duration > .zero || orZero ? duration : nil
        }
    }
}

extension Shape where Value == Span {
    static var span: Shape {
        Shape<Duration>.duration().map { Span($0) }
    }
    static var spanOrZero: Shape {
        Shape<Duration>.duration(orZero: true).map { Span($0) }
    }
}

extension Shape where Value == Instant {
    /// An RFC 3339 time.
    static var instant: Shape {
        Shape(
            schema: ["type": "string", "format": "date-time"],
            expected: "an RFC 3339 time such as 2026-12-24T18:00:00Z"
        ) { Instant(rfc3339: $0) }
    }
}

extension Shape where Value == JSON {
    /// Anything.
    static var any: Shape {
        Shape(schema: true) { node, _, _ in JSON(node) }
    }
}

extension Shape where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words there are.
    static var word: Shape {
        let words = Value.allCases.map(\.rawValue)
        return Shape(schema: ["enum": .array(words.map { .string($0) })]) { node, name, reading in
            let expected = words.count == 1 ? "'\(words[0])'" : words.joined(separator: " or ")
            guard let scalar = node.scalar, !node.isNull else {
                reading.fault(node.mark, "'\(name)' is \(node.kind): write \(expected)")
                return nil
            }
            guard let value = Value(rawValue: scalar.text) else {
                let near = NearestName.question(scalar.text, among: words)
                reading.fault(node.mark, "'\(name)' is '\(shown(scalar.text))': write \(expected)\(near)")
                return nil
            }
            return value
        }
    }
}
