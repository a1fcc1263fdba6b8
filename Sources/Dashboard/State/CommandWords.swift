/// A command as the command line has it, in the words of the line that `:` opens.
enum CommandWords {
    /// `pause --all` is `pause-all`, `skip TASK -n 3` is `skip TASK 3`, and so on; what is no such option stays as it is.
    static func plain(_ words: [String]) -> [String] {
        guard var verb = words.first else { return [] }
        var (names, value): ([String], String?) = ([], nil)
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            switch (verb, word) {
            case ("pause", "--all"), ("resume", "--all"): verb += "-all"
            case ("pause", "--step"), ("resume", "--step"):
                guard let steps = rest.popFirst() else { return words }
                verb += "-steps"
                names.insert(steps, at: 0)
            case ("resume", "--missed"), ("resume-all", "--missed"), ("skip", "-n"), ("skip", "--count"),
                ("rerun", "--from"):
                guard let word = rest.popFirst() else { return words }
                value = word
            default: names.append(word)
            }
        }
        return [verb] + names + [value].compactMap(\.self)
    }
}
