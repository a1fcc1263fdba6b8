/// The keys of the file itself.
enum FileKeys {
    /// The file's mapping as it stands.
    struct Draft: Sendable {
        var defaults: Fields?
        var tasks: [(name: String, mark: Mark, fields: Fields?)]
    }

    private static let defaults = Key(
        "defaults",
        Shape<Fields>.mapping(TaskKeys.defaults) { fields, _ in fields },
        "what holds for every task that does not say otherwise"
    )

    private static let tasks = Key(
        "tasks",
        Shape<[(name: String, mark: Mark, fields: Fields?)]>(
            schema: [
                "type": "object",
                "propertyNames": Shape<String>.name.schema,
                "additionalProperties": TaskKeys.table.schema,
            ]
        ) { node, name, reading in
            guard case .mapping(let entries) = node.content else {
                reading.fault(
                    node.mark,
                    "'\(name)' is \(node.kind): write a mapping of names to tasks, or {} for none"
                )
                return nil
            }
            return entries.map { entry in
                let key = YAMLNode(entry.mark, .scalar(YAMLNode.Scalar(text: entry.key, style: .quoted)))
                _ = Shape<String>.name.read(key, "task name", &reading)
                return (entry.key, entry.mark, TaskKeys.table.fields(entry.value, &reading))
            }
        },
        "the recurring tasks by their names"
    )

    static let table = KeyTable(
        "a job file",
        [defaults.row, tasks.row],
        required: ["tasks"],
        ignoredPrefix: "x-"
    )

    static let shape = Shape<Draft>.mapping(table) { fields, reading in
        Draft(defaults: fields.value(defaults, &reading), tasks: fields.value(tasks, &reading) ?? [])
    }
}
