internal import Canvas

/// The decisions of a task, newest first, with the reasons of the selected one.
enum LedgerScreen {
    private enum Column: Int {
        case instant, decision, late, what
    }

    /// Rows below the list: a rule, and the answer to why.
    private static func footRows(_ state: DashboardState) -> Int {
        let rows = state.layout.body.rows
        let usual = rows < 8 ? 1 : min(9, rows / 3 + 1)
        return state.isExpanded ? max(usual, rows - 4) : usual
    }

    /// The rows of the list.
    static func rows(_ state: DashboardState) -> Int {
        max(0, state.layout.body.rows - 1 - footRows(state))
    }

    /// The row at a place on the screen, as its place in the order; nil when there is none.
    static func row(at position: Position, _ state: DashboardState) -> Int? {
        let first = state.layout.body.row + 1
        guard position.row >= first, position.row < first + rows(state) else { return nil }
        let place = position.row - first + state.ledger.list.top
        return place < state.ledger.list.ids.count ? place : nil
    }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        let shown = state.shownLedger
        let columns = columns(width: area.columns)
        let layout = TableLayout(columns, column: 4, width: max(0, area.columns - 4))
        canvas.drawTitles(columns, layout, row: area.row)
        canvas.draw("S", row: area.row, column: 2, style: Style(.tableHeader))
        let list = Area(row: area.row + 1, column: 0, rows: rows(state), columns: area.columns)
        if shown.isEmpty {
            canvas.draw(
                none(state),
                row: list.row,
                column: 1,
                width: max(1, area.columns - 2),
                style: Style(.textDim)
            )
            canvas.cursor = Position(row: list.row, column: 0)
        }
        for (row, line) in zip(list.row..<max(list.row, list.bottom), shown.dropFirst(state.ledger.list.top))
        {
            let surface = canvas.drawSelection(line.key == state.ledger.list.selection, row: row)
            canvas.drawMark(mark(line), row: row, on: surface)
            for place in layout.places {
                guard let column = Column(rawValue: place.index) else { continue }
                let (text, role) = content(
                    column,
                    of: line,
                    state.ledger.task,
                    width: place.width,
                    glyphs: canvas.glyphs
                )
                let style = Style(role, on: surface)
                canvas.drawCell(text, of: columns[place.index], at: place, row: row, style: style)
            }
        }
        drawFoot(
            state,
            on: &canvas,
            in: Area(row: list.bottom, column: 0, rows: area.bottom - list.bottom, columns: area.columns)
        )
    }

    /// Why no decision is shown.
    private static func none(_ state: DashboardState) -> String {
        let name = state.ledger.task
        guard state.snapshot.ledger.task == name else { return "reading the decisions of \(name)" }
        let isPruned = state.snapshot.tasks.contains { $0.name == name && $0.isPartlyPruned }
        if let decision = state.ledger.decision {
            return "no instant\(isPruned ? " that is still kept" : "") was decided as \(decision)"
        }
        return isPruned ? "the decisions of then are no longer kept" : "no instant has been decided yet"
    }

    private static func columns(width: Int) -> [TableColumn] {
        [
            TableColumn("INSTANT (UTC)", width: width < 60 ? 14 : 19),
            TableColumn("DECISION", least: 7, comfortable: width < 60 ? 9 : 15, most: 15),
            TableColumn("LATE", width: 6, align: .right, rank: 1),
            TableColumn("WHAT", least: 6, comfortable: 10, most: max(10, width)),
        ]
    }

    private static func mark(_ line: LedgerLine) -> StateMark {
        StateMark(state: line.decision) ?? .skipped
    }

    private static func content(
        _ column: Column,
        of line: LedgerLine,
        _ task: String,
        width: Int,
        glyphs: Glyphs
    ) -> (String, Role) {
        switch column {
        case .instant:
            let clock = TimeText.clock(line.at).prefix(8)
            let day = TimeText.date(line.at)
            return ("\(width < 19 ? String(day.suffix(5)) : day) \(clock)", .textDim)
        case .decision: return (line.decision, line.decision == "started" ? .text : mark(line).role)
        case .late:
            // Of several the first one's, by which the row goes.
            let late = line.decidedAt.since(line.at).since(line.spread)
            return (late < 1000 ? glyphs.none : TimeText.span(late), late < 1000 ? .textDim : .stateLate)
        case .what:
            let whole = what(line)
            // What tells rows apart is the end of an id, not the task's name before it.
            let isWhole = GraphemeReader.width(of: whole) <= width
            return (isWhole ? whole : what(line, cut: (task, "\(glyphs.ellipsis)")), .text)
        }
    }

    /// What was started, what was in the way, and how far the row reaches.
    static func what(_ line: LedgerLine, cut: (task: String, mark: String)? = nil) -> String {
        func id(_ id: String) -> String {
            guard let cut, !cut.task.isEmpty, id.hasPrefix(cut.task), id.count > cut.task.count else {
                return id
            }
            return cut.mark + id.dropFirst(cut.task.count)
        }
        var what: [String] = []
        if !line.execution.isEmpty { what.append(id(line.execution)) }
        if !line.heldBy.isEmpty { what.append("held by \(id(line.heldBy))") }
        if let into = line.into { what.append("into \(clock(into, besides: line.at))") }
        if line.count > 1 { what.append("\(line.count) until \(clock(line.until, besides: line.at))") }
        return what.joined(separator: ", ")
    }

    private static func clock(_ moment: Int64, besides other: Int64) -> String {
        let clock = TimeText.clock(moment).prefix(8)
        let day = TimeText.date(moment)
        return day == TimeText.date(other) ? String(clock) : "\(day.suffix(5)) \(clock)"
    }

    private static func drawFoot(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard area.rows > 0 else { return }
        let place = state.ledger.list.place.map { "row \($0 + 1) of \(state.ledger.list.ids.count)" } ?? ""
        let more = state.snapshot.ledger.hasOlder && !place.isEmpty ? "+" : ""
        let asked = state.ledger.question.map { "why \(state.ledger.task) \($0.text)" }
        canvas.drawRule(
            row: area.row,
            column: 0,
            width: area.columns,
            title: asked ?? (place.isEmpty ? "why" : "why: \(place)\(more)")
        )
        var row = area.row + 1
        var told = 0
        let sentences = state.whyOfDecision?.sentences ?? []
        for (index, sentence) in sentences.enumerated() where row < area.bottom {
            told += 1
            row += max(
                1,
                canvas.drawWrapped(
                    sentence,
                    row: row,
                    column: index == 0 ? 1 : 3,
                    width: max(1, area.columns - (index == 0 ? 2 : 4)),
                    rows: area.bottom - row,
                    style: Style(index == 0 ? .textStrong : .text)
                )
            )
        }
        guard told < sentences.count, area.rows > 4 else { return }
        let key = state.isExpanded ? "" : state.settings.keys.name(.expand, canvas.glyphs.family)
        let way =
            key.isEmpty ? "'zartop why \(state.ledger.task) TIME' tells all" : "\(key) makes room for them"
        canvas.fill(row: area.bottom - 1, style: Style(.text))
        canvas.draw(
            "\(canvas.glyphs.ellipsis) \(sentences.count - told + 1) more: \(way)",
            row: area.bottom - 1,
            column: 3,
            width: max(1, area.columns - 4),
            style: Style(.textDim)
        )
    }
}
