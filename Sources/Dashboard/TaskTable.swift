internal import Canvas

/// The table of recurring tasks at one width.
struct TaskTable {
    private enum Column: Int, CaseIterable {
        case task, next, occurrence, outcomes, running, overlap, skipped, schedule, note
    }

    /// Where the first column begins: after the selection's mark and the state's glyph.
    private static let indent = 4

    private let columns: [TableColumn]
    private let layout: TableLayout
    private let now: Int64

    /// Lays the table out; widths follow all tasks, not only those on the screen, so that scrolling moves nothing.
    init(_ tasks: [TaskLine], width: Int, now: Int64) {
        func widest(_ text: (TaskLine) -> String) -> Int {
            tasks.reduce(0) { max($0, GraphemeReader.width(of: text($1))) }
        }
        let name = min(max(12, widest(\.name)), 40)
        let schedule = min(max(8, widest(\.schedule)), 30)
        let note = min(max(4, widest(\.note)), 120)
        let occurrence = max(6, widest { "\($0.occurrence)" })
        // The ranks are the order in which columns leave: NOTE first, RUN and the outcomes last.
        columns = [
            TableColumn("TASK", least: 12, comfortable: min(20, name), most: name),
            TableColumn("NEXT", width: 11, align: .right),
            TableColumn("OCC", width: occurrence, align: .right),
            TableColumn("LAST 12", width: 12, rank: 6),
            TableColumn("RUN", width: 3, align: .right, rank: 5),
            TableColumn("OVERLAP", width: min(max(7, widest(\.overlap)), 16), rank: 4),
            TableColumn("SKIP", width: max(4, widest { "\($0.skipped)" }), align: .right, rank: 3),
            TableColumn("SCHEDULE", least: 8, comfortable: min(16, schedule), most: schedule, rank: 2),
            TableColumn("NOTE", least: 4, comfortable: min(16, note), most: note, rank: 1),
        ]
        layout = TableLayout(columns, column: Self.indent, width: width - Self.indent)
        self.now = now
    }

    /// Draws the headings.
    func drawHeader(on canvas: inout Canvas, row: Int) {
        let style = Style(.tableHeader)
        canvas.draw("S", row: row, column: 2, style: style)
        for place in layout.places {
            let column = columns[place.index]
            canvas.draw(
                column.title,
                row: row,
                column: place.column,
                width: place.width,
                align: column.align,
                style: style
            )
        }
    }

    /// Draws a task.
    func draw(_ task: TaskLine, on canvas: inout Canvas, row: Int, isSelected: Bool) {
        let surface: Role = isSelected ? .selection : .background
        if isSelected {
            canvas.fill(row: row, style: Style(.selection, on: surface))
            canvas.draw(canvas.glyphs.selection, row: row, column: 0, style: Style(.key, on: surface))
        }
        let mark = StateMark(state: task.state)
        let glyph = mark.map(canvas.glyphs.glyph) ?? "?"
        canvas.draw(glyph, row: row, column: 2, width: 1, style: Style(mark?.role ?? .textDim, on: surface))
        for place in layout.places {
            guard let column = Column(rawValue: place.index) else { continue }
            if column == .outcomes {
                let (start, width) = (place.column, place.width)
                canvas.drawStrip(task.lastOutcomes, row: row, column: start, width: width, surface: surface)
                continue
            }
            let (text, role) = content(column, of: task, glyphs: canvas.glyphs)
            canvas.draw(
                text,
                row: row,
                column: place.column,
                width: place.width,
                align: columns[place.index].align,
                style: Style(role, on: surface)
            )
        }
    }

    private func content(_ column: Column, of task: TaskLine, glyphs: Glyphs) -> (String, Role) {
        switch column {
        case .task: (task.name, task.state == "active" || task.state == "late" ? .text : .textDim)
        case .next: next(task, glyphs: glyphs)
        case .occurrence: ("\(task.occurrence)", .text)
        case .outcomes: ("", .text)
        case .running: ("\(task.running)", task.running > 0 ? .stateRunning : .textDim)
        case .overlap: (task.overlap, .textDim)
        case .skipped: ("\(task.skipped)", task.skipped > 0 ? .text : .textDim)
        case .schedule: (task.schedule, .textDim)
        case .note: (task.note, .textDim)
        }
    }

    private func next(_ task: TaskLine, glyphs: Glyphs) -> (String, Role) {
        let mark = StateMark(state: task.state)
        switch mark {
        case .paused, .stopped, .finished: return (task.state, mark?.role ?? .text)
        default:
            guard let moment = task.nextFireAt else { return (glyphs.none, .textDim) }
            return (TimeText.until(moment, from: now), mark == .late ? .stateLate : .text)
        }
    }
}
