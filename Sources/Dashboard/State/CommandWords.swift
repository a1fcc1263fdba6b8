/// A line of `:` taken apart: a command in the screen's own words, and what its options add to an order.
struct CommandWords: Hashable {
    /// The verb, and what it is about.
    var words: [String]
    /// `--reason`: why, for the record.
    var reason: String?
    /// `--until`: when a pause ends by itself, as it was written.
    var until: String?
    /// `--note`: what is shown beside what is paused.
    var note: String?
    /// `--id` of a start.
    var id: String?
    /// `--payload` of a start or restart, or an event's data, with `--data` before it or without: the rest of the line,
    /// as it was written.
    var payload: String?

    /// Words stand between blanks, or in quotes; nil when a quote is not closed.
    init?(_ line: String) {
        var rest = line[...]
        if line.hasPrefix("restart ") || line.hasPrefix("start "),
            let option = line.firstRange(of: " --payload ")
        {
            payload = String(line[option.upperBound...])
            rest = line[..<option.lowerBound]
        } else if line.hasPrefix("event ") {
            let parts = line.split(separator: " ", maxSplits: 3)
            payload = parts.count > 3 ? Self.data(parts[3]) : nil
            words = parts.prefix(3).map(String.init)
            return
        }
        guard let split = Self.split(rest) else { return nil }
        // What is looked at has no options.
        guard let verb = split.first, DashboardState.verbs.contains(verb) else {
            words = split
            return
        }
        words = []
        var unread = split[...]
        while let word = unread.popFirst() {
            switch word {
            case "--reason" where !unread.isEmpty: reason = unread.popFirst()
            case "--id" where verb == "start" && !unread.isEmpty: id = unread.popFirst()
            case "--until" where !unread.isEmpty: until = unread.popFirst()
            case "--note" where !unread.isEmpty: note = unread.popFirst()
            default: words.append(word)
            }
        }
        words = Self.plain(words)
    }

    /// What is asked, with what the options add to it.
    func request(_ verb: OrderRequest.Verb) -> OrderRequest {
        OrderRequest(verb, reason: reason, until: until, note: note)
    }

    /// The options that only a pause has, as far as they are given.
    var pauseOptions: [String] {
        [until.map { _ in "--until" }, note.map { _ in "--note" }].compactMap(\.self)
    }

    /// What stands after the option's name, if that is there.
    private static func data(_ rest: Substring) -> String {
        let text = rest.drop { $0 == " " }
        let option = "--data "
        return String(text.hasPrefix(option) ? text.dropFirst(option.count) : text)
    }

    private static func split(_ line: Substring) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            switch character {
            case quote: quote = nil
            case "'" where quote == nil, "\"" where quote == nil:
                quote = character
                word = word ?? ""
            case " " where quote == nil:
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        return words + [word].compactMap(\.self)
    }

    /// `pause --all` is `pause-all`, `skip TASK -n 3` is `skip TASK 3`, and so on; what is no such option stays as it is.
    private static func plain(_ words: [String]) -> [String] {
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
