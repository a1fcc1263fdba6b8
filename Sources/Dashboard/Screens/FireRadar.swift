internal import Canvas

/// The coming instants of the tasks on the screen: one lane a task, from now to the right.
enum FireRadar {
    /// Columns of a task's name, and where its lane begins.
    private static let nameWidth = 19
    private static let laneColumn = 21

    /// Whether a task has anything to show there.
    static func hasLane(_ task: TaskLine) -> Bool {
        task.state != "stopped" && task.state != "finished"
            && (task.state != "paused" || task.forecast.goesOnAt != nil)
    }

    /// The columns of a lane's instants on a screen of that width.
    static func columns(of width: Int) -> Int { max(1, width - laneColumn - 2) }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area, reach: Int64) {
        guard area.rows > 1 else { return }
        let isDead = state.snapshot.isUnattended
        let firing = firing(state)
        let lanes = lanes(firing, state, rows: max(0, area.rows - 2))
        let share = lanes.count < firing.count ? " \(lanes.count) of \(firing.count) rows," : ""
        let title =
            "Fire radar:\(share) next \(RadarReach.text(reach))" + (isDead ? ", once a worker runs" : "")
        canvas.drawRule(row: area.row, column: area.column, width: area.columns, title: title)
        let glyphs = canvas.glyphs
        let legend =
            " \(glyphs.present) now  \(glyphs.instant) fire  \(glyphs.crowd) many  \(glyphs.glyph(.skipped)) skip  "
            + "\(glyphs.expected) p95 "
        let width = GraphemeReader.width(of: legend)
        if area.columns > title.utf8.count + 8 + width {
            let column = area.column + area.columns - width - 2
            canvas.draw(legend, row: area.row, column: column, style: Style(.textDim))
        }
        for (row, task) in zip((area.row + 1)..., lanes) {
            let isSelected = task.name == state.tasks.selection
            canvas.draw(
                task.name,
                row: row,
                column: area.column + 1,
                width: nameWidth,
                style: Style(isSelected ? .textStrong : .text)
            )
            let lane = Area(
                row: row,
                column: area.column + laneColumn,
                rows: 1,
                columns: max(0, area.columns - laneColumn - 1)
            )
            drawLane(task, state.snapshot, on: &canvas, in: lane, reach: reach)
        }
        if lanes.isEmpty {
            canvas.draw("nothing is due", row: area.row + 1, column: area.column + 1, style: Style(.textDim))
        }
        let axis = Area(
            row: area.row + 1 + max(1, lanes.count),
            column: area.column + laneColumn,
            rows: 1,
            columns: max(0, area.columns - laneColumn - 1)
        )
        if axis.row < area.bottom { drawAxis(on: &canvas, in: axis, reach: reach) }
    }

    /// The tasks on the screen that fire, in their order.
    private static func firing(_ state: DashboardState) -> [TaskLine] {
        let visible = state.shownTasks.dropFirst(state.tasks.top).prefix(max(1, TasksScreen.rows(state)))
        return visible.filter { hasLane($0) }
    }

    /// Those that have a lane: where not all have room the selected one, then whatever will not run or not to its end.
    private static func lanes(_ firing: [TaskLine], _ state: DashboardState, rows: Int) -> [TaskLine] {
        guard firing.count > rows else { return firing }
        let selected = firing.filter { $0.name == state.tasks.selection }
        let others = firing.filter { $0.name != state.tasks.selection }
        func isTroubled(_ task: TaskLine) -> Bool { task.state == "late" || task.forecast.isTroubled }
        let chosen = selected + others.filter(isTroubled) + others.filter { !isTroubled($0) }
        let names = Set(chosen.prefix(rows).map(\.name))
        return firing.filter { names.contains($0.name) }
    }

    private static func drawLane(
        _ task: TaskLine,
        _ snapshot: Snapshot,
        on canvas: inout Canvas,
        in lane: Area,
        reach: Int64
    ) {
        guard lane.columns > 0 else { return }
        let glyphs = canvas.glyphs
        canvas.fill(
            row: lane.row,
            column: lane.column,
            width: 1,
            with: glyphs.present,
            style: Style(.ganttNow)
        )
        let (_, area) = lane.split(left: 1)
        let now = snapshot.now
        if task.state == "late" {
            let late = task.nextFireAt.map { " \(TimeText.span(max(0, now.since($0))))" } ?? ""
            let why = task.note.isEmpty ? "" : ": \(task.note)"
            let text = "late\(late)\(why)"
            canvas.draw(
                text,
                row: area.row,
                column: area.column + 1,
                width: area.columns - 1,
                style: Style(.stateLate)
            )
            return
        }
        let end = now.later(by: reach)
        if let goesOn = task.forecast.goesOnAt {
            let free =
                goesOn < end ? column(goesOn, now: now, reach: reach, columns: area.columns) : area.columns
            let text = "paused until \(TimeText.moment(goesOn, now: now))"
            // Cut off it would say less than its mark.
            let shown = GraphemeReader.width(of: text) <= free - 2 ? text : glyphs.glyph(.paused)
            if free > 2 {
                let style = Style(.statePaused)
                canvas.draw(shown, row: area.row, column: area.column + 1, width: free - 2, style: style)
            }
            guard goesOn < end else { return }
        }
        let forecast = forecast(task).within(now..<end)
        let coming = forecast.instants
        guard let first = coming.first else {
            guard task.forecast.goesOnAt == nil else { return }
            let text =
                task.nextFireAt.map { "\(glyphs.beyond) \(TimeText.until($0, from: now))" }
                ?? (task.running > 0 ? "after it has ended" : glyphs.none)
            canvas.draw(
                text,
                row: area.row,
                column: area.column + 1,
                width: area.columns - 1,
                style: Style(.textDim)
            )
            return
        }
        // Closer than two columns on average they cannot be told apart.
        let isCrowd = coming.count > 2 && coming.count * 2 > area.columns
        if isCrowd {
            let start = column(first.at, now: now, reach: reach, columns: area.columns)
            let last = column(coming[coming.endIndex - 1].at, now: now, reach: reach, columns: area.columns)
            let width = forecast.isPartial ? area.columns - start : last - start + 1
            let style = Style(.ganttQueued)
            canvas.fill(
                row: area.row,
                column: area.column + start,
                width: width,
                with: glyphs.crowd,
                style: style
            )
        } else {
            drawInstants(forecast, task, snapshot, on: &canvas, in: area, reach: reach)
        }
        guard let summary = forecast.summary, area.columns > summary.utf8.count + 12 else { return }
        let place = area.column + area.columns - summary.utf8.count - 7
        let role: Role = forecast.isTroubled ? .stateRetrying : .textStrong
        canvas.draw(" \(summary) ", row: area.row, column: place, style: Style(role))
    }

    /// What becomes of coming instants; where it has not been played the next one just starts.
    private static func forecast(_ task: TaskLine) -> FireForecast {
        guard task.forecast.instants.isEmpty, let next = task.nextFireAt else { return task.forecast }
        return FireForecast([.init(at: next, fate: .starts)])
    }

    private static func drawInstants(
        _ forecast: FireForecast,
        _ task: TaskLine,
        _ snapshot: Snapshot,
        on canvas: inout Canvas,
        in area: Area,
        reach: Int64
    ) {
        let glyphs = canvas.glyphs
        func place(_ moment: Int64) -> Int {
            column(moment, now: snapshot.now, reach: reach, columns: area.columns)
        }
        if let usual = task.p95, usual > 0 {
            for instant in forecast.instants where instant.fate == .starts {
                let start = place(instant.at)
                let end = min(area.columns, place(instant.at.later(by: usual)) + 1)
                let style = Style(.ganttBackoff)
                let column = area.column + start
                canvas.fill(
                    row: area.row,
                    column: column,
                    width: end - start,
                    with: glyphs.expected,
                    style: style
                )
            }
        }
        for instant in forecast.instants {
            let column = area.column + place(instant.at)
            switch instant.fate {
            case .starts:
                canvas.fill(
                    row: area.row,
                    column: column,
                    width: 1,
                    with: glyphs.instant,
                    style: Style(.stateRunning)
                )
            case .skipped:
                canvas.draw(
                    glyphs.glyph(.skipped),
                    row: area.row,
                    column: column,
                    style: Style(.stateSkipped)
                )
            case .waits:
                canvas.draw(glyphs.glyph(.queued), row: area.row, column: column, style: Style(.stateQueued))
            }
        }
        // A lone instant says when it is.
        if forecast.instants.count == 1, let only = forecast.instants.first {
            let after = place(only.at.later(by: task.p95 ?? 0)) + 2
            let text = String(TimeText.clock(only.at).prefix(5))
            let before = place(only.at) - text.utf8.count - 1
            let fits = after + text.utf8.count <= area.columns
            if fits || before >= 0 {
                let column = area.column + (fits ? after : before)
                canvas.draw(text, row: area.row, column: column, style: Style(.textDim))
            }
        }
    }

    private static func drawAxis(on canvas: inout Canvas, in axis: Area, reach: Int64) {
        canvas.draw("now", row: axis.row, column: axis.column + 1, style: Style(.textDim))
        for (at, text) in RadarReach.marks(reach) {
            let place = column(at, now: 0, reach: reach, columns: max(0, axis.columns - 1))
            guard place + 1 + text.utf8.count <= axis.columns, place > 5 else { continue }
            canvas.draw(text, row: axis.row, column: axis.column + 1 + place, style: Style(.textDim))
        }
    }

    /// The column of a moment, at most the one after the last.
    private static func column(_ moment: Int64, now: Int64, reach: Int64, columns: Int) -> Int {
        let share = Double(moment.since(now)) / Double(max(1, reach))
        return min(columns, max(0, Int((share * Double(columns)).clamped(to: 0...Double(columns)))))
    }
}

extension Double {
    /// The nearest number in a range; its beginning when it is not a number.
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        self > range.lowerBound ? Swift.min(range.upperBound, self) : range.lowerBound
    }
}
