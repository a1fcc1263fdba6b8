internal import Canvas

/// What runs, newest first: steps done, how long, and what it is in.
enum RunningPane {
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard area.rows > 1 else { return }
        let snapshot = state.snapshot
        let lines = snapshot.running.prefix(area.rows - 1)
        guard !lines.isEmpty else {
            let text = "nothing runs"
            canvas.draw(
                text,
                row: area.row + 1,
                column: area.column + 1,
                width: area.columns - 2,
                style: Style(.textDim)
            )
            return
        }
        let widest = lines.reduce(0) { max($0, GraphemeReader.width(of: $1.id)) }
        let columns = [
            TableColumn("", least: 8, comfortable: min(16, max(8, widest)), most: min(28, max(8, widest))),
            TableColumn("", width: 5, align: .right, rank: 3),
            TableColumn("", width: 10, rank: 1),
            TableColumn("", width: 6, align: .right),
            TableColumn("", least: 8, comfortable: 14, most: 60, rank: 2),
        ]
        let layout = TableLayout(columns, column: area.column + 3, width: area.columns - 4)
        for (row, line) in zip((area.row + 1)..., lines) {
            draw(line, on: &canvas, row: row, layout, end: area.column + area.columns - 1, now: snapshot.now)
        }
    }

    private static func draw(
        _ line: ExecutionLine,
        on canvas: inout Canvas,
        row: Int,
        _ layout: TableLayout,
        end: Int,
        now: Int64
    ) {
        let mark = StateMark(state: line.state)
        let style = Style(mark?.role ?? .text)
        if let first = layout.places.first {
            let glyph = mark.map(canvas.glyphs.glyph) ?? "?"
            canvas.draw(glyph, row: row, column: first.column - 2, width: 1, style: style)
        }
        for place in layout.places {
            let width = min(place.width, end - place.column)
            func draw(_ text: String, _ style: Style = .text, align: Alignment = .left) {
                canvas.draw(text, row: row, column: place.column, width: width, align: align, style: style)
            }
            let isCounted = line.stepsKnown > 0
            switch place.index {
            case 0: draw(line.id)
            case 1: draw(isCounted ? "\(line.stepsDone)/\(line.stepsKnown)" : "", align: .right)
            case 2 where isCounted:
                let done = Double(line.stepsDone) / Double(line.stepsKnown)
                canvas.drawBar(done, row: row, column: place.column, width: width)
            case 3: draw(line.startedAt.map { TimeText.growing(now.since($0)) } ?? "", align: .right)
            case 4: draw(doing(line, canvas.glyphs, now: now), style)
            default: break
            }
        }
    }

    /// The step it is in, and when that goes on by itself.
    private static func doing(_ line: ExecutionLine, _ glyphs: Glyphs, now: Int64) -> String {
        var words = [line.step ?? (line.state == "running" ? "" : line.state)]
        if let again = line.nextRetryAt {
            let glyph = StateMark(state: line.state).map(glyphs.glyph) ?? ""
            words.append("\(glyph) \(TimeText.until(again, from: now))")
        }
        if line.state == "scheduled", !line.note.isEmpty { words.append(line.note) }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
