internal import Canvas

/// The newest events, the last one at the bottom.
enum RecentPane {
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard area.rows > 1 else { return }
        let title = "Events \(canvas.glyphs.following) follow"
        canvas.drawRule(row: area.row, column: area.column, width: area.columns, title: title)
        let events = state.snapshot.recent.suffix(area.rows - 1)
        if events.isEmpty {
            canvas.draw(
                "nothing has happened yet",
                row: area.row + 1,
                column: area.column + 1,
                style: Style(.textDim)
            )
        }
        for (row, event) in zip((area.row + 1)..., events) {
            draw(event, on: &canvas, row: row, in: area)
        }
    }

    private static func draw(_ event: EventLine, on canvas: inout Canvas, row: Int, in area: Area) {
        let style = Style(role(event.level))
        let isWide = area.columns >= 100
        let end = area.column + area.columns - 1
        var column = area.column + 1
        func draw(_ text: String, width: Int, _ style: Style = .text) {
            canvas.draw(text, row: row, column: column, width: min(width, end - column), style: style)
            column += width + 1
        }
        let time = isWide ? TimeText.exact(event.at) : String(TimeText.clock(event.at).prefix(8))
        draw(time, width: isWide ? 12 : 8, Style(.textDim))
        draw(event.level.rawValue, width: 5, style)
        let work = event.execution + (event.step.isEmpty ? "" : "/\(event.step)")
        if isWide {
            draw(event.task, width: area.columns >= 160 ? 22 : 18)
            draw(work, width: area.columns >= 160 ? 28 : 22)
            draw(
                event.message,
                width: max(0, end - column),
                Style(event.level >= .warn ? role(event.level) : .text)
            )
        } else {
            var line = Line()
            line.add(work.isEmpty ? event.task : work, .text)
            line.add(event.message, event.level >= .warn ? role(event.level) : .text, gap: 1)
            line.draw(on: &canvas, row: row, column: column, width: max(0, end - column))
        }
    }

    private static func role(_ level: EventLine.Level) -> Role {
        switch level {
        case .debug: .levelDebug
        case .info: .levelInfo
        case .skip: .stateSkipped
        case .warn: .levelWarn
        case .error: .levelError
        }
    }
}
