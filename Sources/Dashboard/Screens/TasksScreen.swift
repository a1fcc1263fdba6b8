internal import Canvas

/// The overview of recurring tasks.
enum TasksScreen {
    /// The rows of the table.
    static func rows(_ state: DashboardState) -> Int { max(0, TasksLayout(state).table.rows - 1) }

    /// The task at a place on the screen, as its place in the order; nil when there is none.
    static func row(at position: Position, _ state: DashboardState) -> Int? {
        let table = TasksLayout(state).table
        guard position.row > table.row, position.row < table.bottom, position.column >= table.column,
            position.column < table.column + table.columns
        else { return nil }
        let place = state.tasks.top + position.row - table.row - 1
        return place < state.tasks.ids.count ? place : nil
    }

    /// What a heading at a place on the screen sorts by; nil where there is none, or none that sorts.
    static func heading(at position: Position, _ state: DashboardState) -> TaskSort.Column? {
        let area = TasksLayout(state).table
        guard position.row == area.row, !state.tasks.ids.isEmpty else { return nil }
        return TaskTable(state, in: area).title(at: position.column).flatMap(TaskSort.Column.init)
    }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        let layout = TasksLayout(state)
        if state.tasks.ids.isEmpty {
            drawEmpty(state, on: &canvas, in: layout.table)
        } else {
            TaskTable(state, in: layout.table).draw(on: &canvas)
        }
        if let radar = layout.radar { FireRadar.draw(state, on: &canvas, in: radar, reach: layout.reach) }
        drawAttention(state, on: &canvas, layout)
        drawRunning(state, on: &canvas, layout)
        if let selected = layout.selected {
            drawSideTitle("Selected \(state.tasks.selection ?? "")", on: &canvas, in: selected)
            SelectedPane.draw(state, on: &canvas, in: selected)
        }
        if let events = layout.events { RecentPane.draw(state, on: &canvas, in: events) }
        if let preview = layout.preview { PreviewPane.draw(state, on: &canvas, in: preview) }
        drawWall(on: &canvas, layout)
    }

    private static func drawAttention(_ state: DashboardState, on canvas: inout Canvas, _ layout: TasksLayout)
    {
        guard let area = layout.attention else { return }
        let count = AttentionPane.lines(state).count
        let title = count == 0 ? "Attention" : "Attention \(count)"
        let style = Style(count == 0 ? .title : .stateLate)
        if layout.selected != nil || area.column > 0 {
            canvas.draw(title, row: area.row, column: area.column + 1, width: area.columns - 2, style: style)
        } else {
            let key = state.settings.keys.name(.attention, canvas.glyphs.family)
            let hint = key.isEmpty ? title : "\(title) (\(key) goes there)"
            canvas.drawRule(
                row: area.row,
                column: area.column,
                width: area.columns,
                title: count == 0 ? title : hint,
                titleStyle: style
            )
        }
        AttentionPane.draw(state, on: &canvas, in: area)
    }

    private static func drawRunning(_ state: DashboardState, on canvas: inout Canvas, _ layout: TasksLayout) {
        guard let area = layout.running else { return }
        let total = max(state.snapshot.totals.running, state.snapshot.running.count)
        drawSideTitle(total == 0 ? "Running" : "Running \(total)", on: &canvas, in: area)
        RunningPane.draw(state, on: &canvas, in: area)
    }

    /// The title of a pane beside another one, on a short stretch of rule.
    private static func drawSideTitle(_ title: String, on canvas: inout Canvas, in area: Area) {
        canvas.fill(
            row: area.row,
            column: area.column,
            width: area.columns,
            with: canvas.glyphs.rule,
            style: Style(.border)
        )
        let room = min(area.columns - 2, GraphemeReader.width(of: title) + 2)
        canvas.draw(" \(title) ", row: area.row, column: area.column + 1, width: room, style: Style(.title))
    }

    /// Draws what divides the panes that stand side by side.
    private static func drawWall(on canvas: inout Canvas, _ layout: TasksLayout) {
        guard let running = layout.running else { return }
        let column = running.column - 1
        let glyphs = canvas.glyphs
        func put(_ scalar: Unicode.Scalar, row: Int) {
            canvas.fill(row: row, column: column, width: 1, with: scalar, style: Style(.border))
        }
        let isSide = layout.table.columns <= column
        let top = isSide ? layout.table.row : running.row
        let bottom = isSide ? layout.table.bottom : running.bottom
        for row in top..<bottom { put(glyphs.wall, row: row) }
        if isSide {
            put(glyphs.wallBranches, row: running.row)
            if let selected = layout.selected { put(glyphs.wallBranches, row: selected.row) }
        } else {
            put(glyphs.wallBegins, row: top)
        }
        let hasRuleBelow = [layout.events, layout.radar, layout.preview].contains { $0?.row == bottom }
        if hasRuleBelow { put(glyphs.wallEnds, row: bottom) }
    }

    private static func drawEmpty(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard area.rows > 0 else { return }
        let row = area.row + area.rows / 3
        let text =
            if !state.taskFilter.isEmpty, !state.snapshot.tasks.isEmpty {
                "no task matches '\(state.taskFilter.text)': Esc shows all \(state.snapshot.tasks.count)"
            } else if state.snapshot.fault != nil {
                "the store has not been read yet"
            } else if state.snapshot.standing == .past {
                "there were no recurring tasks then: Esc leads back to now"
            } else {
                "no recurring tasks yet: describe one in zartop.yaml and run 'zartop apply'"
            }
        canvas.drawWrapped(
            text,
            row: row,
            column: area.column + 1,
            width: area.columns - 2,
            rows: area.bottom - row,
            align: .centre,
            style: Style(.textDim)
        )
        canvas.cursor = Position(row: row, column: area.column)
    }
}
