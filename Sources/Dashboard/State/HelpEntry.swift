internal import Canvas

/// A line of the help: one thing that keys do, or a pair of them that belong together.
struct HelpEntry: Hashable {
    /// A part of the help.
    struct Group: Hashable {
        var title: String
        var entries: [HelpEntry]
    }

    /// What it stands for; the first is what Enter runs.
    var actions: [Action]
    /// What it does.
    var title: String

    private init(_ title: String, _ actions: Action...) {
        self.actions = actions
        self.title = title
    }

    private init(_ action: Action) {
        actions = [action]
        title = action.title
    }

    private init(actions: [Action], title: String) {
        self.actions = actions
        self.title = title
    }

    /// Every action there is, once.
    static let all = [
        Group(
            title: "MOVE",
            entries: [
                HelpEntry("row", .next, .previous), HelpEntry("first, last", .first, .last),
                HelpEntry("half a page", .pageDown, .pageUp), HelpEntry("pan", .panLeft, .panRight),
                HelpEntry("pane", .nextPane, .previousPane),
                HelpEntry("view", .viewTasks, .viewExecutions, .viewEvents, .viewWorkers),
                HelpEntry(.open), HelpEntry(.back), HelpEntry(.viewLast), HelpEntry(.attention),
            ]
        ),
        Group(
            title: "FIND",
            entries: [
                HelpEntry(.filter), HelpEntry("next, last hit", .nextHit, .previousHit),
                HelpEntry("sort, turn it", .sortColumn, .sortInvert), HelpEntry(.level),
                HelpEntry(.eventsOfSelection), HelpEntry(.ledgerOfSelection), HelpEntry(.output),
                HelpEntry(.compare), HelpEntry(.command),
            ]
        ),
        Group(
            title: "SELECT",
            entries: [
                HelpEntry(.markToggle), HelpEntry(.markRange), HelpEntry(.markInvert), HelpEntry(.bookmark),
                HelpEntry(.undo), HelpEntry(.copyID), HelpEntry(.copyJSON), HelpEntry(.save),
            ]
        ),
        Group(
            title: "ACT",
            entries: [
                HelpEntry(.cancel), HelpEntry(.kill), HelpEntry(.stop), HelpEntry(.pause),
                HelpEntry(.trigger),
                HelpEntry(.retryNow), HelpEntry(.rerun), HelpEntry(.takeOver),
            ]
        ),
        Group(
            title: "SCREEN",
            entries: [
                HelpEntry("zoom, fit", .zoomIn, .zoomOut, .zoomFit), HelpEntry(.wrap), HelpEntry(.follow),
                HelpEntry(.freeze), HelpEntry("past, a minute", .timeBack, .timeForward),
                HelpEntry("past, an hour", .timeFarBack, .timeFarForward), HelpEntry(.expand),
                HelpEntry(.theme), HelpEntry(.mouse),
                HelpEntry(.redraw), HelpEntry(.suspend), HelpEntry(.help), HelpEntry(.quit),
            ]
        ),
    ]

    /// Its keys as they are written, the preferred ones first, as many as fit a width.
    func keys(_ map: KeyMap, _ glyphs: GlyphSet, width: Int) -> String {
        let lists = actions.map { map.keys($0).map { $0.name(glyphs) } }
        let most = lists.map(\.count).max() ?? 0
        let names = (0..<most).flatMap { place in
            lists.compactMap { $0.indices.contains(place) ? $0[place] : nil }
        }
        var text = ""
        for name in names {
            let longer = text.isEmpty ? name : "\(text) \(name)"
            guard GraphemeReader.width(of: longer) <= width else { break }
            text = longer
        }
        return text
    }

    /// It for some of its actions; nil when none is left.
    fileprivate func kept(_ isKept: (Action) -> Bool) -> HelpEntry? {
        let rest = actions.filter(isKept)
        return rest.isEmpty ? nil : HelpEntry(actions: rest, title: rest.count == 1 ? rest[0].title : title)
    }

    /// Its actions one by one.
    fileprivate var each: [HelpEntry] { actions.map { HelpEntry(actions: [$0], title: $0.title) } }

    /// Whether a search finds it: by what it does, its name or its key.
    fileprivate func isFound(_ search: FilterPattern, _ map: KeyMap) -> Bool {
        actions.contains { action in
            search.matches(action.title) || search.matches(action.rawValue)
                || map.keys(action).contains { search.matches($0.name()) }
        }
    }
}

extension DashboardState {
    /// What the help shows: what has a meaning in this view, without orders when only looking; of a search, what it finds.
    func helpGroups(_ help: HelpState) -> [HelpEntry.Group] {
        let mayOrder = snapshot.standing.mayOrder
        let groups = HelpEntry.all.compactMap { group -> HelpEntry.Group? in
            var entries = group.entries.compactMap { entry in
                entry.kept { hasMeaning($0) && (mayOrder || !$0.isOrder) }
            }
            if past != nil, let place = entries.firstIndex(where: { $0.actions == [.markToggle] }) {
                entries[place].title = "play"
            }
            return entries.isEmpty ? nil : HelpEntry.Group(title: group.title, entries: entries)
        }
        guard !help.search.isEmpty else { return groups }
        let search = FilterPattern(part: help.search)
        let found = groups.flatMap(\.entries).flatMap(\.each).filter { $0.isFound(search, settings.keys) }
        return found.isEmpty ? [] : [HelpEntry.Group(title: "", entries: found)]
    }
}
