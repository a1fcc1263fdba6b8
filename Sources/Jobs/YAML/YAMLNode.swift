/// A piece of a YAML file with its place; scalars are text whose type the schema gives.
struct YAMLNode: Sendable {
    let mark: Mark
    let content: Content
    /// How many nodes it is made of, those behind aliases counted each time.
    let size: Int
    /// How many levels lie below it.
    let height: Int

    /// What a node is.
    enum Content: Sendable {
        case scalar(Scalar)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// A text and how it was written.
    struct Scalar: Sendable {
        let text: String
        let style: Style
    }

    /// How a scalar was written.
    enum Style: Sendable {
        case plain
        case quoted
        /// Behind `|` or `>`.
        case block
    }

    /// A key with its value.
    struct Entry: Sendable {
        let key: String
        let mark: Mark
        let value: YAMLNode
    }

    init(_ mark: Mark, _ content: Content) {
        self.mark = mark
        self.content = content
        switch content {
        case .scalar: (size, height) = (1, 0)
        case .sequence(let items):
            size = items.reduce(1) { $0 + $1.size }
            height = 1 + (items.map(\.height).max() ?? 0)
        case .mapping(let entries):
            size = entries.reduce(1) { $0 + 1 + $1.value.size }
            height = 1 + (entries.map(\.value.height).max() ?? 0)
        }
    }

    var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }

    /// Whether nothing stands there, or `null` or `~` without quotes.
    var isNull: Bool {
        guard let scalar, scalar.style == .plain else { return false }
        return scalar.text.isEmpty || scalar.text == "null" || scalar.text == "~"
    }

    /// What it is, for a sentence.
    var kind: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
