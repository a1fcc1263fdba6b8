internal import Canvas

/// The overview as cells: identity and counters, the recurring tasks, the keys.
struct Overview {
    /// Below this there is no table, only a line.
    private static let least = Size(columns: 20, rows: 5)
    /// Rows from which on the footer is shown.
    private static let footerFrom = 8

    /// What has been drawn.
    private(set) var canvas: Canvas
    private let state: DashboardState
    private let glyphs: Glyphs

    /// Draws the overview of a state.
    init(_ state: DashboardState, glyphs: Glyphs) {
        self.state = state
        self.glyphs = glyphs
        canvas = Canvas(size: state.size, glyphs: glyphs)
        if Self.hasTable(state.size) {
            drawPane()
        } else {
            drawStatusLine()
        }
    }

    private mutating func drawPane() {
        drawHeader()
        if state.isHelpShown {
            drawHelp()
        } else if state.tasks.isEmpty {
            drawEmpty()
        } else {
            drawTable()
        }
        if Self.hasFooter(state.size) { drawFooter() }
    }

    /// The tasks that fit at a size.
    static func tableRows(_ size: Size) -> Int {
        guard hasTable(size) else { return 0 }
        return max(0, size.rows - 2 - (hasFooter(size) ? 1 : 0))
    }

    private static func hasTable(_ size: Size) -> Bool {
        size.columns >= least.columns && size.rows >= least.rows
    }

    private static func hasFooter(_ size: Size) -> Bool {
        size.rows >= footerFrom
    }

    /// The whole screen when there is no room for one: the name and what is wrong.
    private mutating func drawStatusLine() {
        let totals = state.snapshot.totals
        let counts = [
            (totals.running, "run"), (totals.retrying, "retry"), (totals.failedLastHour, "fail"),
            (totals.late, "late"),
        ]
        let told = counts.filter { $0.0 > 0 }.map { " \($0.0) \($0.1)" }.joined()
        canvas.draw(state.snapshot.database + (told.isEmpty ? " idle" : told), row: 0, column: 0)
        canvas.cursor = Position(row: 0, column: 0)
    }

    private mutating func drawHeader() {
        let width = canvas.size.columns
        let snapshot = state.snapshot
        let clock = TimeText.clock(snapshot.now)
        let clockColumn = width - clock.utf8.count - 1
        canvas.draw(clock, row: 0, column: max(1, clockColumn), style: Style(.headerBar))
        // The counts stand left of the clock; the least telling give way first.
        var shown = counts
        func total() -> Int { shown.reduce(0) { $0 + $1.text.utf8.count + 2 } }
        let mark = snapshot.role == .live ? glyphs.glyph(.active) : glyphs.glyph(.scheduled)
        let role = "\(mark) \(snapshot.role.rawValue)"
        let identity =
            min(GraphemeReader.width(of: snapshot.database), 24) + 3 + GraphemeReader.width(of: role)
        while total() > clockColumn - identity - 2 {
            guard let least = shown.indices.min(by: { shown[$0].worth < shown[$1].worth }) else { break }
            shown.remove(at: least)
        }
        var column = clockColumn - total()
        let room = max(0, column - 2)
        for count in shown {
            canvas.draw(count.text, row: 0, column: column, style: Style(count.role))
            column += count.text.utf8.count + 2
        }
        let nameRoom = max(4, room - GraphemeReader.width(of: role) - 1)
        let name = canvas.draw(
            snapshot.database,
            row: 0,
            column: 1,
            width: nameRoom,
            style: Style(.headerBar)
        )
        let roleStyle = Style(snapshot.role == .readOnly ? .badgeReadOnly : .badgeLive)
        canvas.draw(role, row: 0, column: name + 2, width: max(0, room - name), style: roleStyle)
    }

    private var counts: [(text: String, role: Role, worth: Int)] {
        let totals = state.snapshot.totals
        func role(_ count: Int, _ role: Role) -> Role { count > 0 ? role : .textDim }
        return [
            ("\(totals.recurring) rec", .text, 1),
            ("\(totals.running) run", role(totals.running, .stateRunning), 3),
            ("\(totals.retrying) retry", role(totals.retrying, .stateRetrying), 2),
            ("\(totals.failedLastHour) fail/h", role(totals.failedLastHour, .stateFailed), 5),
            ("\(totals.late) late", role(totals.late, .stateLate), 4),
        ]
    }

    private mutating func drawEmpty() {
        let last = canvas.size.rows - (Self.hasFooter(state.size) ? 2 : 1)
        let row = max(2, last / 2)
        canvas.drawWrapped(
            "no recurring tasks yet: describe one in zartop.yaml and run 'zartop apply'",
            row: row,
            column: 1,
            width: canvas.size.columns - 2,
            rows: last - row + 1,
            align: .centre,
            style: Style(.textDim)
        )
        canvas.cursor = Position(row: row, column: 0)
    }

    private mutating func drawHelp() {
        canvas.drawRule(row: 1, title: "keys")
        for (row, hint) in zip(2..<max(2, canvas.size.rows - 1), KeyHint.all(glyphs.family)) {
            canvas.draw(hint.keys, row: row, column: 2, width: 10, style: Style(.key))
            canvas.draw(hint.long, row: row, column: 13)
        }
        canvas.cursor = Position(row: 1, column: 0)
    }

    private mutating func drawTable() {
        let table = TaskTable(state.tasks, width: canvas.size.columns, now: state.snapshot.now)
        table.drawHeader(on: &canvas, row: 1)
        let rows = Self.tableRows(state.size)
        for (row, index) in zip(2..., state.tasks.indices.dropFirst(state.top).prefix(rows)) {
            let isSelected = state.tasks[index].name == state.selection
            table.draw(state.tasks[index], on: &canvas, row: row, isSelected: isSelected)
            if isSelected { canvas.cursor = Position(row: row, column: 0) }
        }
    }

    private mutating func drawFooter() {
        let row = canvas.size.rows - 1
        let rows = Self.tableRows(state.size)
        var room = canvas.size.columns
        if state.tasks.count > rows, !state.isHelpShown {
            let last = min(state.tasks.count, state.top + rows)
            let position = "\(state.top + 1)-\(last) of \(state.tasks.count)"
            room -= position.utf8.count + 2
            canvas.draw(position, row: row, column: room + 1, style: Style(.hint))
        }
        // The way out is named before anything else when there is little room.
        var shown: Set<KeyHint> = []
        for hint in KeyHint.all(glyphs.family).reversed() where hint.short != nil && hint.width + 1 <= room {
            shown.insert(hint)
            room -= hint.width + 2
        }
        var column = 1
        for hint in KeyHint.all(glyphs.family) where shown.contains(hint) {
            column += canvas.draw(hint.keys, row: row, column: column, style: Style(.key)) + 1
            column += canvas.draw(hint.short ?? "", row: row, column: column, style: Style(.hint)) + 2
        }
    }
}
