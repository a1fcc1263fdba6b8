extension Filter {
    /// What a word that is being typed can become, in the order to offer it.
    ///
    /// The names are those of tasks, executions and steps that are on the screen.
    package static func words(completing word: String, tasks: [String], ids: [String], steps: [String])
        -> [String]
    {
        let sign = word.hasPrefix("!") ? "!" : ""
        let bare = word.dropFirst(sign.count)
        guard let colon = bare.firstIndex(of: ":") else {
            let fields = FilterReader.fields.map { field in
                switch field {
                case "err": "err~"
                case "try": "try>"
                case "age", "elapsed": "\(field)<"
                default: "\(field):"
                }
            }
            return fields.filter { $0.hasPrefix(bare) }.map { sign + $0 }
        }
        let values: [String] =
            switch bare[..<colon] {
            case "state": FilterReader.states
            case "level": EventLine.Level.allCases.map { $0.rawValue.lowercased() }
            case "task": tasks.map(quoted)
            case "id": ids.map(quoted)
            case "step": steps.map(quoted)
            default: []
            }
        // The last alternative is the one being typed.
        let start = bare.lastIndex(of: ",") ?? colon
        let head = sign + bare[...start]
        let tail = bare[bare.index(after: start)...]
        return values.filter { $0.hasPrefix(tail) }.map { head + $0 }
    }
}
