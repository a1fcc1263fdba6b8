/// Reads theme files: `key = value` lines under `[section]` heads, `#` for comments.
///
/// ```
/// name     = Harbor
/// inherits = terminal
/// [palette]
/// ember = #ff6a3d
/// [roles]
/// state.failed = ember bold       # a colour, then attributes, then `on` a background
/// [mono]
/// state.failed = reverse bold
/// [glyphs]
/// state.failed = ✗ x
/// ```
///
/// A file inherits with its own palette in place: an entry it gives another colour recolours all that uses it,
/// the inherited roles too.
///
/// A `#` opens a comment at the start of a line or after a blank, unless six hexadecimal digits follow it: that is
/// a colour. What is not understood becomes a ``ThemeWarning`` and has no effect; nothing in a file stops the
/// reading of the rest.
package struct ThemeReader {
    private enum Section: String, CaseIterable {
        case palette, roles, ansi16, mono, glyphs
    }

    /// How many files deep `inherits` may go; a circle ends here.
    private static let deepest = 8

    /// The theme read so far.
    package private(set) var theme: Theme
    /// What was not understood, in the order of reading.
    package private(set) var warnings: [ThemeWarning] = []

    private var palette: [String: Colour]
    /// The palette entries that an heir has given a colour.
    private let own: Set<String>
    private var section: Section?
    private let file: String
    private var line = 0

    /// Reads a theme.
    ///
    /// - Parameters:
    ///   - text: the file's content.
    ///   - file: its name, for warnings.
    ///   - resolve: gives the text of the theme a file inherits from; where it gives nil, a ``BuiltInTheme`` of
    ///     that name does.
    /// - Returns: the theme, and a warning for each thing in the files that has no effect.
    package static func read(
        _ text: String,
        file: String,
        inherits resolve: (String) -> String? = { _ in nil }
    ) -> (theme: Theme, warnings: [ThemeWarning]) {
        let reader = ThemeReader(text, file: file, depth: 0, palette: [:], inherits: resolve)
        return (reader.theme, reader.warnings)
    }

    private init(
        _ text: String,
        file: String,
        depth: Int,
        palette above: [String: Colour],
        inherits resolve: (String) -> String?
    ) {
        self.file = file
        theme = Theme()
        let lines = Self.lines(text)
        palette = Self.palette(lines).merging(above) { _, above in above }
        own = Set(above.keys)
        for (number, line) in lines.enumerated() {
            self.line = number + 1
            switch line {
            case .empty: break
            case .head(let name): enter(name)
            case .entry("inherits", let words) where section == nil:
                inherit(words.joined(separator: " "), depth: depth, resolve)
            case .entry(let key, let words): take(key, words)
            case .other(let text): warn("expected 'key = value', found '\(text.prefix(40))'")
            }
        }
    }

    /// One line as the grammar sees it.
    private enum Line {
        case empty
        case head(String)
        case entry(String, [String])
        case other(String)
    }

    private static func lines(_ text: String) -> [Line] {
        // Bytes and not characters are compared: to Swift a carriage return and a line feed are one character.
        Array(text.utf8).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            let content = withoutComment(line)
            let words = words(content)
            guard let first = words.first else { return .empty }
            if first.hasPrefix("[") { return .head(words.joined(separator: " ")) }
            guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else {
                return .other(String(decoding: content, as: UTF8.self))
            }
            return .entry(
                Self.words(content[..<equals]).joined(separator: " "),
                Self.words(content[(equals + 1)...])
            )
        }
    }

    private static func words(_ bytes: ArraySlice<UInt8>) -> [String] {
        bytes.split(whereSeparator: isBlank).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte)
    }

    /// The palette of the lines, wherever its section stands: what is inherited is drawn with it.
    private static func palette(_ lines: [Line]) -> [String: Colour] {
        var palette: [String: Colour] = [:]
        var isInside = false
        for line in lines {
            switch line {
            case .head(let head): isInside = head == "[palette]"
            case .entry(let key, let words) where isInside && words.count == 1:
                palette[key] = palette[words[0]] ?? Colour(words[0])
            default: break
            }
        }
        return palette
    }

    private mutating func warn(_ message: String) {
        warnings.append(ThemeWarning(file: file, line: line, message: message))
    }

    private mutating func warn(unknown kind: String, _ word: String, among names: [String]) {
        let hint = nearestName(to: word, among: names).map { "; did you mean '\($0)'?" } ?? ""
        warn("unknown \(kind) '\(word)'\(hint)")
    }

    private mutating func enter(_ head: String) {
        let name = head.dropFirst().prefix { $0 != "]" }
        guard let known = Section(rawValue: String(name)) else {
            warn(unknown: "section", String(name), among: Section.allCases.map(\.rawValue))
            // Its lines would each be a second complaint about the same mistake: `skipped` swallows them.
            skipped = true
            return
        }
        skipped = false
        section = known
    }

    private var skipped = false

    private mutating func inherit(_ name: String, depth: Int, _ resolve: (String) -> String?) {
        guard depth < Self.deepest else { return warn("'inherits' goes round in a circle") }
        let found = resolve(name)
        guard let text = found ?? BuiltInTheme(rawValue: name)?.text else {
            let known = BuiltInTheme.allCases.map(\.rawValue)
            let hint = nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
            return warn("no theme '\(name)' to inherit from\(hint)")
        }
        // A built-in theme inherits from built-in ones, whatever files have their names.
        let parent = ThemeReader(text, file: name, depth: depth + 1, palette: palette) {
            found == nil ? nil : resolve($0)
        }
        warnings += parent.warnings
        let own = theme
        theme = parent.theme
        palette.merge(parent.palette) { own, _ in own }
        if !own.name.isEmpty { theme.name = own.name }
        theme.kind = own.kind
    }

    private mutating func take(_ key: String, _ words: [String]) {
        guard !skipped else { return }
        switch section {
        case nil: takeHead(key, words)
        case .palette: takePalette(key, words)
        case .roles: if let role = role(key), let ink = ink(words, of: role) { theme.roles[role] = ink }
        case .ansi16: if let role = role(key), let ink = ink(words, of: role) { theme.ansi16[role] = ink }
        case .mono: if let role = role(key), let set = attributes(words) { theme.mono[role] = set }
        case .glyphs: takeGlyph(key, words)
        }
    }

    private mutating func takeHead(_ key: String, _ words: [String]) {
        switch key {
        case "name": theme.name = words.joined(separator: " ")
        case "kind":
            guard let kind = Theme.Kind(rawValue: words.joined(separator: " ")) else {
                return warn(unknown: "kind", words.joined(separator: " "), among: ["dark", "light"])
            }
            theme.kind = kind
        default: warn(unknown: "key", key, among: ["name", "kind", "inherits"])
        }
    }

    private mutating func takePalette(_ key: String, _ words: [String]) {
        guard words.count == 1, let colour = colour(words[0]) else {
            return words.count == 1 ? () : warn("a palette entry is one colour")
        }
        if !own.contains(key) { palette[key] = colour }
    }

    private mutating func takeGlyph(_ key: String, _ words: [String]) {
        let name = key.hasPrefix("state.") ? String(key.dropFirst("state.".count)) : key
        guard let mark = StateMark(rawValue: name) else {
            return warn(unknown: "glyph", key, among: StateMark.allCases.map { "state.\($0.rawValue)" })
        }
        let scalars = words.flatMap { $0.unicodeScalars.count == 1 ? Array($0.unicodeScalars) : [] }
        let fits = scalars.count == words.count && (1...2).contains(words.count)
        guard fits, ScalarWidth.of(scalars[0]) == .narrow else {
            return warn("a glyph is one character of one column, then perhaps one for ASCII")
        }
        let ascii = scalars.count == 2 ? scalars[1] : mark.glyph(in: .ascii)
        guard ascii.isASCII, ScalarWidth.of(ascii) == .narrow else {
            return warn("'\(ascii)' is not an ASCII glyph")
        }
        theme.glyphs[mark] = Theme.GlyphPair(unicode: scalars[0], ascii: ascii)
    }

    private mutating func role(_ key: String) -> Role? {
        guard let role = Role(rawValue: key) else {
            warn(unknown: "role", key, among: Role.allCases.map(\.rawValue))
            return nil
        }
        return role
    }

    private mutating func colour(_ word: String) -> Colour? {
        if let colour = palette[word] ?? Colour(word) { return colour }
        warn(unknown: "colour", word, among: palette.keys.sorted() + Colour.names + ["default"])
        return nil
    }

    private mutating func ink(_ words: [String], of role: Role) -> Ink? {
        var ink = Ink()
        var rest = words[...]
        while let word = rest.popFirst() {
            if let attribute = Attributes(name: word) {
                ink.attributes.insert(attribute)
            } else if word == "on" {
                guard let name = rest.popFirst() else {
                    warn("'on' needs a colour")
                    return nil
                }
                guard let background = colour(name) else { return nil }
                ink.background = background
            } else if ink.foreground == nil {
                guard let foreground = colour(word) else { return nil }
                ink.foreground = foreground
            } else {
                warn(unknown: "attribute", word, among: Attributes.names + ["on"])
                return nil
            }
        }
        // The one role that is nothing but what lies behind.
        return role == .background ? Ink(background: ink.foreground) : ink
    }

    private mutating func attributes(_ words: [String]) -> Attributes? {
        var all: Attributes = []
        for word in words where word != "default" {
            guard let attribute = Attributes(name: word) else {
                warn(unknown: "attribute", word, among: Attributes.names)
                return nil
            }
            all.insert(attribute)
        }
        return all
    }

    private static func withoutComment(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        for place in line.indices where line[place] == UInt8(ascii: "#") {
            guard place == line.startIndex || isBlank(line[place - 1]) else { continue }
            let word = line[place...].prefix { !isBlank($0) }
            if Colour(String(decoding: word, as: UTF8.self)) == nil { return line[..<place] }
        }
        return line
    }
}

extension ThemeReader {
    /// The theme shown when nothing is asked for.
    package static var standard: Theme { BuiltInTheme.harbor.theme }
}
