internal import Canvas

/// What needs an operator, most urgent first.
enum AttentionPane {
    /// The lines: what stops everything comes before what the engine reports.
    static func lines(_ state: DashboardState) -> [AttentionLine] {
        let snapshot = state.snapshot
        var lines: [AttentionLine] = []
        if let fault = snapshot.fault {
            let message = "cannot be read: \(fault); the rest is as it was last seen"
            lines.append(AttentionLine("failed", subject: snapshot.database, message: message))
        }
        if let fault = snapshot.writeFault {
            let message = "cannot be written: \(fault); nothing new begins"
            lines.append(AttentionLine("failed", subject: snapshot.database, message: message))
        }
        if snapshot.isUnattended {
            let key = state.settings.keys.name(.takeOver, .ascii)
            let isOffered = snapshot.standing.mayOrder && state.settings.mayRunEngine && !key.isEmpty
            let message =
                "no worker runs: nothing fires" + (isOffered ? "; \(key) takes over" : " until one does")
            lines.append(AttentionLine("late", subject: snapshot.database, message: message))
        }
        // One that was not heard of any more is among what the engine reports.
        let isTold = snapshot.silentSince != nil || snapshot.fault != nil
        if snapshot.standing == .past, snapshot.workerProcess == nil, !isTold {
            let message = "no worker ran then: nothing fired"
            lines.append(AttentionLine("late", subject: snapshot.database, message: message))
        }
        return lines + snapshot.attention
    }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        let lines = lines(state)
        guard area.rows > 1 else { return }
        let rows = area.rows - 1
        guard !lines.isEmpty else {
            let text = "nothing needs you"
            canvas.draw(
                text,
                row: area.row + 1,
                column: area.column + 1,
                width: area.columns - 2,
                style: Style(.textDim)
            )
            return
        }
        let shown = lines.count > rows && rows > 3 ? lines.prefix(rows - 1) : lines.prefix(rows)
        let widest = shown.reduce(0) { max($0, GraphemeReader.width(of: $1.subject)) }
        let subject = min(max(8, widest), max(8, area.columns / 3), 20)
        for (row, line) in zip((area.row + 1)..., shown) {
            let mark = StateMark(state: line.state)
            let style = Style(line.isAcknowledged ? .textDim : mark?.role ?? .text)
            let glyph = mark.map(canvas.glyphs.glyph) ?? "?"
            canvas.draw(glyph, row: row, column: area.column + 1, width: 1, style: style)
            let subjectRoom = min(subject, area.columns - 4)
            canvas.draw(line.subject, row: row, column: area.column + 3, width: subjectRoom, style: style)
            let column = area.column + 3 + subject + 2
            let room = area.column + area.columns - 1 - column
            let text: Style = line.isAcknowledged ? Style(.textDim) : .text
            canvas.draw(line.message, row: row, column: column, width: room, style: text)
        }
        guard shown.count < lines.count, rows > 3 else { return }
        let key = state.settings.keys.name(.attention, canvas.glyphs.family)
        let way = key.isEmpty ? "" : ": \(key) goes from one to the next"
        canvas.draw(
            "\(canvas.glyphs.ellipsis) \(lines.count - shown.count) more\(way)",
            row: area.row + 1 + shown.count,
            column: area.column + 3,
            width: area.columns - 4,
            style: Style(.textDim)
        )
    }
}
