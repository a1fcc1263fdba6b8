internal import Canvas

extension DashboardState {
    // MARK: Help

    /// Does what a key means to the help: letters search, Enter does what is chosen.
    mutating func handle(_ key: Key, in help: HelpState, at moment: Int64) -> [Effect] {
        var help = help
        // Not looked for when a key only changes what is searched: a pasted text would be searched for letter by letter.
        var entries: [HelpEntry] { helpGroups(help).flatMap(\.entries) }
        let page = max(1, size.rows / 2)
        switch key {
        case .control("c"), .function(1):
            overlay = nil
            return [.redraw]
        case .character("?") where help.search.isEmpty:
            overlay = nil
            return [.redraw]
        case .escape:
            guard !help.search.isEmpty else {
                overlay = nil
                return [.redraw]
            }
            help.search = ""
            help.place = 0
        case .enter:
            guard let action = entries.dropFirst(help.place).first?.actions.first else { return [] }
            overlay = nil
            return perform(action, at: moment) + [.redraw]
        case .down, .tab: help.place = min(help.place + 1, max(0, entries.count - 1))
        case .up, .backTab: help.place = max(0, help.place - 1)
        case .pageDown: help.place = min(help.place + page, max(0, entries.count - 1))
        case .pageUp: help.place = max(0, help.place - page)
        case .home: help.place = 0
        case .end: help.place = max(0, entries.count - 1)
        default:
            guard help.search.edit(key, limit: 60) else { return [] }
            help.place = 0
        }
        overlay = .help(help)
        return [.redraw]
    }

    // MARK: Themes

    /// Opens the list of themes.
    mutating func pickTheme(at moment: Int64) -> [Effect] {
        guard !settings.themes.isEmpty else {
            say("there are no themes to choose from", .warn, at: moment)
            return [.redraw]
        }
        let place = settings.themes.firstIndex(of: settings.theme) ?? 0
        overlay = .themes(ThemePicker(names: settings.themes, place: place, before: settings.theme))
        return [.redraw]
    }

    /// Does what a key means to the list of themes: what is chosen is shown at once and kept only by Enter.
    mutating func handle(_ key: Key, in picker: ThemePicker) -> [Effect] {
        var picker = picker
        let last = max(0, picker.names.count - 1)
        switch key {
        case .escape, .control("c"), .character("q"):
            overlay = nil
            return picker.before.isEmpty ? [.redraw] : [.theme(picker.before, keep: false), .redraw]
        case .enter:
            overlay = nil
            guard picker.names.indices.contains(picker.place) else { return [.redraw] }
            settings.theme = picker.names[picker.place]
            return [.theme(settings.theme, keep: true), .redraw]
        case .character("j"), .down: picker.place = min(picker.place + 1, last)
        case .character("k"), .up: picker.place = max(0, picker.place - 1)
        case .character("g"), .home: picker.place = 0
        case .character("G"), .end: picker.place = last
        default: return []
        }
        overlay = .themes(picker)
        guard picker.names.indices.contains(picker.place) else { return [.redraw] }
        return [.theme(picker.names[picker.place], keep: false), .redraw]
    }
}
