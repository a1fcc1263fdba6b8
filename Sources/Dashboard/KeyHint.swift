internal import Canvas

/// A line of the list of keys, and perhaps a word of the footer: what to press and what it does.
struct KeyHint: Hashable, Sendable {
    /// The keys, as they are written on the screen.
    let keys: String
    /// What they do, for the footer; nil when it does not name them.
    let short: String?
    /// What they do, for the list.
    let long: String
    /// The actions they stand for.
    let actions: [Action]

    /// The columns it takes in the footer.
    var width: Int { keys.utf8.count + 1 + (short ?? "").utf8.count }

    /// All of them, in the order shown.
    static func all(_ family: GlyphSet) -> [KeyHint] {
        let arrows = family == .ascii ? "Up Down" : "↑ ↓"
        return [
            KeyHint("j k", "row", "next, previous row (\(arrows))", [.next, .previous]),
            KeyHint("g G", "first/last", "first, last row (Home End)", [.first, .last]),
            KeyHint("PgUp PgDn", "page", "a page up, down (C-u C-d)", [.pageUp, .pageDown]),
            KeyHint("C-l", nil, "draw the screen anew", [.redraw]),
            KeyHint("Esc", nil, "close this list", [.back]),
            KeyHint("?", "help", "these keys (F1)", [.help]),
            KeyHint("q", "quit", "leave (C-c)", [.quit]),
        ]
    }

    private init(_ keys: String, _ short: String?, _ long: String, _ actions: [Action]) {
        self.keys = keys
        self.short = short
        self.long = long
        self.actions = actions
    }
}
