internal import Canvas

/// The row of views, with what the one on the screen is restricted to and sorted by.
enum TabBar {
    /// The view whose name is at a column; nil between them.
    static func view(at column: Int, _ state: DashboardState) -> View? {
        tabs(state).first { $0.columns.contains(column) }?.view
    }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard area.rows > 0 else { return }
        var end = 1
        for tab in tabs(state) {
            let style = Style(tab.isActive ? .tabActive : .tabIdle)
            canvas.draw(tab.text, row: area.row, column: tab.columns.lowerBound, style: style)
            end = tab.columns.upperBound
        }
        var facts = facts(state, canvas.glyphs)
        let room = area.columns - 1 - end - 2
        func width() -> Int { facts.reduce(-3) { $0 + 3 + GraphemeReader.width(of: $1.text) } }
        // The last fact is the one worth most; a single one that is too long is cut.
        while facts.count > 1, width() > room { facts.removeFirst() }
        guard !facts.isEmpty, room >= 8 else { return }
        var line = Line()
        for fact in facts { line.add(cut(fact.text, to: room, canvas.glyphs), fact.role, gap: 3) }
        let taken = min(room, line.width)
        line.draw(on: &canvas, row: area.row, column: area.columns - 1 - taken, width: taken)
    }

    /// A filter that is too long loses its end, and not the count behind it.
    private static func cut(_ text: String, to room: Int, _ glyphs: Glyphs) -> String {
        guard text.hasPrefix("/ "), GraphemeReader.width(of: text) > room,
            let gap = text.indices.last(where: { text[$0...].hasPrefix("  ") })
        else { return text }
        let keep = room - GraphemeReader.width(of: String(text[gap...])) - 1
        var head = ""
        for character in text[..<gap] {
            guard GraphemeReader.width(of: head + String(character)) <= keep else { break }
            head.append(character)
        }
        return "\(head)\(glyphs.ellipsis)\(text[gap...])"
    }

    private struct Tab {
        let view: View
        let text: String
        let columns: Range<Int>
        let isActive: Bool
    }

    private static func tabs(_ state: DashboardState) -> [Tab] {
        let active: View =
            switch state.view {
            case .detail, .diff, .output: .executions
            case .ledger: .tasks
            default: state.view
            }
        let names = View.tabs.map { ($0, number($0, state), name($0)) }
        // Names with room around them, names side by side, or only the numbers of those not shown.
        func place(gap: Int, isShort: Bool) -> [Tab] {
            var column = 1
            return names.map { view, number, name in
                let isActive = view == active
                let full = number.isEmpty ? name : "\(number) \(name)"
                let words = isShort && !isActive && !number.isEmpty ? number : full
                let text = isActive ? "[\(words)]" : isShort || gap == 0 ? words : " \(words) "
                defer { column += text.utf8.count + (gap == 0 || isShort ? 1 : gap) }
                return Tab(
                    view: view,
                    text: text,
                    columns: column..<column + text.utf8.count,
                    isActive: isActive
                )
            }
        }
        let candidates = [place(gap: 1, isShort: false), place(gap: 0, isShort: false)]
        return candidates.first { ($0.last?.columns.upperBound ?? 0) < state.size.columns }
            ?? place(gap: 0, isShort: true)
    }

    private static func name(_ view: View) -> String {
        switch view {
        case .tasks, .ledger: "Tasks"
        case .executions, .detail, .diff, .output: "Executions"
        case .events: "Events"
        case .workers: "Workers"
        }
    }

    private static func number(_ view: View, _ state: DashboardState) -> String {
        let action: Action =
            switch view {
            case .tasks, .ledger: .viewTasks
            case .executions, .detail, .diff, .output: .viewExecutions
            case .events: .viewEvents
            case .workers: .viewWorkers
            }
        return state.settings.keys.name(action, .ascii)
    }

    /// What the view is restricted to and sorted by, the fact worth most last.
    private static func facts(_ state: DashboardState, _ glyphs: Glyphs) -> [(text: String, role: Role)] {
        switch state.view {
        case .tasks: taskFacts(state, glyphs)
        case .executions: executionFacts(state, glyphs)
        case .events: eventFacts(state, glyphs)
        case .workers:
            [
                (
                    state.snapshot.workers.count == 1
                        ? "1 session" : "\(state.snapshot.workers.count) sessions", .textDim
                )
            ]
        case .detail: detailFacts(state)
        case .output: state.output.map { [("\($0.execution) > \($0.step) > output", .crumb)] } ?? []
        case .ledger:
            // What is left out weighs more than where one is.
            state.ledger.decision.map {
                [("\(state.ledger.task) > ledger", .crumb), ("only \($0)", .prompt)]
            }
                ?? [("every decision", .textDim), ("\(state.ledger.task) > ledger", .crumb)]
        case .diff:
            [
                (state.diff?.isNarrow == true ? "what differs" : "everything", .textDim),
                (state.diff?.ids.joined(separator: " | ") ?? "", .crumb),
            ]
        }
    }

    private static func taskFacts(_ state: DashboardState, _ glyphs: Glyphs) -> [(text: String, role: Role)] {
        var facts = [sortFact(state.taskSort.column.rawValue, state.taskSort.isAscending, glyphs)]
        let rows = TasksScreen.rows(state)
        let shown = state.tasks.ids.count
        if shown > rows {
            let last = min(shown, state.tasks.top.adding(rows))
            facts.append(("\(min(last, state.tasks.top + 1))-\(last) of \(shown)", .textDim))
        }
        facts += marks(state.tasks.marks.count)
        if !state.taskFilter.isEmpty {
            facts.append(("/ \(state.taskFilter.text)  \(shown) of \(state.snapshot.tasks.count)", .prompt))
        }
        return facts
    }

    private static func executionFacts(
        _ state: DashboardState,
        _ glyphs: Glyphs
    ) -> [(text: String, role: Role)] {
        let sort = state.executionSort
        let page = state.snapshot.executions
        // By state and task the first of the alphabet leads; by time the newest or longest does.
        let leadsWithLeast = sort.column == .state || sort.column == .task
        // Only by time does the store give them in order: by anything else what has been read is sorted.
        let isPart = sort.column != .started && page.hasMore
        let column = sort.column.rawValue + (isPart ? " of \(page.rows.count) read" : "")
        var facts = [sortFact(column, leadsWithLeast != sort.isInverted, glyphs)]
        let count = page.total.map { "\($0)" } ?? "\(page.rows.count)\(page.hasMore ? "+" : "")"
        facts += marks(state.executions.marks.count)
        // The list stays with the selected row: what is new may be above it.
        let above = state.executions.top
        if above > 0 { facts.append(("\(above) above", .textDim)) }
        facts.append(
            state.executionFilter.isEmpty
                ? ("\(count) executions", .textDim)
                : ("/ \(state.executionFilter.text)  \(count) found", .prompt)
        )
        return facts
    }

    private static func eventFacts(_ state: DashboardState, _ glyphs: Glyphs) -> [(text: String, role: Role)]
    {
        let events = state.events
        var facts: [(text: String, role: Role)] = [("from \(events.level.rawValue)", .textDim)]
        if !events.filter.isEmpty { facts.append(("/ \(events.filter.text)", .prompt)) }
        facts.append(
            events.follows
                ? ("\(glyphs.following) FOLLOW", .badgeLive)
                : ("\(glyphs.glyph(.paused)) paused", .badgeFrozen)
        )
        return facts
    }

    private static func detailFacts(_ state: DashboardState) -> [(text: String, role: Role)] {
        guard let id = state.detail?.id else { return [] }
        let task = state.snapshot.detail.flatMap { $0.execution.id == id ? $0.execution.task : nil }
        return [(task.map { "\($0) > \(id)" } ?? id, .crumb)]
    }

    private static func marks(_ count: Int) -> [(text: String, role: Role)] {
        count > 0 ? [("\(count) marked", .mark)] : []
    }

    private static func sortFact(
        _ column: String,
        _ isAscending: Bool,
        _ glyphs: Glyphs
    ) -> (text: String, role: Role) {
        ("sort: \(column) \(isAscending ? glyphs.ascending : glyphs.descending)", .textDim)
    }
}
