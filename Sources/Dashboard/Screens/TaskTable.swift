internal import Canvas

/// The table of recurring tasks at one width.
struct TaskTable {
    private enum Column {
        case task, next, occurrence, outcomes, running, overlap, p95, skipped, schedule, last, note
    }

    /// Where the first column begins: after the selection's mark and the state's glyph.
    private static let indent = 4

    private let kinds: [Column]
    private let columns: [TableColumn]
    private let layout: TableLayout
    private let area: Area
    private let state: DashboardState
    private var now: Int64 { state.snapshot.now }

    /// Lays the table out; widths follow all tasks, not only those on the screen, so that scrolling moves nothing.
    init(_ state: DashboardState, in area: Area) {
        self.area = area
        self.state = state
        let widths = state.taskOrder.widths
        let name = min(max(12, widths.name), 40)
        let schedule = min(max(8, widths.schedule), 30)
        let note = min(widths.note, 100)
        let next = min(11, max(7, widths.next(now: state.snapshot.now)))
        // The ranks are the order in which columns leave: NOTE first, RUN and the outcomes last.
        var all: [(Column, TableColumn)] = [
            (.task, TableColumn("TASK", least: 12, comfortable: min(18, name), most: name)),
            (.next, TableColumn("NEXT", width: next, align: .right)),
            (.occurrence, TableColumn("OCC", width: max(5, widths.occurrence), align: .right)),
            (.outcomes, TableColumn("LAST 12", width: 12, rank: 8)),
            (.running, TableColumn("RUN", width: max(3, widths.running), align: .right, rank: 7)),
            (.overlap, TableColumn("OVERLAP", width: 7, rank: 6)),
            (.p95, TableColumn("p95", width: 5, align: .right, rank: 5)),
            (
                .skipped,
                TableColumn("SKIP", width: max(4, widths.skipped), align: .right, rank: 4)
            ),
            (
                .schedule,
                TableColumn("SCHEDULE", least: 8, comfortable: min(16, schedule), most: schedule, rank: 2)
            ),
            (.last, TableColumn("LAST OUTCOME", least: 12, comfortable: 17, most: 19, rank: 3)),
        ]
        if note > 0 {
            all.append(
                (
                    .note,
                    TableColumn(
                        "NOTE",
                        least: 4,
                        comfortable: min(20, max(4, note)),
                        most: max(4, note),
                        rank: 1
                    )
                )
            )
        }
        kinds = all.map(\.0)
        columns = all.map(\.1)
        layout = TableLayout(columns, column: area.column + Self.indent, width: area.columns - Self.indent)
    }

    /// The title of the column that a column of the screen belongs to.
    func title(at column: Int) -> String? { layout.place(at: column).map { columns[$0.index].title } }

    /// Draws the headings and the rows.
    func draw(on canvas: inout Canvas) {
        drawHeadings(on: &canvas)
        let shown = state.shownTasks.dropFirst(state.tasks.top).prefix(max(0, area.rows - 1))
        for (row, task) in zip((area.row + 1)..., shown) {
            draw(task, on: &canvas, row: row)
        }
    }

    private func drawHeadings(on canvas: inout Canvas) {
        guard area.rows > 0 else { return }
        canvas.draw("S", row: area.row, column: area.column + 2, width: 1, style: Style(.tableHeader))
        for place in layout.places {
            let column = columns[place.index]
            let isSorted = column.title == state.taskSort.column.rawValue
            draw(column.title, at: place, row: area.row, Style(isSorted ? .title : .tableHeader), on: &canvas)
        }
    }

    private func draw(
        _ text: String,
        at place: TableLayout.Place,
        row: Int,
        _ style: Style,
        on canvas: inout Canvas
    ) {
        let width = min(place.width, area.column + area.columns - place.column)
        let align = columns[place.index].align
        canvas.draw(text, row: row, column: place.column, width: width, align: align, style: style)
    }

    private func draw(_ task: TaskLine, on canvas: inout Canvas, row: Int) {
        let isSelected = task.name == state.tasks.selection
        let surface: Role = isSelected ? .selection : .background
        let left = area.column
        if isSelected {
            canvas.fill(row: row, column: left, width: area.columns, style: Style(.selection, on: surface))
            canvas.draw(canvas.glyphs.selection, row: row, column: left, style: Style(.key, on: surface))
            canvas.cursor = Position(row: row, column: left)
        }
        if state.tasks.marks.contains(task.name) {
            // The selected row's first column is taken.
            canvas.draw("*", row: row, column: left + (isSelected ? 1 : 0), style: Style(.mark, on: surface))
        }
        let mark = StateMark(state: task.state)
        let glyph = mark.map(canvas.glyphs.glyph) ?? "?"
        canvas.draw(
            glyph,
            row: row,
            column: left + 2,
            width: 1,
            style: Style(mark?.role ?? .textDim, on: surface)
        )
        for place in layout.places {
            switch kinds[place.index] {
            case .outcomes:
                let width = min(place.width, area.column + area.columns - place.column)
                Self.drawStrip(
                    task,
                    on: &canvas,
                    row: row,
                    column: place.column,
                    width: width,
                    surface: surface
                )
            case .last: drawLast(task, on: &canvas, row: row, place: place, surface: surface)
            case let kind:
                let (text, role) = content(kind, of: task, glyphs: canvas.glyphs)
                draw(text, at: place, row: row, Style(role, on: surface), on: &canvas)
            }
        }
    }

    /// Draws what became of a task's last instants.
    static func drawStrip(
        _ task: TaskLine,
        on canvas: inout Canvas,
        row: Int,
        column: Int,
        width: Int,
        surface: Role = .background
    ) {
        let usual = task.p95.map { Double(max(1, $0)) }
        let cells = task.lastOutcomes.suffix(max(0, width)).map { cell in
            StripCell(cell.state, height: usual.flatMap { usual in cell.duration.map { Double($0) / usual } })
        }
        canvas.drawStrip(cells, row: row, column: column, width: width, surface: surface)
    }

    private func content(_ column: Column, of task: TaskLine, glyphs: Glyphs) -> (String, Role) {
        switch column {
        case .task:
            let isOn = StateMark(state: task.state).map { $0 == .active || $0 == .late } ?? true
            return (task.name, isOn ? .text : .textDim)
        case .next:
            let next = Self.next(task, now: now)
            return next.text.map { ($0, next.role) } ?? (glyphs.none, .textDim)
        case .occurrence: return ("\(task.occurrence)", .text)
        case .running: return ("\(task.running)", task.running > 0 ? .stateRunning : .textDim)
        case .overlap: return (OverlapRule(task.overlap).short, .textDim)
        case .p95: return task.p95.map { (Self.brief($0), .text) } ?? (glyphs.none, .textDim)
        case .skipped:
            guard task.canSkip else { return (glyphs.none, .textDim) }
            return ("\(task.skipped)", task.skipped > 0 ? .text : .textDim)
        case .schedule: return (task.schedule, .textDim)
        case .note: return (task.note, .textDim)
        case .outcomes, .last: return ("", .text)
        }
    }

    /// A duration in five columns: seconds alone once there are ten of them.
    private static func brief(_ length: Int64) -> String {
        length < 10_000 ? TimeText.length(length) : TimeText.span(length)
    }

    private static func next(_ task: TaskLine, now: Int64) -> (text: String?, role: Role) {
        let mark = StateMark(state: task.state)
        switch mark {
        case .paused, .stopped, .finished: return (task.state, mark?.role ?? .text)
        case .late: return (task.nextFireAt.map { TimeText.until($0, from: now) } ?? "late", .stateLate)
        default: return (task.nextFireAt.map { TimeText.until($0, from: now) }, .text)
        }
    }

    /// Draws what became of the newest execution: a word and how long it took, and at the right how long ago.
    private func drawLast(
        _ task: TaskLine,
        on canvas: inout Canvas,
        row: Int,
        place: TableLayout.Place,
        surface: Role
    ) {
        let width = min(place.width, area.column + area.columns - place.column)
        guard let last = task.last else {
            let text = task.occurrence > 0 || task.isPartlyPruned ? canvas.glyphs.none : "never ran"
            canvas.draw(
                text,
                row: row,
                column: place.column,
                width: width,
                style: Style(.textDim, on: surface)
            )
            return
        }
        let role = StateMark(state: last.state)?.role ?? .textDim
        let took = last.startedAt.map { (last.endedAt ?? now).since($0) }
        let length = took.map { last.isOpen ? TimeText.growing($0) : Self.brief($0) } ?? ""
        var (word, age) = (last.state, last.endedAt.map { TimeText.age($0, now: now) } ?? "now")
        switch last.state {
        case "completed": word = "ok \(length)"
        case "failed": word = "fail \(length)"
        case "cancelled": word = "cancel \(length)"
        case "running": word = "run \(length)"
        case "retrying":
            word = "retry \(last.attempt.map { "\($0)" } ?? "?")\(last.attempts.map { "/\($0)" } ?? "")"
            age = last.nextRetryAt.map { TimeText.until($0, from: now) } ?? "now"
        case "sleeping", "waiting":
            word = last.state == "sleeping" ? "sleep" : "wait"
            age = last.nextRetryAt.map { TimeText.until($0, from: now) } ?? "now"
        default: break
        }
        let room = width - age.utf8.count - 1
        canvas.draw(word, row: row, column: place.column, width: room, style: Style(role, on: surface))
        let end = place.column + max(0, width - age.utf8.count)
        canvas.draw(age, row: row, column: end, width: width, style: Style(.textDim, on: surface))
    }
}
