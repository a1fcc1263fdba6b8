internal import Canvas

/// The selected task in two or three lines: what becomes of it, how it went, how it is set up.
enum PreviewPane {
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard area.rows > 0 else { return }
        let task = state.selectedTask
        let title = task?.name ?? ""
        canvas.drawRule(row: area.row, column: area.column, width: area.columns, title: title)
        guard let task else { return }
        let width = area.columns - 2
        for (row, line) in zip(
            (area.row + 1)..<max(area.row + 1, area.bottom),
            lines(task, state, canvas.glyphs)
        ) {
            line.draw(on: &canvas, row: row, column: area.column + 1, width: width)
        }
    }

    /// The lines, the one worth most first.
    private static func lines(_ task: TaskLine, _ state: DashboardState, _ glyphs: Glyphs) -> [Line] {
        let now = state.snapshot.now
        let why = state.whyOfTask
        let sentence = TaskOutlook.sentence(task, now: now, stillness: state.stillness, why: why)
        var outlook = Line()
        let mark = StateMark(state: task.state)
        outlook.add(mark.map(glyphs.glyph) ?? "?", mark?.role ?? .text)
        outlook.add(sentence, mark == .active ? .text : mark?.role ?? .text, gap: 1)

        var last = Line()
        let (lastState, pieces) = TaskOutlook.last(task, now: now)
        let lastMark = StateMark(state: lastState)
        last.add(lastMark.map(glyphs.glyph) ?? "?", lastMark?.role ?? .text)
        for (place, piece) in pieces.enumerated() {
            last.add(piece, place == 1 ? lastMark?.role ?? .text : .text, gap: place == 0 ? 1 : 2)
        }

        var setup = Line()
        let zone = task.timezone.map { " \($0)" } ?? ""
        setup.add(task.schedule + zone)
        setup.add(task.overlap)
        if let share = TaskOutlook.share(task) { setup.add(share) }
        if let p50 = task.p50 { setup.add("p50 \(TimeText.length(p50))", .textDim) }
        if let p95 = task.p95 { setup.add("p95 \(TimeText.length(p95))", .textDim, gap: 1) }
        if task.canSkip { setup.add("skipped \(task.skipped)", task.skipped > 0 ? .text : .textDim) }
        guard let reason = TaskOutlook.reason(task, why, now: now) else { return [outlook, last, setup] }
        var skipped = Line()
        skipped.add(glyphs.glyph(.skipped), .stateSkipped)
        skipped.add(reason, gap: 1)
        return [outlook, skipped, last, setup]
    }
}
