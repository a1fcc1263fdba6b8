internal import Canvas

extension DetailText {
    /// Draws lines into an area, from the first that is shown.
    static func draw(
        _ lines: ArraySlice<Line>,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area,
        hasFocus: Bool
    ) {
        for (row, line) in zip(area.row..<max(area.row, area.bottom), lines) {
            draw(
                line,
                state,
                on: &canvas,
                in: Area(row: row, column: area.column, rows: 1, columns: area.columns),
                hasFocus
            )
        }
    }

    private static func draw(
        _ line: Line,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area,
        _ hasFocus: Bool
    ) {
        let (row, column, width) = (area.row, area.column, area.columns)
        switch line {
        case .rule(let title):
            canvas.drawRule(
                row: row,
                column: column,
                width: width,
                title: title,
                style: Style(hasFocus ? .borderFocus : .border),
                titleStyle: Style(hasFocus ? .title : .textDim)
            )
        case .attemptsHead:
            let style = Style(.tableHeader)
            let cells = AttemptCells(state, area)
            canvas.draw("TRY S START", row: row, column: column + 1, width: width - 1, style: style)
            cells.draw("DUR", at: cells.duration, width: 6, align: .right, style, on: &canvas)
            cells.draw("BACKOFF  ERROR", at: cells.backoff, width: .max, style, on: &canvas)
        case .attempt(let attempt): draw(attempt, state, on: &canvas, in: area)
        case .planned(let planned, let isNext): draw(planned, isNext: isNext, state, on: &canvas, in: area)
        case .text(let label, let text, let role):
            var start = column + 1
            if !label.isEmpty {
                start +=
                    canvas.draw(label, row: row, column: start, width: width - 1, style: Style(.textDim)) + 2
            }
            canvas.draw(text, row: row, column: start, width: column + width - start, style: Style(role))
        case .event(let event): draw(event, on: &canvas, in: area)
        }
    }

    private static func draw(
        _ attempt: AttemptLine,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area
    ) {
        let now = state.snapshot.now
        let cells = AttemptCells(state, area)
        let mark = StateMark(state: attempt.state)
        let role = mark?.role ?? .textDim
        cells.draw("\(attempt.number)", at: 1, width: 3, .text, on: &canvas)
        cells.draw(mark.map(canvas.glyphs.glyph) ?? "?", at: 5, width: 1, Style(role), on: &canvas)
        cells.draw(
            TimeText.moment(attempt.startedAt, now: now),
            at: 7,
            width: cells.start,
            .text,
            on: &canvas
        )
        let length = attempt.endedAt.map { TimeText.length($0.since(attempt.startedAt)) }
        let text = length ?? TimeText.growing(now.since(attempt.startedAt))
        cells.draw(text, at: cells.duration, width: 6, align: .right, .text, on: &canvas)
        let backoff = attempt.backoff.map { $0 < 1_000 ? TimeText.length($0) : TimeText.span($0) } ?? ""
        cells.draw(backoff, at: cells.backoff, width: 8, Style(.textDim), on: &canvas)
        let remark = remark(on: attempt, state).split(whereSeparator: \.isNewline).joined(separator: ": ")
        cells.draw(remark, at: cells.backoff + 9, width: .max, Style(role), on: &canvas)
    }

    private static func remark(on attempt: AttemptLine, _ state: DashboardState) -> String {
        let step = state.detailStep
        switch attempt.state {
        case "interrupted": return attempt.error ?? "its worker died; uses up no retry"
        case "timed-out": return attempt.error ?? "took too long"
        case "running" where step?.isStopping == true: return "cancelled, has yet to stop"
        case "running":
            guard let usual = step?.usual else { return "" }
            return "usually \(TimeText.length(usual))"
                + (step?.usualMost.map { ", seldom over \(TimeText.length($0))" } ?? "")
        default: return attempt.error ?? ""
        }
    }

    private static func draw(
        _ planned: PlannedAttempt,
        isNext: Bool,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area
    ) {
        let now = state.snapshot.now
        let cells = AttemptCells(state, area)
        let dim = Style(.textDim)
        let mark: StateMark = isNext ? .retrying : .scheduled
        cells.draw("\(planned.number)", at: 1, width: 3, isNext ? .text : dim, on: &canvas)
        cells.draw(canvas.glyphs.glyph(mark), at: 5, width: 1, Style(mark.role), on: &canvas)
        let fails = planned.isLast ? "; then the run fails" : ""
        guard isNext else {
            let wait = planned.at.since(now)
            let text =
                wait < 86_400_000 ? "+" + TimeText.span(max(0, wait)) : TimeText.moment(planned.at, now: now)
            cells.draw(text, at: 7, width: cells.start, dim, on: &canvas)
            let condition = "only if \(planned.number &- 1) fails" + fails
            cells.draw(condition, at: 8 + cells.start, width: .max, dim, on: &canvas)
            return
        }
        cells.draw(TimeText.moment(planned.at, now: now), at: 7, width: cells.start, .text, on: &canvas)
        let wait = TimeText.until(planned.at, from: now)
        let isDue = wait == "now" || wait.hasPrefix("-")
        let text = isDue ? "now" : wait.utf8.count > 4 ? wait : "in \(wait)"
        let room = cells.backoff - 9 - cells.start
        cells.draw(text, at: 8 + cells.start, width: room, align: .right, Style(.stateRetrying), on: &canvas)
        guard let began = state.detailStep?.attempts.last?.endedAt, area.columns >= 60 else { return }
        let width = max(8, min(26, area.columns / 3))
        let whole = planned.at.since(began)
        let share = whole > 0 ? Double(now.since(began)) / Double(whole) : 1
        canvas.drawBar(
            share,
            row: area.row,
            column: area.column + cells.backoff,
            width: width,
            style: Style(.stateRetrying)
        )
        let rule = [state.detailStep?.retry, planned.isLast ? "if it fails the run fails" : nil]
        let after = rule.compactMap { $0 }.joined(separator: ", ")
        cells.draw(after, at: cells.backoff + width + 1, width: .max, dim, on: &canvas)
    }

    private static func draw(_ event: EventLine, on canvas: inout Canvas, in area: Area) {
        let role: Role =
            switch event.level {
            case .debug: .levelDebug
            case .info: .levelInfo
            case .skip: .stateSkipped
            case .warn: .levelWarn
            case .error: .levelError
            }
        let (row, end) = (area.row, area.column + area.columns)
        var column = area.column + 1
        let isWide = area.columns >= 60
        let time = TimeText.exact(event.at)
        let cells: [(String, Int, Style)] = [
            (isWide ? time : String(time.prefix(8)), isWide ? 12 : 8, Style(.textDim)),
            (event.level.rawValue, 5, Style(role)),
            (event.step, isWide ? 12 : 8, .text),
        ]
        for (text, width, style) in cells {
            canvas.draw(text, row: row, column: column, width: min(width, end - column), style: style)
            column += width + 1
        }
        canvas.draw(event.message, row: row, column: column, width: end - column, style: Style(role))
    }
}

/// Where the columns of the attempts are: the moments are wider when some lie on another day.
private struct AttemptCells {
    let area: Area
    let start: Int
    var duration: Int { 8 + start }
    var backoff: Int { duration + 8 }

    init(_ state: DashboardState, _ area: Area) {
        self.area = area
        let now = state.snapshot.now
        let step = state.detailStep
        let moments = [step?.attempts.first?.startedAt, step?.planned.first?.at]
        start = moments.compactMap { $0 }.map { TimeText.moment($0, now: now).utf8.count }.max() ?? 8
    }

    func draw(
        _ text: String,
        at offset: Int,
        width: Int,
        align: Alignment = .left,
        _ style: Style,
        on canvas: inout Canvas
    ) {
        let room = min(width, area.columns - offset)
        canvas.draw(
            text,
            row: area.row,
            column: area.column + offset,
            width: room,
            align: align,
            style: style
        )
    }
}
