internal import Canvas

/// The question how to leave while work is in flight.
enum LeavingBox {
    static func draw(_ state: DashboardState, on canvas: inout Canvas) {
        let totals = state.snapshot.totals
        let running = state.snapshot.running.filter(\.isOpen)
        var lines: [DialogLine] = []
        if totals.running <= 0 {
            lines.append(DialogLine("Nothing is in flight any more.", worth: 90))
        } else {
            let what =
                totals.running == 1 ? "1 execution is running" : "\(totals.running) executions are running"
            let retrying = totals.retrying > 0 ? ", \(totals.retrying) of them in a back-off" : ""
            lines.append(DialogLine("\(what)\(retrying).", .textStrong, worth: 90))
            let more = running.count > 5 ? " and more" : ""
            let names = running.prefix(5).map(\.id).joined(separator: ", ")
            if !names.isEmpty { lines.append(DialogLine(names + more, worth: 50)) }
        }
        let isThrowAway = state.settings.isThrowAway
        let rest =
            isThrowAway
            ? "This database is for the demo alone, and goes with it."
            : "Completed steps are kept: the next worker goes on from them."
        lines.append(DialogLine(rest, worth: 60))
        lines.append(.blank)
        lines.append(DialogLine("[y] finish the steps in flight, then quit", .button, worth: 98))
        let now = isThrowAway ? "quit now" : "quit now, leave commands to the next worker"
        lines.append(DialogLine("[l] \(now)", .button, worth: 97))
        let mark = canvas.glyphs.family == .ascii ? "<" : "◂"
        lines.append(DialogLine("[Esc n] stay  \(mark) default", .buttonFocus, worth: 99))
        DialogFrame.draw(title: "Quit with work in flight?", lines, on: &canvas)
    }
}
