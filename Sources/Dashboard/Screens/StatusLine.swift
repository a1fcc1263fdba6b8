internal import Canvas

/// The whole screen when there is no room for one: the name and what is wrong.
enum StatusLine {
    static func draw(_ state: DashboardState, on canvas: inout Canvas) {
        let snapshot = state.snapshot
        let totals = snapshot.totals
        var items: [(text: String, role: Role)] = []
        if snapshot.fault != nil || snapshot.writeFault != nil { items.append(("FAULT", .flashError)) }
        if snapshot.isUnattended { items.append(("no worker", .stateLate)) }
        let counts: [(Int, String, Role)] = [
            (totals.late, "late", .stateLate), (totals.failedLastHour, "fail", .stateFailed),
            (totals.retrying, "retry", .stateRetrying), (totals.running, "run", .stateRunning),
        ]
        items += counts.filter { $0.0 > 0 }.map { ("\($0.0) \($0.1)", $0.2) }
        if items.isEmpty { items.append(("idle", .textDim)) }
        let columns = canvas.size.columns
        let name = min(GraphemeReader.width(of: snapshot.database), 6)
        while items.count > 1, items.reduce(name, { $0 + 1 + $1.text.utf8.count }) > columns {
            items.removeLast()
        }
        let told = items.reduce(0) { $0 + 1 + $1.text.utf8.count }
        let room = columns - told
        var line = Line()
        if room >= 4 {
            let taken = canvas.draw(
                snapshot.database,
                row: 0,
                column: 0,
                width: room,
                style: Style(.headerBar)
            )
            for item in items { line.add(item.text, item.role, gap: 1) }
            line.draw(on: &canvas, row: 0, column: taken + 1, width: columns - taken - 1)
        } else {
            for item in items { line.add(item.text, item.role, gap: 1) }
            line.draw(on: &canvas, row: 0, column: 0, width: columns)
        }
        if columns > 0, canvas.size.rows > 0 { canvas.cursor = Position(row: 0, column: 0) }
    }
}
