internal import Canvas

/// The events.
enum EventsScreen {
    /// The rows of the list.
    static func rows(_ state: DashboardState) -> Int {
        max(0, state.layout.body.rows - 1 - footRows(state))
    }

    /// Rows below the list: the rule that says whether it follows, and what is looked for.
    private static func footRows(_ state: DashboardState) -> Int {
        state.layout.body.rows < 8 ? 1 : 2
    }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        let shown = state.shownEvents
        let lines = EventLines(state, shown)
        for place in lines.columns.places {
            let title = lines.columns.titles[place.index]
            let align: Alignment = lines.columns.column(place) == .attempt ? .right : .left
            canvas.draw(
                title,
                row: area.row,
                column: place.column,
                width: place.width,
                align: align,
                style: Style(.tableHeader)
            )
        }
        let rows = rows(state)
        let list = Area(row: area.row + 1, column: 0, rows: rows, columns: area.columns)
        if shown.isEmpty {
            drawNone(state, on: &canvas, in: list)
        } else {
            drawList(lines, state, on: &canvas, in: list)
        }
        drawFoot(state, shown, on: &canvas, row: list.bottom, rows: area.bottom - list.bottom)
    }

    private static func drawNone(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        let keys = state.settings.keys
        let text =
            if !state.snapshot.events.isRead {
                "reading the events"
            } else if state.events.filter.isEmpty, state.events.level <= .info {
                "nothing has happened yet"
            } else {
                "no event matches: \(keys.name(.back, .ascii)) clears the filter, "
                    + "\(keys.name(.level, .ascii)) changes the level (\(state.events.level.rawValue) or more)"
            }
        let row = area.row + max(0, area.rows / 2 - 1)
        canvas.drawWrapped(
            text,
            row: row,
            column: 1,
            width: max(1, area.columns - 2),
            rows: max(0, area.bottom - row),
            align: .centre,
            style: Style(.textDim)
        )
        canvas.cursor = Position(row: row, column: 0)
    }

    private static func drawList(
        _ lines: EventLines,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area
    ) {
        let selected = state.events.list.place
        var place = lines.first(keeping: selected ?? 0) ?? 0
        var row = area.row
        while place < lines.shown.count, row < area.bottom {
            let height = min(lines.height(place), area.bottom - row)
            let isSelected = place == selected && !state.events.follows
            drawEvent(
                lines.shown[place],
                lines,
                state,
                on: &canvas,
                in: Area(row: row, column: 0, rows: height, columns: area.columns),
                isSelected: isSelected
            )
            if place == selected { canvas.cursor = Position(row: row, column: 0) }
            row += height
            place += 1
            for divider in lines.dividers(above: place) where row < area.bottom {
                let title =
                    switch divider {
                    case .mark(let moment): "mark \(TimeText.clock(moment).prefix(8))"
                    case .day(let moment): TimeText.date(moment)
                    }
                canvas.drawRule(row: row, title: title, titleStyle: Style(.mark))
                row += 1
            }
        }
    }

    private static func drawEvent(
        _ event: EventLine,
        _ lines: EventLines,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area,
        isSelected: Bool
    ) {
        let surface: Role = isSelected ? .selection : .background
        if isSelected {
            for row in area.row..<area.bottom { canvas.fill(row: row, style: Style(.text, on: surface)) }
            canvas.draw(canvas.glyphs.selection, row: area.row, column: 0, style: Style(.key, on: surface))
        }
        let sought = state.events.filter.sought
        for place in lines.columns.places {
            let (text, role) = content(lines.columns.column(place), of: event, lines.columns)
            let style = Style(role, on: surface)
            let cells = EventText(text, sought: sought, placeholder: canvas.glyphs.placeholder)
            switch lines.columns.column(place) {
            case .message where state.events.wraps:
                for (row, line) in zip(area.row..<area.bottom, cells.lines(width: place.width)) {
                    cells.draw(
                        line,
                        on: &canvas,
                        row: row,
                        column: place.column,
                        width: place.width,
                        style: style
                    )
                }
            case .message:
                cells.draw(
                    skipping: state.events.pan,
                    on: &canvas,
                    row: area.row,
                    column: place.column,
                    width: place.width,
                    style: style
                )
            case .attempt:
                canvas.draw(
                    text,
                    row: area.row,
                    column: place.column,
                    width: place.width,
                    align: .right,
                    style: style
                )
            default:
                cells.draw(on: &canvas, row: area.row, column: place.column, width: place.width, style: style)
            }
        }
    }

    private static func content(
        _ column: EventColumns.Column,
        of event: EventLine,
        _ columns: EventColumns
    ) -> (String, Role) {
        let isShort = columns.isShort
        let level: Role =
            switch event.level {
            case .debug: .levelDebug
            case .info: .levelInfo
            case .skip: .stateSkipped
            case .warn: .levelWarn
            case .error: .levelError
            }
        switch column {
        case .time:
            let clock = isShort ? String(TimeText.clock(event.at).prefix(8)) : TimeText.exact(event.at)
            return (clock, .textDim)
        case .level: return (isShort ? String(event.level.rawValue.prefix(1)) : event.level.rawValue, level)
        case .subject: return (event.subject, event.execution.isEmpty ? .textDim : .text)
        case .step: return (event.step, .text)
        case .attempt: return (event.attempt.map { "\($0)" } ?? "", .textDim)
        case .message: return (columns.message(of: event), event.level >= .warn ? level : .text)
        }
    }

    // MARK: Below the list

    private static func drawFoot(
        _ state: DashboardState,
        _ shown: [EventLine],
        on canvas: inout Canvas,
        row: Int,
        rows: Int
    ) {
        let (title, role) = standing(state, glyphs: canvas.glyphs)
        let facts = facts(state, shown)
        guard rows > 1 else {
            canvas.drawRule(
                row: row,
                title: ([title] + facts).joined(separator: "  "),
                titleStyle: Style(role)
            )
            return
        }
        canvas.drawRule(row: row, title: title, titleStyle: Style(role))
        canvas.draw(facts.joined(separator: "   "), row: row + 1, column: 1, style: Style(.textDim))
    }

    /// Whether the view follows, and what that hides.
    static func standing(_ state: DashboardState, glyphs: Glyphs) -> (text: String, role: Role) {
        let down = glyphs.family == .ascii ? "v" : "▼"
        if state.events.follows { return ("\(down) following", .badgeLive) }
        let pause = glyphs.glyph(.paused)
        let newer = state.snapshot.events.newer
        let hidden = newer > 0 ? "  \(down) \(newer) newer" : ""
        let key = state.settings.keys.name(.last, glyphs.family)
        return ("\(pause) paused\(hidden)\(key.isEmpty ? "" : "  \(key) to follow again")", .badgeFrozen)
    }

    /// Where the cursor is, and what is shown and looked for.
    static func facts(_ state: DashboardState, _ shown: [EventLine]) -> [String] {
        let events = state.events
        var facts: [String] = []
        let page = state.snapshot.events
        if let place = events.list.place {
            let more = page.hasOlder ? "+" : ""
            facts.append("line \(place + 1) of \(shown.count)\(more)")
        }
        facts.append("level \(events.level.rawValue)" + (events.level == .error ? "" : "+"))
        if !events.filter.isEmpty {
            var text = "/\(events.filter.text)"
            if !events.filter.sought.isEmpty {
                let count = state.hits(among: shown).count
                text += count == 1 ? "  1 hit" : "  \(count) hits"
            }
            facts.append(text)
        }
        if events.wraps { facts.append("wrap") }
        if events.pan > 0 { facts.append("from column \(events.pan + 1)") }
        if let mark = events.bookmark { facts.append("mark \(TimeText.clock(mark).prefix(8))") }
        if !events.follows, events.limit >= EventsState.most, page.hasOlder {
            facts.append("older ones: narrow by task:, id: or level")
        }
        return facts
    }
}
