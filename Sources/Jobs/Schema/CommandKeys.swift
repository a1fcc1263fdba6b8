/// Commands and their surroundings.
enum CommandKeys {
    /// A program with its arguments.
    static let words = Shape<[String]>(
        schema: ["type": "array", "items": ["type": ["string", "number", "boolean"]], "minItems": 1]
    ) { node, name, reading in
        let faults = reading.faults.count
        let words = Shape<String>.literal.list(atLeast: 1).read(node, name, &reading)
        guard let words, reading.faults.count == faults else { return nil }
        for word in words { checkLength(word, node, name, &reading) }
        if words.first?.isEmpty == true {
            reading.fault(node.mark, "'\(name)' begins with an empty text: name a program first")
            return nil
        }
        return words
    }

    /// The longest text that a command is given (execve(2), MAX_ARG_STRLEN).
    private static let longest = 131_071

    /// What a command cannot be given is told of here, before each of its runs fails for it.
    private static func checkLength(
        _ text: String,
        _ node: YAMLNode,
        _ name: String,
        _ reading: inout Reading
    ) {
        let length = text.utf8.count
        if text.utf8.contains(0) {
            reading.fault(node.mark, "'\(name)' has a zero byte, which no command can be given")
        } else if length > longest {
            reading.fault(
                node.mark,
                "'\(name)' has \(length) bytes, and a command is given \(longest) at most: put it in a file"
            )
        }
    }

    /// A text for the shell.
    static let script = Shape<String>(schema: Shape<String>.text.schema) { node, name, reading in
        let text = Shape<String>.text.read(node, name, &reading)
        if let text { checkLength(text, node, name, &reading) }
        return text
    }

    /// A text for the shell, or a list of a program and its arguments.
    static let shape = script.map { JobCommand.shell($0) }.orList(
        words.map { JobCommand.program($0) }
    )

    private static let secret = Key(
        "secret",
        Shape<JobSecret>(
            schema: ["type": "string", "pattern": "^(file|env|command):."],
            expected: "file:PATH, env:NAME or command:TEXT"
        ) { JobSecret(text: $0) },
        "where the value is found when a command starts; it is never stored"
    )

    private static let value = Shape<String>.literal.map { JobValue.text($0) }.orMapping(
        .mapping(KeyTable("a secret variable", [secret.row], required: ["secret"])) { fields, reading in
            fields.value(secret, &reading).map { .secret($0) }
        }
    )

    /// Variables by their names.
    static let environment = Shape<[String: JobValue]>(
        schema: [
            "type": "object",
            "propertyNames": ["pattern": "^(?!ZART_)[A-Za-z_][A-Za-z0-9_]*$"],
            "additionalProperties": value.schema,
        ]
    ) { node, name, reading in
        guard case .mapping(let entries) = node.content else {
            reading.fault(node.mark, "'\(name)' is \(node.kind): write a mapping of variables to values")
            return nil
        }
        var variables: [String: JobValue] = [:]
        for entry in entries {
            if !isVariable(entry.key) {
                reading.fault(
                    entry.mark,
                    "'\(shown(entry.key))' is no name of a variable: use letters, digits and '_'"
                )
            } else if entry.key.hasPrefix("ZART_") {
                reading.fault(
                    entry.mark,
                    "'\(shown(entry.key))' is one that zartop sets: choose another name"
                )
            } else if let value = value.read(entry.value, entry.key, &reading) {
                if case .text(let text) = value {
                    checkLength("\(entry.key)=\(text)", entry.value, entry.key, &reading)
                }
                variables[entry.key] = value
            }
        }
        return variables
    }

    private static func isVariable(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
        return name.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
        }
    }
}
