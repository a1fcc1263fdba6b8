internal import Canvas

/// The table of executions at one width.
struct ExecutionTable {
    private enum Column: Int, CaseIterable {
        case execution, started, elapsed, steps, step, attempt, retry, task, note
    }

    /// Where the first column begins: after the selection's mark and the state's glyph.
    private static let indent = 4

    private let columns: [TableColumn]
    private let layout: TableLayout
    private let sort: ExecutionSort
    private let now: Int64

    /// Lays the table out; widths follow all rows, not only those on the screen, so that scrolling moves nothing.
    init(_ state: DashboardState, columns width: Int) {
        let rows = state.snapshot.executions.rows
        sort = state.executionSort
        let now = state.snapshot.now
        self.now = now
        func widest(_ text: (ExecutionLine) -> String) -> Int {
            rows.reduce(0) { max($0, GraphemeReader.width(of: text($1))) }
        }
        let name = min(max(10, widest(\.id)), 40)
        let step = min(max(4, widest { $0.step ?? "" }), 24)
        let task = min(max(5, widest(\.task)), 30)
        let started = max(8, widest { TimeText.moment($0.startedAt ?? $0.scheduledAt, now: now) })
        let steps = width < 100 ? 10 : width < 160 ? 20 : 30
        // The ranks are the order in which columns leave.
        columns = [
            TableColumn("EXECUTION", least: 10, comfortable: min(width < 100 ? 13 : 20, name), most: name),
            TableColumn("STARTED", width: started, rank: 6),
            TableColumn("ELAPSED", width: width < 100 ? 7 : 8, align: .right),
            TableColumn("STEPS", width: steps, rank: 4),
            TableColumn(
                "STEP",
                least: min(8, step),
                comfortable: min(width < 100 ? 8 : 12, step),
                most: step,
                rank: 7
            ),
            TableColumn("TRY", width: 4, rank: 2),
            TableColumn("RETRY", width: 6, align: .right, rank: 3),
            TableColumn("TASK", least: 5, comfortable: min(16, task), most: task, rank: 1),
            TableColumn("NOTE", least: 4, comfortable: 10, most: 200, rank: 5, returns: true),
        ]
        layout = TableLayout(columns, column: Self.indent, width: width - Self.indent)
    }

    /// The title of the column that a column of the screen belongs to; `STATE` is that of the marks.
    func title(at column: Int) -> String? {
        if column == Self.indent - 2 { return ExecutionSort.Column.state.rawValue }
        return layout.place(at: column).map { columns[$0.index].title }
    }

    /// Draws the headings, the order's direction at the column it goes by.
    func drawHeader(on canvas: inout Canvas, row: Int) {
        let style = Style(.tableHeader)
        let isAscii = canvas.glyphs.family == .ascii
        // Newest, longest and last come first unless the order is turned; names and states begin at the top.
        let isUp = (sort.column == .task || sort.column == .state) != sort.isInverted
        let arrow = isUp ? (isAscii ? "^" : "↑") : (isAscii ? "v" : "↓")
        canvas.draw("S" + (sort.column == .state ? arrow : ""), row: row, column: 2, width: 2, style: style)
        for place in layout.places {
            let column = columns[place.index]
            let isSorted = column.title == sort.column.rawValue
            // The arrow is there, be it in the place of the last letter.
            let title = isSorted ? column.title.prefix(place.width - 1) + arrow : column.title
            canvas.drawCell(title, of: column, at: place, row: row, style: style)
        }
    }

    /// Draws an execution.
    func draw(_ line: ExecutionLine, on canvas: inout Canvas, row: Int, isSelected: Bool, isMarked: Bool) {
        let surface: Role = isSelected ? .selection : .background
        if isSelected {
            canvas.fill(row: row, style: Style(.selection, on: surface))
            canvas.draw(canvas.glyphs.selection, row: row, column: 0, style: Style(.key, on: surface))
            canvas.cursor = Position(row: row, column: 0)
        }
        if isMarked { canvas.draw("*", row: row, column: 1, width: 1, style: Style(.mark, on: surface)) }
        let mark = StateMark(state: line.state)
        let glyph = mark.map(canvas.glyphs.glyph) ?? "?"
        canvas.draw(glyph, row: row, column: 2, width: 1, style: Style(mark?.role ?? .textDim, on: surface))
        for place in layout.places {
            guard let column = Column(rawValue: place.index) else { continue }
            if column == .steps {
                drawSteps(line, on: &canvas, row: row, place, surface)
                continue
            }
            let (text, role) = content(column, of: line)
            let style = Style(role, on: surface)
            canvas.drawCell(text, of: columns[place.index], at: place, row: row, style: style)
        }
    }

    private func drawSteps(
        _ line: ExecutionLine,
        on canvas: inout Canvas,
        row: Int,
        _ place: TableLayout.Place,
        _ surface: Role
    ) {
        guard line.stepsKnown > 0 else { return }
        let style = Style(.text, on: surface)
        let count = "\(line.stepsDone)/\(line.stepsKnown)"
        canvas.draw(count, row: row, column: place.column, width: 5, align: .right, style: style)
        let mark = StateMark(state: line.state)
        // What went well is calm, so that in a long list the rest is seen.
        let role: Role =
            switch mark {
            case .running, .retrying: .progressFill
            case .ok: .progressRest
            default: mark?.role ?? .progressFill
            }
        canvas.drawBar(
            Double(line.stepsDone) / Double(line.stepsKnown),
            row: row,
            column: place.column + 6,
            width: place.width - 6,
            style: Style(role, on: surface),
            rest: Style(.progressRest, on: surface)
        )
    }

    private func content(_ column: Column, of line: ExecutionLine) -> (String, Role) {
        switch column {
        case .execution: (line.id, line.isOpen ? .text : .textDim)
        case .started:
            (
                TimeText.moment(line.startedAt ?? line.scheduledAt, now: now),
                line.startedAt == nil ? .textDim : .text
            )
        case .elapsed: elapsed(line)
        case .steps: ("", .text)
        case .step:
            (line.standsAt ?? "", .text)
        case .attempt: (attempt(line), .textDim)
        case .retry: retry(line)
        case .task: (line.task, .textDim)
        case .note: note(line)
        }
    }

    private func elapsed(_ line: ExecutionLine) -> (String, Role) {
        guard let began = line.startedAt else { return ("", .textDim) }
        guard let end = line.endedAt else { return (TimeText.growing(now.since(began)), .text) }
        return (TimeText.length(end.since(began)), .textDim)
    }

    private func attempt(_ line: ExecutionLine) -> String {
        guard line.state != "completed", let attempt = line.attempt else { return "" }
        return line.attempts.map { "\(attempt)/\($0)" } ?? "\(attempt)"
    }

    /// When it goes on, or begins, by itself.
    private func retry(_ line: ExecutionLine) -> (String, Role) {
        guard line.isOpen else { return ("", .text) }
        if let next = line.nextRetryAt {
            return (TimeText.until(next, from: now), StateMark(state: line.state)?.role ?? .text)
        }
        guard line.startedAt == nil, line.scheduledAt > now else { return ("", .text) }
        return (TimeText.until(line.scheduledAt, from: now), .stateScheduled)
    }

    private func note(_ line: ExecutionLine) -> (String, Role) {
        let role = StateMark(state: line.state)?.role ?? .textDim
        if !line.note.isEmpty {
            return (line.note, line.isOpen && line.state != "retrying" ? .textDim : role)
        }
        guard line.isOpen, line.startedAt == nil else { return ("", .textDim) }
        guard line.scheduledAt > now else { return ("waits to be begun", .textDim) }
        return ("starts later, \(TimeText.moment(line.scheduledAt, now: now))", .textDim)
    }
}
