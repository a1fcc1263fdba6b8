internal import Canvas

/// The question what becomes of the instants that a pause holds.
enum ResumeBox {
    static func draw(_ dialog: ResumeDialog, _ state: DashboardState, on canvas: inout Canvas) {
        let isAll = dialog.task == ResumeDialog.everything
        let task = state.snapshot.tasks.first { $0.name == dialog.task }
        let held = sentence(isAll ? state.snapshot.heldBack : task?.heldBack)
        var lines = [DialogLine(held, .textStrong, worth: 90)]
        if let task {
            var facts: [String] = []
            if let next = task.nextFireAt {
                facts.append("next \(TimeText.until(next, from: state.snapshot.now))")
            }
            if !task.missed.isEmpty { facts.append("the task's own rule: \(task.missed)") }
            if !facts.isEmpty { lines.append(DialogLine(facts.joined(separator: ", "), .textDim, worth: 40)) }
        }
        lines.append(.blank)
        lines.append(
            DialogLine(
                isAll
                    ? "[l] latest: one start a task, for its newest"
                    : "[l] latest: one start, for the newest of them",
                .button,
                worth: 98
            )
        )
        lines.append(DialogLine("[s] skip: no start for any of them", .button, worth: 97))
        lines.append(DialogLine("[a] all: each as the overlap policy lets it in", .button, worth: 96))
        let mark = canvas.glyphs.family == .ascii ? "<" : "◂"
        lines.append(DialogLine("[Esc n] stay paused  \(mark) default", .buttonFocus, worth: 99))
        DialogFrame.draw(title: isAll ? "Release everything?" : "Resume \(dialog.task)?", lines, on: &canvas)
    }

    /// How many instants are held; nil where that is not known.
    ///
    /// It does not say that they passed during the pause: some may have come before, while no worker ran.
    static func sentence(_ held: Int?) -> String {
        switch held {
        case nil: "Instants that have passed are held."
        case 0: "No instant has passed yet."
        case 1: "1 instant has passed and is held."
        case let count?: "\(count) instants have passed and are held."
        }
    }
}
