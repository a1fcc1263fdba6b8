internal import Canvas

/// Steps as rows over one window of time.
struct TimelinePane {
    let window: TimeWindow
    let now: Int64
    let area: Area
    /// The columns of the names.
    let names: Int
    /// The columns of what stands right of the bars.
    let notes: Int

    init(_ steps: [StepLine], window: TimeWindow, now: Int64, area: Area) {
        self.window = window
        self.now = now
        self.area = area
        let widest = steps.reduce(4) { max($0, GraphemeReader.width(of: $1.name) + ($1.isParallel ? 2 : 0)) }
        let most = area.columns < 50 ? 10 : area.columns < 100 ? 14 : area.columns < 160 ? 20 : 28
        names = min(widest, most)
        notes = area.columns < 28 ? 2 : area.columns < 50 ? 10 : area.columns < 110 ? 15 : 36
    }

    /// The first column of the bars.
    private var first: Int { area.column + names + 2 }
    /// The columns of the bars.
    var columns: Int { max(0, area.columns - names - 3 - notes) }

    /// Draws the axis: where the window begins and ends, and the present.
    func drawAxis(on canvas: inout Canvas, row: Int, from origin: Int64, hasTitles: Bool) {
        let style = Style(.tableHeader)
        if hasTitles {
            canvas.draw("STEP", row: row, column: area.column + 1, width: names, style: style)
            let titles =
                notes >= 36
                ? " S TRY    TIME  NOTE" : notes >= 15 ? " S TRY    TIME" : notes >= 10 ? " S   TIME" : " S"
            canvas.draw(titles, row: row, column: first + columns + 1, width: notes, style: style)
        }
        let glyphs = TimelineGlyphs(family: canvas.glyphs.family)
        let present = window.contains(now) ? window.part(of: now, parts: columns) : nil
        // Beyond the beginning, the labels but the first say how far they are from the left edge: their own
        // numbers would not differ where a window of milliseconds lies days from the beginning.
        let offset = window.start.since(origin)
        let labels: [(String, Int, Alignment)] = [
            (TimeText.axis(offset), 0, .left),
            (tick(window.length / 2, offset), columns / 2, .centre),
            (tick(window.length, offset), columns, .right),
        ]
        for (label, moment, align) in labels where label.utf8.count * 3 < columns {
            let width = label.utf8.count
            let start = align == .left ? 0 : align == .right ? columns - width : moment - width / 2
            if let present, present >= start - 1, present <= start + width { continue }
            canvas.draw(label, row: row, column: first + start, width: columns - start, style: style)
        }
        if let present {
            let column = first + present
            if present >= 4, area.columns >= 100,
                (column - 4..<column).allSatisfy({ canvas[text: row, $0] == " " })
            {
                canvas.draw("now", row: row, column: column - 3, style: Style(.ganttNow))
            }
            canvas.draw(glyphs.now, row: row, column: column, width: 1, style: Style(.ganttNow))
        }
    }

    private func tick(_ span: Int64, _ offset: Int64) -> String {
        offset > 0 ? "+" + TimeText.axis(span) : TimeText.axis(span)
    }

    /// Draws a step.
    func draw(_ step: StepLine, on canvas: inout Canvas, row: Int, surface: Role = .background) {
        let grid = Style(.ganttGrid, on: surface)
        let glyphs = TimelineGlyphs(family: canvas.glyphs.family)
        let mark = StateMark(state: step.state)
        let dim = step.startedAt == nil
        let indent = step.isParallel ? 2 : 0
        canvas.draw(
            step.name,
            row: row,
            column: area.column + 1 + indent,
            width: names - indent,
            style: Style(dim ? .textDim : .text, on: surface)
        )
        guard columns > 0 else { return }
        canvas.draw(glyphs.edge, row: row, column: first - 1, width: 1, style: grid)
        TimelineRow(step, in: window, columns: columns, now: now)
            .draw(on: &canvas, row: row, column: first, surface: surface)
        let end = first + columns
        canvas.draw(glyphs.edge, row: row, column: end, width: 1, style: grid)
        let state = Style(mark?.role ?? .textDim, on: surface)
        canvas.draw(
            mark.map(canvas.glyphs.glyph) ?? "?",
            row: row,
            column: end + (notes > 2 ? 2 : 1),
            width: 1,
            style: state
        )
        guard notes >= 10 else { return }
        let text = Style(dim ? .textDim : .text, on: surface)
        if notes >= 15 {
            let tries = self.tries(step, none: canvas.glyphs.none)
            canvas.draw(tries, row: row, column: end + 3, width: 4, align: .right, style: text)
        }
        let (time, role) = self.time(step, none: canvas.glyphs.none)
        let column = end + (notes >= 15 ? 8 : 4)
        let style = Style(role ?? text.role, on: surface)
        canvas.draw(time, row: row, column: column, width: notes >= 15 ? 7 : 6, align: .right, style: style)
        guard notes >= 36 else { return }
        canvas.draw(
            note(step),
            row: row,
            column: end + 17,
            width: notes - 17,
            style: Style(.textDim, on: surface)
        )
    }

    private func tries(_ step: StepLine, none: String) -> String {
        guard let last = step.attempts.last?.number else { return step.startedAt == nil ? none : "" }
        guard step.endedAt == nil, let most = step.planned.last?.number else { return "\(last)" }
        return "\(step.state == "retrying" ? step.planned.first?.number ?? last : last)/\(most)"
    }

    private func time(_ step: StepLine, none: String) -> (String, Role?) {
        guard let began = step.startedAt else { return (none, nil) }
        if let end = step.endedAt { return (TimeText.length(end.since(began)), nil) }
        if step.isWaiting, let next = step.nextRetryAt {
            return (TimeText.until(next, from: now), StateMark(state: step.state)?.role)
        }
        return (TimeText.growing(now.since(began)), nil)
    }

    private func note(_ step: StepLine) -> String {
        if step.isStopping { return "has yet to stop" }
        if step.isWaiting, let next = step.nextRetryAt {
            return "\(step.state == "retrying" ? "retry at" : "until") \(TimeText.moment(next, now: now))"
        }
        if let error = step.error { return error }
        if let rule = step.heldBy { return "held by \(rule)" }
        if step.state == "running", let usual = step.usual { return "usually \(TimeText.length(usual))" }
        if step.attempts.count > 1 { return "\(step.attempts.count) tries" }
        if step.isParallel { return "parallel" }
        return step.kind == "step" ? "" : step.kind
    }
}

extension TimeText {
    /// A span on the axis: no more than what tells it from nothing.
    fileprivate static func axis(_ span: Int64) -> String {
        span <= 0 ? "0s" : span % 1000 == 0 && span < 60_000 ? "\(span / 1000)s" : length(span)
    }
}

extension Canvas {
    /// The character at a place; nil beside the canvas.
    fileprivate subscript(text row: Int, column: Int) -> String? {
        guard row >= 0, row < size.rows, column >= 0, column < size.columns else { return nil }
        return self[row, column].grapheme.string
    }
}
