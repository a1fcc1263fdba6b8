internal import Canvas

/// The list of executions, with the timeline of the selected one.
enum ExecutionsScreen {
    /// The rows of the table.
    static func rows(_ state: DashboardState) -> Int { Parts(state, in: state.layout.body).table.rows }

    /// The execution at a place on the screen, as its place in the order; nil when there is none.
    static func row(at position: Position, _ state: DashboardState) -> Int? {
        let table = Parts(state, in: state.layout.body).table
        guard position.row >= table.row, position.row < table.bottom else { return nil }
        let place = position.row - table.row + state.executions.top
        return place < state.executions.ids.count ? place : nil
    }

    /// What a heading at a place on the screen sorts by; nil where there is none, or none that sorts.
    static func heading(at position: Position, _ state: DashboardState) -> ExecutionSort.Column? {
        let area = state.layout.body
        guard position.row == area.row else { return nil }
        let table = ExecutionTable(state, columns: area.columns)
        return table.title(at: position.column).flatMap(ExecutionSort.Column.init)
    }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        let parts = Parts(state, in: area)
        let rows = state.snapshot.executions.rows
        let table = ExecutionTable(state, columns: area.columns)
        table.drawHeader(on: &canvas, row: area.row)
        if rows.isEmpty, parts.table.rows > 0 {
            let filter = state.executionFilter
            let none = filter.isEmpty ? "no executions yet" : "nothing matches \(filter.text): Esc clears it"
            let text = state.snapshot.executions.isRead ? none : "reading the executions"
            canvas.draw(text, row: parts.table.row, column: 4, style: Style(.textDim))
        }
        let shown = rows.dropFirst(state.executions.top).prefix(parts.table.rows)
        for (row, execution) in zip(parts.table.row..., shown) {
            table.draw(
                execution,
                on: &canvas,
                row: row,
                isSelected: execution.id == state.executions.selection,
                isMarked: state.executions.marks.contains(execution.id)
            )
        }
        if let marked = parts.marked { drawMarked(state, on: &canvas, in: marked) }
        if let preview = parts.preview { drawPreview(state, on: &canvas, in: preview) }
    }

    /// The parts of the view: the table under its headings, the line of marks, the preview.
    private struct Parts {
        let table: Area
        let marked: Area?
        let preview: Area?

        init(_ state: DashboardState, in area: Area) {
            var rest = area.split(top: 1).rest
            if state.size.rows >= 20, !state.isExpanded {
                let steps = state.selectedRun?.steps.count ?? 0
                // Room for three steps, and for more where that leaves the table two thirds.
                let rows = max(3, min(max(5, steps), area.rows / 3)) + 2
                let parts = rest.split(top: rest.rows - rows)
                (rest, preview) = (parts.top, parts.rest)
            } else {
                preview = nil
            }
            if !state.executions.marks.isEmpty, rest.rows > 1 {
                let parts = rest.split(top: rest.rows - 1)
                (table, marked) = (parts.top, parts.rest)
            } else {
                (table, marked) = (rest, nil)
            }
        }
    }

    private static func drawMarked(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        let list = state.executions
        let names = list.ids.filter(list.marks.contains).prefix(20).joined(separator: " ")
        let actions: [(Action, String)] = [(.markToggle, "mark"), (.markInvert, "invert"), (.back, "clear")]
        let keys: [String] = actions.compactMap {
            action,
            text in
            let name = state.settings.keys.name(action, canvas.glyphs.family)
            return name.isEmpty ? nil : "\(name) \(text)"
        }
        let hint = keys.joined(separator: "  ")
        let isWide = area.columns >= 60
        canvas.draw(
            "\(list.marks.count) marked: \(names)",
            row: area.row,
            column: 1,
            width: area.columns - 1 - (isWide ? hint.utf8.count + 3 : 0),
            style: Style(.mark)
        )
        guard isWide else { return }
        let width = GraphemeReader.width(of: hint)
        canvas.draw(hint, row: area.row, column: area.columns - width - 1, style: Style(.hint))
    }

    private static func drawPreview(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        canvas.drawRule(row: area.row, width: area.columns, title: state.executions.selection ?? "")
        guard let run = state.selectedRun, area.rows > 2 else { return }
        let now = state.snapshot.now
        let window = TimeWindow(fitting: run, now: now)
        let pane = TimelinePane(run.steps, window: window, now: now, area: area)
        let room = area.rows - 2
        // What is under way stays in sight, with what led to it.
        let current = run.steps.lastIndex { $0.startedAt != nil } ?? 0
        let first = max(0, min(current - room / 2, run.steps.count - room))
        for (row, step) in zip((area.row + 1)..., run.steps.dropFirst(first).prefix(room)) {
            pane.draw(step, on: &canvas, row: row)
        }
        let shown = min(room, run.steps.count)
        pane.drawAxis(on: &canvas, row: area.row + 1 + shown, from: window.start, hasTitles: false)
    }
}

extension DashboardState {
    /// The newest run of the selected execution, once it has been read.
    fileprivate var selectedRun: RunLine? {
        guard let detail = snapshot.detail, detail.execution.id == executions.selection else { return nil }
        return detail.runs.last
    }
}
