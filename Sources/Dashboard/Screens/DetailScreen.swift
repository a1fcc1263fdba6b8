internal import Canvas

/// One execution: timeline, attempts, payload, result, events.
enum DetailScreen {
    /// The rows of the pane that has the cursor.
    static func rows(_ state: DashboardState) -> Int {
        let layout = DetailLayout(state)
        return state.detail?.pane == .text ? layout.textRows : layout.stepRows
    }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard let detail = state.detail else { return }
        guard let page = state.detailPage else {
            canvas.draw(
                "\(detail.id): not read yet, or gone",
                row: area.row,
                column: 1,
                style: Style(.textDim)
            )
            return
        }
        let layout = DetailLayout(state, in: area)
        drawHead(page, state, on: &canvas, in: layout.head)
        if let runs = layout.runs { drawRuns(page, state, on: &canvas, in: runs) }
        if layout.timeline.rows > 0 { drawTimeline(state, layout, on: &canvas) }
        let text = DetailText(state, columns: layout.text.columns)
        let lines = layout.events == nil ? text.lines : text.withoutEvents
        let first = max(0, min(detail.scroll, lines.count - layout.textRows))
        DetailText.draw(
            lines[min(first, lines.count)...],
            state,
            on: &canvas,
            in: layout.text,
            hasFocus: detail.pane == .text
        )
        if let area = layout.events {
            let events = text.lines[text.withoutEvents.count...]
            DetailText.draw(events.prefix(1), state, on: &canvas, in: area, hasFocus: false)
            let rest = area.split(top: 1).rest
            DetailText.draw(
                events.dropFirst().suffix(rest.rows),
                state,
                on: &canvas,
                in: rest,
                hasFocus: false
            )
        }
    }

    private static func drawHead(
        _ page: DetailPage,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area
    ) {
        let (line, now) = (page.execution, state.snapshot.now)
        let mark = StateMark(state: line.state)
        let role = mark?.role ?? .textDim
        var parts: [(String, Role)] = [
            ("\(mark.map(canvas.glyphs.glyph) ?? "?") \(line.state.uppercased())", role),
            (line.id, .textStrong),
        ]
        if let number = line.occurrence { parts.append(("occurrence \(number)", .text)) }
        if let began = line.startedAt {
            parts.append(("started \(TimeText.moment(began, now: now))Z", .text))
            let length = (line.endedAt ?? now).since(began)
            parts.append(
                line.endedAt == nil
                    ? ("elapsed \(TimeText.growing(length))", .text)
                    : ("took \(TimeText.length(length))", .text)
            )
        } else {
            parts.append(("due \(TimeText.moment(line.scheduledAt, now: now))Z", .text))
        }
        if line.stepsKnown > 0 { parts.append(("steps \(line.stepsDone)/\(line.stepsKnown)", .text)) }
        if let worker = page.worker { parts.append((worker, .textDim)) }
        draw(parts, on: &canvas, row: area.row, columns: area.columns)
        guard area.rows > 1 else { return }
        var second: [(String, Role)] = []
        if !line.note.isEmpty { second.append((line.note, line.isOpen ? .stateRetrying : role)) }
        if !page.overlap.isEmpty { second.append(("overlap \(page.overlap)", .textDim)) }
        if !page.schedule.isEmpty { second.append((page.schedule, .textDim)) }
        if let next = page.taskNextFireAt {
            second.append(("next \(TimeText.until(next, from: now))", .textDim))
        }
        if !page.payload.isEmpty { second.append(("input \(page.payload.prefix(200))", .textDim)) }
        draw(second, on: &canvas, row: area.row + 1, columns: area.columns)
    }

    /// Draws parts with a gap between them; the one that does not fit is cut, and those after it are left out.
    private static func draw(_ parts: [(String, Role)], on canvas: inout Canvas, row: Int, columns: Int) {
        var column = 1
        for (text, role) in parts {
            let room = columns - column
            guard room >= min(10, GraphemeReader.width(of: text)) else { return }
            column += canvas.draw(text, row: row, column: column, width: room, style: Style(role)) + 3
        }
    }

    private static func drawRuns(
        _ page: DetailPage,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area
    ) {
        let hasFocus = state.detail?.pane == .runs
        let shown = page.runs.firstIndex { $0.number == state.detailRun?.number } ?? 0
        var column = 1
        column +=
            canvas.draw("runs", row: area.row, column: column, style: Style(hasFocus ? .title : .textDim)) + 2
        // The shown one and those after it, and before it as many as there is room for.
        let first = max(0, shown - max(0, (area.columns - 30) / 20))
        for (place, run) in zip(first..., page.runs[first...]) {
            let mark = StateMark(state: run.state)
            let began = run.startedAt
            let length = began.map { TimeText.length((run.endedAt ?? state.snapshot.now).since($0)) } ?? ""
            let glyph = mark.map(canvas.glyphs.glyph) ?? "?"
            let name = "\(run.number) \(run.trigger) \(glyph) \(length)"
            let isShown = place == shown
            let role: Role = isShown ? (hasFocus ? .tabActive : .textStrong) : .tabIdle
            let text = isShown ? "[\(name)]" : " \(name) "
            guard column < area.columns else { return }
            column +=
                canvas.draw(
                    text,
                    row: area.row,
                    column: column,
                    width: area.columns - column,
                    style: Style(role)
                ) + 1
        }
    }

    private static func drawTimeline(_ state: DashboardState, _ layout: DetailLayout, on canvas: inout Canvas)
    {
        let area = layout.timeline
        let hasFocus = state.detail?.pane == .steps
        guard let detail = state.detail, let run = state.detailRun, let window = state.detailWindow else {
            return
        }
        let glyphs = TimelineGlyphs(family: canvas.glyphs.family)
        let origin = TimeWindow(fitting: run, now: state.snapshot.now).start
        let from = window.start.since(origin)
        let range =
            "\(from == 0 ? "0s" : TimeText.length(from))\(glyphs.dash)\(TimeText.length(window.end.since(origin)))"
        let standing = run.endedAt == nil ? (state.isFollowing ? "  follow now" : "  paused: f follows") : ""
        let count =
            run.steps.count > layout.stepRows
            ? "  \((detail.steps.place ?? 0) + 1) of \(run.steps.count)" : ""
        canvas.drawRule(
            row: area.row,
            width: area.columns,
            title: "Timeline \(range)  zoom \(detail.zoom)\(glyphs.times)\(standing)\(count)",
            style: Style(hasFocus ? .borderFocus : .border),
            titleStyle: Style(hasFocus ? .title : .textDim)
        )
        let pane = TimelinePane(run.steps, window: window, now: state.snapshot.now, area: area)
        if area.rows > 1 { pane.drawAxis(on: &canvas, row: area.row + 1, from: origin, hasTitles: true) }
        if run.steps.isEmpty, area.rows > 2 {
            canvas.draw("no steps yet", row: area.row + 2, column: 1, style: Style(.textDim))
        }
        let shown = run.steps.dropFirst(detail.steps.top).prefix(layout.stepRows)
        for (place, step) in zip((area.row + 2)..., shown) {
            let isSelected = step.name == detail.steps.selection
            let surface: Role = isSelected ? (hasFocus ? .selection : .selectionUnfocused) : .background
            if isSelected {
                canvas.fill(row: place, style: Style(surface, on: surface))
                canvas.draw(canvas.glyphs.selection, row: place, column: 0, style: Style(.key, on: surface))
                canvas.cursor = Position(row: place, column: 0)
            }
            pane.draw(step, on: &canvas, row: place, surface: surface)
        }
        if layout.hasLegend { drawLegend(on: &canvas, row: area.bottom - 1, columns: area.columns) }
    }

    private static func drawLegend(on canvas: inout Canvas, row: Int, columns: Int) {
        let glyphs = TimelineGlyphs(family: canvas.glyphs.family)
        let parts: [(String, Role, String)] = [
            (canvas.glyphs.bars.last.map { String($0) } ?? "#", .stateOK, "run"),
            (canvas.glyphs.glyph(.failed), .stateFailed, "failed attempt"),
            (String(glyphs.backoff), .ganttBackoff, "back-off, sleep"),
            (String(glyphs.queued), .ganttQueued, "queued"),
            (String(glyphs.goesOn), .ganttRetryAt, "goes on"),
            ("\(glyphs.usual)\(glyphs.likely)", .ganttGrid, "usual p50 p95"),
        ]
        var column = 1
        for (glyph, role, text) in parts where column + glyph.count + 1 + text.count <= columns {
            column += canvas.draw(glyph, row: row, column: column, style: Style(role)) + 1
            column += canvas.draw(text, row: row, column: column, style: Style(.textDim)) + 2
        }
    }
}
