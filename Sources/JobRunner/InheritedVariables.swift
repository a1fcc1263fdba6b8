internal import Jobs

/// The worker's own variables, as the commands of one definition get them.
struct InheritedVariables: Sendable {
    /// All of them, for secrets to be taken from.
    let all: [String: String]
    /// But for those that the definition has its secrets from.
    let visible: [String: String]

    init(_ all: [String: String], for definition: JobDefinition) {
        self.all = all
        let hidden = definition.secretVariables
        visible = hidden.isEmpty ? all : all.filter { !hidden.contains($0.key) }
    }
}
