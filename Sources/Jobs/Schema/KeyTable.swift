internal import ZartCore

/// The keys of one mapping of the file: what is read, guessed when misspelt, and said in the JSON schema.
struct KeyTable: Sendable {
    /// What the mapping is, for a sentence: "a step".
    let title: String
    let rows: [Row]
    let required: [String]
    /// Keys of which there must be exactly one.
    let choice: [String]
    /// What keys begin with that mean nothing here, and are there for anchors.
    let ignoredPrefix: String?

    /// A key without the type of its value.
    struct Row: Sendable {
        let name: String
        let summary: String
        let schema: JSON
    }

    init(
        _ title: String,
        _ rows: [Row],
        required: [String] = [],
        choice: [String] = [],
        ignoredPrefix: String? = nil
    ) {
        self.title = title
        self.rows = rows
        self.required = required
        self.choice = choice
        self.ignoredPrefix = ignoredPrefix
    }

    /// The fragment of JSON Schema that admits such a mapping.
    var schema: JSON {
        var members: [JSON.Member] = [
            .init("type", "object"),
            .init(
                "properties",
                .object(
                    rows.map { row in
                        let described: JSON =
                            if case .object = row.schema {
                                row.schema.adding([.init("description", .string(row.summary))])
                            } else {
                                ["description": .string(row.summary)]
                            }
                        return .init(row.name, described)
                    }
                )
            ),
        ]
        if let ignoredPrefix {
            members.append(.init("patternProperties", .object([.init("^\(ignoredPrefix)", true)])))
        }
        members.append(.init("additionalProperties", false))
        if !required.isEmpty { members.append(.init("required", .array(required.map { .string($0) }))) }
        if !choice.isEmpty {
            members.append(.init("oneOf", .array(choice.map { ["required": [.string($0)]] })))
        }
        return .object(members)
    }

    /// Sorts a mapping's entries by their keys, and tells of those that are not in the table, missing or too many.
    func fields(_ node: YAMLNode, _ reading: inout Reading) -> Fields? {
        guard case .mapping(let entries) = node.content else {
            let first = required + choice
            let names = (first + rows.map(\.name).filter { !first.contains($0) }).prefix(3).joined(
                separator: ", "
            )
            reading.fault(
                node.mark,
                "\(title) is a mapping with keys such as \(names), and this is \(node.kind)"
            )
            return nil
        }
        let names = rows.map(\.name)
        var fields: [String: YAMLNode.Entry] = [:]
        for entry in entries {
            if names.contains(entry.key) {
                fields[entry.key] = entry
            } else if ignoredPrefix.map({ entry.key.hasPrefix($0) }) != true {
                let near = NearestName.of(entry.key, among: names)
                let help =
                    near.map { "; did you mean '\($0)'?" }
                    ?? ": \(title) has \(names.joined(separator: ", "))"
                reading.fault(entry.mark, "unknown key '\(shown(entry.key))'\(help)")
            }
        }
        for name in required where fields[name] == nil {
            reading.fault(node.mark, "\(title) needs the key '\(name)'")
        }
        let chosen = choice.compactMap { fields[$0] }.sorted { $0.mark < $1.mark }
        if !choice.isEmpty, chosen.isEmpty {
            reading.fault(node.mark, "\(title) needs one of \(choice.joined(separator: ", "))")
        }
        for extra in chosen.dropFirst() {
            reading.fault(
                extra.mark,
                "\(title) has '\(chosen[0].key)' already: '\(extra.key)' cannot come with it"
            )
        }
        return Fields(mark: node.mark, entries: fields)
    }
}

/// A mapping's values by their keys, each read when it is asked for.
struct Fields: Sendable {
    let mark: Mark
    fileprivate let entries: [String: YAMLNode.Entry]

    /// The value of a key; nil if it is not there or wrong.
    func value<Value>(_ key: Key<Value>, _ reading: inout Reading) -> Value? {
        entries[key.name].flatMap { key.shape.read($0.value, key.name, &reading) }
    }

    /// Where a key stands; nil if it does not.
    func mark<Value>(of key: Key<Value>) -> Mark? { entries[key.name]?.mark }

    func has<Value>(_ key: Key<Value>) -> Bool { entries[key.name] != nil }
}

extension Shape {
    /// A mapping with the keys of a table.
    static func mapping(
        _ table: KeyTable,
        _ make: @escaping @Sendable (Fields, inout Reading) -> Value?
    ) -> Shape {
        Shape(schema: table.schema) { node, _, reading in
            table.fields(node, &reading).flatMap { make($0, &reading) }
        }
    }
}
