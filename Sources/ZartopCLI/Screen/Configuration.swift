internal import Canvas
internal import Dashboard
internal import ZartCore

/// What the operator has set once and for all, and where each value comes from.
struct Configuration: Sendable {
    /// A value and where it was said.
    struct Value<T: Sendable>: Sendable {
        var value: T
        var origin = "default"
    }

    /// Which characters are drawn with.
    enum GlyphChoice: String, CaseIterable, Sendable {
        /// Those that the terminal's encoding allows.
        case auto
        case unicode, ascii
    }

    /// The theme's name, its file, or `auto`: one for the terminal's background.
    var theme = Value(value: "auto")
    var glyphs = Value(value: GlyphChoice.auto)
    var mouse = Value(value: false)
    var confirm = Value(value: true)
    var keys: [Action: Value<[Key]>] = [:]
    /// What is wrong with it, one sentence each; what is wrong does not count.
    private(set) var warnings: [String] = []
    /// Those of them that are about keys, as short as the help shows them.
    private(set) var keyConflicts: [String] = []

    init() {}

    /// Reads a configuration file's text: `key = value`, and `[keys]` with actions by their names, or `keys.ACTION = …`
    /// as ``lines`` has it.
    init(text: String, file: String) {
        var section = ""
        for (number, line) in zip(1..., text.textLines) {
            let line = Self.stripped(line)
            guard !line.isEmpty else { continue }
            let place = "\(file):\(number)"
            if line.hasPrefix("["), line.hasSuffix("]") {
                section = String(line.dropFirst().dropLast())
                if section != "keys" {
                    warnings.append("\(place): no section '\(section)': there is only [keys]")
                }
                continue
            }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                warnings.append("\(place): '\(line)' is no 'key = value'")
                continue
            }
            let (key, value) = (Self.stripped(parts[0]), Self.stripped(parts[1]))
            if section == "keys" {
                setKeys(key, value, at: place)
            } else if section.isEmpty, key.hasPrefix("keys.") {
                setKeys(String(key.dropFirst("keys.".count)), value, at: place)
            } else if section.isEmpty {
                set(key, value, at: place)
            }
        }
        warnAboutConflicts()
    }

    /// The keys as the dashboard takes them.
    var keyMap: KeyMap { KeyMap(keys.mapValues(\.value)) }

    /// Everything with where it comes from, a line each.
    var lines: [String] {
        var rows = [
            ("theme", theme.value, theme.origin), ("glyphs", glyphs.value.rawValue, glyphs.origin),
            ("mouse", Self.word(mouse.value), mouse.origin),
            ("confirm", Self.word(confirm.value), confirm.origin),
        ]
        let map = keyMap
        for action in Action.allCases {
            let names = map.keys(action).map { $0.name() }.joined(separator: ", ")
            rows.append(("keys.\(action.rawValue)", names, keys[action]?.origin ?? "default"))
        }
        let widths = (rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0)
        return rows.map { row in
            func padded(_ text: String, _ width: Int) -> String {
                text + String(repeating: " ", count: max(0, width - text.count))
            }
            return "\(padded(row.0, widths.0)) = \(padded(row.1, widths.1))  # \(row.2)"
        }
    }

    private mutating func set(_ key: String, _ value: String, at place: String) {
        switch key {
        case "theme": theme = Value(value: value, origin: place)
        case "glyphs":
            guard let choice = GlyphChoice(rawValue: value) else {
                return warnings.append("\(place): glyphs is auto, unicode or ascii, not '\(value)'")
            }
            glyphs = Value(value: choice, origin: place)
        case "mouse", "confirm":
            guard value == "on" || value == "off" else {
                return warnings.append("\(place): \(key) is on or off, not '\(value)'")
            }
            if key == "mouse" { mouse = Value(value: value == "on", origin: place) }
            if key == "confirm" { confirm = Value(value: value == "on", origin: place) }
        default:
            let hint = NearestName.question(key, among: ["theme", "glyphs", "mouse", "confirm"])
            warnings.append("\(place): no setting '\(key)'\(hint)")
        }
    }

    private mutating func setKeys(_ name: String, _ value: String, at place: String) {
        guard let action = Action(rawValue: name) else {
            let hint = NearestName.question(name, among: Action.allCases.map(\.rawValue))
            return warnings.append("\(place): no action '\(name)'\(hint)")
        }
        var keys: [Key] = []
        for word in value.split(separator: " ").map({ $0.hasSuffix(",") && $0.count > 1 ? $0.dropLast() : $0 }
        ) {
            guard let key = Key(name: String(word)) else {
                return warnings.append("\(place): no key '\(word)': write x, space, C-d, PgUp or F1")
            }
            keys.append(key)
        }
        self.keys[action] = Value(value: keys, origin: place)
    }

    /// A key can mean one thing: the action named first in the list of actions keeps it.
    private mutating func warnAboutConflicts() {
        var taken: [Key: Action] = [:]
        for action in Action.allCases {
            for key in keys[action]?.value ?? [] {
                if let other = taken[key] {
                    let origin = keys[action]?.origin ?? ""
                    warnings.append("\(origin): '\(key.name())' is the key of \(other.rawValue) already")
                    keyConflicts.append("\(key.name()) means \(other.rawValue), not \(action.rawValue) too")
                } else {
                    taken[key] = action
                }
            }
        }
        let map = keyMap
        for action in Action.allCases where keys[action] == nil && map.keys(action).isEmpty {
            let takers = action.usualKeys.compactMap { map.action($0)?.rawValue }
            guard let taker = takers.first else { continue }
            keyConflicts.append("\(action.rawValue) has no key: \(taker) has taken it")
        }
    }

    private static func word(_ isOn: Bool) -> String { isOn ? "on" : "off" }

    /// A line without what follows a `#` and without blanks around it; a `#` that is a value stands alone.
    private static func stripped(_ text: Substring) -> String {
        var text = text
        if text.hasPrefix("#") { return "" }
        if let comment = text.indices.first(where: { place in
            text[place] == "#" && place > text.startIndex && text[text.index(before: place)] == " "
                && text.index(after: place) < text.endIndex && text[text.index(after: place)] == " "
        }) {
            text = text[..<comment]
        }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text.drop { $0.isWhitespace })
    }
}
