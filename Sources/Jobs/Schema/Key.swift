/// A key that a mapping of the file may have: its name, what it takes, and what it is for.
struct Key<Value: Sendable>: Sendable {
    let name: String
    let shape: Shape<Value>
    let summary: String

    init(_ name: String, _ shape: Shape<Value>, _ summary: String) {
        self.name = name
        self.shape = shape
        self.summary = summary
    }

    var row: KeyTable.Row { KeyTable.Row(name: name, summary: summary, schema: shape.schema) }
}
