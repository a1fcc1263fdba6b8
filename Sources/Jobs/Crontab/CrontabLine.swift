/// A line of a crontab, as Debian's cron reads it.
struct CrontabLine: Sendable, Hashable {
    /// Counted from 1.
    let number: Int
    let text: String
    let content: Content

    /// What a line is.
    enum Content: Sendable, Hashable {
        case blank
        case comment(String)
        case setting(name: String, value: String)
        case job(Job)
        /// What cron would not take, and why.
        case unreadable(String)
    }

    /// A command with its schedule.
    struct Job: Sendable, Hashable {
        /// Five fields, or an `@` word.
        let schedule: String
        /// The user column of a system crontab.
        let user: String?
        /// As it stands, with its `%` signs.
        let command: String
    }

    /// Reads one line; a system crontab has a user before the command.
    init(_ text: String, number: Int, isSystem: Bool) {
        self.number = number
        self.text = text
        content = Self.content(text.drop { $0 == " " || $0 == "\t" }, isSystem: isSystem)
    }

    private static func content(_ line: Substring, isSystem: Bool) -> Content {
        guard let first = line.first else { return .blank }
        if first == "#" { return .comment(String(line.dropFirst())) }
        if let setting = setting(line) { return setting }
        var rest = line
        func word() -> String? {
            let word = rest.prefix { $0 != " " && $0 != "\t" }
            rest = rest.dropFirst(word.count).drop { $0 == " " || $0 == "\t" }
            return word.isEmpty ? nil : String(word)
        }
        let wanted = first == "@" ? 1 : 5
        let fields = (0..<wanted).compactMap { _ in word() }
        guard fields.count == wanted, !rest.isEmpty else {
            return .unreadable("it is neither a setting nor a schedule with a command")
        }
        let user = isSystem ? word() : nil
        guard !rest.isEmpty else { return .unreadable("it has no command after the user") }
        return .job(Job(schedule: fields.joined(separator: " "), user: user, command: String(rest)))
    }

    /// `NAME = value`, the name and the value with or without quotes; nil if the line is none.
    private static func setting(_ line: Substring) -> Content? {
        var rest = line
        func space() { rest = rest.drop { $0 == " " || $0 == "\t" } }
        func quoted() -> String? {
            guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
            guard let end = rest.dropFirst().firstIndex(of: quote) else { return nil }
            let text = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            return String(text)
        }
        var name = quoted()
        if name == nil {
            let bare = rest.prefix { $0 != " " && $0 != "\t" && $0 != "=" }
            rest = rest.dropFirst(bare.count)
            name = String(bare)
        }
        space()
        guard let name, !name.isEmpty, rest.first == "=" else { return nil }
        rest = rest.dropFirst()
        space()
        let value = quoted()
        if value != nil {
            space()
            guard rest.isEmpty else { return nil }
        }
        while value == nil, let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
        return .setting(name: name, value: value ?? String(rest))
    }
}
