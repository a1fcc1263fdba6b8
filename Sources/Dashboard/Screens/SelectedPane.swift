internal import Canvas

/// The selected task in full, where the screen is wide.
enum SelectedPane {
    private static let labelWidth = 9

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard area.rows > 1, let task = state.selectedTask else { return }
        let snapshot = state.snapshot
        let now = snapshot.now
        var row = area.row + 1
        func label(_ text: String) {
            canvas.draw(text, row: row, column: area.column + 1, width: labelWidth, style: Style(.textDim))
        }
        let column = area.column + 1 + labelWidth + 1
        let width = max(0, area.column + area.columns - 1 - column)
        func add(_ name: String, _ text: String, _ role: Role = .text, rows: Int = 1) {
            guard row < area.bottom, !text.isEmpty else { return }
            label(name)
            let most = min(rows, area.bottom - row)
            row += max(
                1,
                canvas.drawWrapped(
                    text,
                    row: row,
                    column: column,
                    width: width,
                    rows: most,
                    style: Style(role)
                )
            )
        }
        let mark = StateMark(state: task.state)
        let why = state.whyOfTask
        let outlook = TaskOutlook.sentence(task, now: now, stillness: state.stillness, why: why)
        add("outlook", outlook, mark == .active ? .text : mark?.role ?? .text, rows: 2)
        if let reason = TaskOutlook.reason(task, why, now: now) { add("why", reason, .stateSkipped, rows: 3) }
        let (lastState, pieces) = TaskOutlook.last(task, now: now)
        add("last", pieces.joined(separator: "  "), StateMark(state: lastState)?.role ?? .text, rows: 2)
        add("schedule", task.schedule + (task.timezone.map { "  \($0)" } ?? ""))
        let played = task.forecast.instants.map(\.at).filter { $0 >= now }
        let coming = (played.isEmpty ? [task.nextFireAt].compactMap { $0 } : played).prefix(3)
        if FireRadar.hasLane(task) {
            if let goesOn = task.forecast.goesOnAt { add("goes on", TimeText.moment(goesOn, now: now)) }
            add("next", coming.map { TimeText.moment($0, now: now) }.joined(separator: "  "))
        }
        add("overlap", "\(task.overlap)   ids \(task.template)")
        var numbers = [TaskOutlook.share(task)].compactMap { $0 }
        for (name, value) in [("p50", task.p50), ("p95", task.p95), ("max", task.longest)] {
            if let value { numbers.append("\(name) \(TimeText.length(value))") }
        }
        add("numbers", numbers.joined(separator: "  "))
        if !task.durations.isEmpty, row < area.bottom {
            label("durations")
            let most = Double(task.durations.compactMap { $0 }.max() ?? 1)
            let values = task.durations.suffix(width).map { $0.map { Double($0) / max(1, most) } }
            let taken = min(values.count, width)
            canvas.drawSparkline(values, row: row, column: column, width: taken)
            row += 1
        }
        add("payload", task.payload, .textDim, rows: 2)
    }
}
