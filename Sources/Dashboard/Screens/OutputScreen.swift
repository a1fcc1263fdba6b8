internal import Canvas

/// What a step's command has written.
enum OutputScreen {
    /// The rows of the lines.
    static func rows(_ state: DashboardState) -> Int {
        max(0, state.layout.body.rows - 1 - footRows(state))
    }

    private static func footRows(_ state: DashboardState) -> Int {
        state.layout.body.rows < 8 ? 1 : 2
    }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard let output = state.output else { return }
        drawHead(output, state, on: &canvas, in: area)
        let list = Area(row: area.row + 1, column: 0, rows: rows(state), columns: area.columns)
        if let page = state.outputPage, page.total > 0 {
            drawLines(OutputLines(state, page), output, on: &canvas, in: list)
        } else {
            drawNone(state, on: &canvas, in: list)
        }
        drawFoot(output, state, on: &canvas, row: list.bottom, rows: area.bottom - list.bottom)
    }

    // MARK: The head

    private static func drawHead(
        _ output: OutputState,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area
    ) {
        let page = state.outputPage
        let run = state.outputRun
        let step = run?.steps.first { $0.name == output.step }
        let attempt = step?.attempts.last { $0.number <= page?.attempt ?? .max }
        let shown = attempt?.state ?? step?.state ?? ""
        let mark = StateMark(state: shown)
        let role = mark?.role ?? .textDim
        var parts: [(String, Role)] = []
        if !shown.isEmpty {
            parts.append(("\(mark.map(canvas.glyphs.glyph) ?? "?") \(shown.uppercased())", role))
        }
        parts.append((output.step, .textStrong))
        if let run = output.run, run > 0 { parts.append(("run \(run)", .text)) }
        if let page, let number = page.attempt {
            let place = page.attempts.firstIndex(of: number) ?? 0
            let key = state.settings.keys.name(.nextPane, canvas.glyphs.family)
            let others =
                page.attempts.count > 1 ? " (\(place + 1) of \(page.attempts.count) kept: \(key))" : ""
            parts.append(("attempt \(number)\(others)", .text))
        }
        if let attempt {
            let length = (attempt.endedAt ?? state.snapshot.now).since(attempt.startedAt)
            parts.append(
                attempt.endedAt == nil
                    ? ("elapsed \(TimeText.growing(length))", .text)
                    : ("took \(TimeText.length(length))", .text)
            )
            if let error = attempt.error?.split(whereSeparator: \.isNewline).first {
                parts.append((String(error), role))
            }
        }
        var column = 1
        for (text, role) in parts {
            let room = area.columns - column
            guard room >= min(10, GraphemeReader.width(of: text)) else { return }
            column += canvas.draw(text, row: area.row, column: column, width: room, style: Style(role)) + 3
        }
    }

    private static func drawNone(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        let row = area.row + max(0, area.rows / 2 - 1)
        canvas.drawWrapped(
            reasonForNone(state),
            row: row,
            column: 1,
            width: max(1, area.columns - 2),
            rows: max(0, area.bottom - row),
            align: .centre,
            style: Style(state.outputPage?.fault == nil ? .textDim : .stateFailed)
        )
        canvas.cursor = Position(row: row, column: 0)
    }

    private static func reasonForNone(_ state: DashboardState) -> String {
        guard let page = state.outputPage else { return "not read yet" }
        if let fault = page.fault { return fault }
        if state.snapshot.standing == .past { return "nothing had been written then" }
        guard page.attempt != nil else {
            return "no output is kept of this step: only the commands of job files have one"
        }
        return page.isGrowing ? "nothing has been written yet" : "nothing was written"
    }

    // MARK: The lines

    private static func drawLines(
        _ lines: OutputLines,
        _ output: OutputState,
        on canvas: inout Canvas,
        in area: Area
    ) {
        let sought = output.search.isEmpty ? [] : [FilterPattern(part: output.search)]
        var number = output.follows ? lines.first(endingAt: lines.page.total - 1) : output.top
        var row = area.row
        canvas.cursor = Position(row: row, column: 0)
        while row < area.bottom, number < lines.page.total {
            let height = min(lines.height(number), area.bottom - row)
            let place = Area(row: row, column: 0, rows: height, columns: area.columns)
            if let line = lines.line(number) {
                let isHit = number == output.hit
                draw(line, lines, output, sought, isHit: isHit, on: &canvas, in: place)
                if isHit { canvas.cursor = Position(row: row, column: 0) }
            }
            row += height
            number += 1
        }
    }

    private static func draw(
        _ line: OutputRow,
        _ lines: OutputLines,
        _ output: OutputState,
        _ sought: [FilterPattern],
        isHit: Bool,
        on canvas: inout Canvas,
        in area: Area
    ) {
        guard line.stream != .cut else {
            canvas.drawRule(row: area.row, title: line.text, titleStyle: Style(.levelWarn))
            return
        }
        let surface: Role = isHit ? .selection : .background
        if isHit {
            for row in area.row..<area.bottom { canvas.fill(row: row, style: Style(.text, on: surface)) }
            canvas.draw(canvas.glyphs.selection, row: area.row, column: 0, style: Style(.key, on: surface))
        }
        let time = lines.isShort ? String(TimeText.clock(line.at).prefix(8)) : TimeText.exact(line.at)
        var column = 1
        column += canvas.draw(time, row: area.row, column: column, style: Style(.textDim, on: surface)) + 1
        let isError = line.stream == .err
        let word = isError ? (lines.isShort ? "e" : "err") : (lines.isShort ? "o" : "out")
        canvas.draw(
            word,
            row: area.row,
            column: column,
            style: Style(isError ? .levelWarn : .textDim, on: surface)
        )
        let text = EventText(line.text, sought: sought, placeholder: canvas.glyphs.placeholder)
        let style = Style(.text, on: surface)
        let width = lines.width
        guard output.wraps else {
            text.draw(
                skipping: output.pan,
                on: &canvas,
                row: area.row,
                column: lines.column,
                width: width,
                style: style
            )
            return
        }
        for (row, part) in zip(area.row..<area.bottom, text.lines(width: width)) {
            text.draw(part, on: &canvas, row: row, column: lines.column, width: width, style: style)
        }
    }

    // MARK: Below the lines

    private static func drawFoot(
        _ output: OutputState,
        _ state: DashboardState,
        on canvas: inout Canvas,
        row: Int,
        rows: Int
    ) {
        let (title, role) = standing(output, state, canvas.glyphs)
        let facts = facts(output, state)
        guard rows > 1 else {
            let line = ([title] + facts).joined(separator: "  ")
            canvas.drawRule(row: row, title: line, titleStyle: Style(role))
            return
        }
        canvas.drawRule(row: row, title: title, titleStyle: Style(role))
        canvas.draw(facts.joined(separator: "   "), row: row + 1, column: 1, style: Style(.textDim))
    }

    /// Whether the newest lines are shown as they come, and what that hides.
    private static func standing(_ output: OutputState, _ state: DashboardState, _ glyphs: Glyphs) -> (
        String, Role
    ) {
        let page = state.outputPage
        let isGrowing = page?.isGrowing ?? false
        if output.follows {
            return isGrowing ? ("\(glyphs.following) following", .badgeLive) : ("the end", .textDim)
        }
        let below = page.map { $0.total - OutputLines(state, $0).end(from: output.top) } ?? 0
        let key = state.settings.keys.name(.last, glyphs.family)
        let more = below > 0 ? "  \(glyphs.following) \(below) more" : ""
        let way = key.isEmpty ? "" : "  \(key) to \(isGrowing ? "follow again" : "the end")"
        return ("\(glyphs.glyph(.paused)) \(isGrowing ? "paused" : "held")\(more)\(way)", .badgeFrozen)
    }

    private static func facts(_ output: OutputState, _ state: DashboardState) -> [String] {
        guard let page = state.outputPage else { return [] }
        var facts: [String] = []
        if page.total > 0 {
            let last = output.follows ? page.total : OutputLines(state, page).end(from: output.top)
            facts.append("line \(last) of \(page.total)")
        }
        if !output.search.isEmpty {
            let count = page.hits.count
            let found =
                page.search == output.search ? (count == 1 ? "1 hit" : "\(count) hits") : "looking"
            facts.append("/\(output.search)  \(found)")
        }
        if output.wraps { facts.append("wrap") }
        if output.pan > 0 { facts.append("from column \(output.pan + 1)") }
        if page.dropped > 0 {
            facts.append("the first \(page.dropped) only by: zartop logs \(output.execution) \(output.step)")
        }
        return facts
    }
}

/// Where lines of output stand on the screen.
struct OutputLines {
    let page: OutputPage
    let isShort: Bool
    /// Where the text begins, and the columns it has.
    let column: Int
    let width: Int
    private let rows: Int
    private let wraps: Bool

    init(_ state: DashboardState, _ page: OutputPage) {
        self.page = page
        isShort = state.size.columns < 60
        column = isShort ? 12 : 18
        width = max(1, state.size.columns - column)
        rows = max(1, OutputScreen.rows(state))
        wraps = state.output?.wraps ?? false
    }

    /// A line by its number; nil when it is not at hand.
    func line(_ number: Int) -> OutputRow? {
        let place = number - page.first
        return page.lines.indices.contains(place) ? page.lines[place] : nil
    }

    /// The rows that a line takes.
    func height(_ number: Int) -> Int {
        guard wraps, let line = line(number), line.stream != .cut else { return 1 }
        let text = EventText(line.text, sought: [], placeholder: "?")
        return min(rows, text.lines(width: width).count)
    }

    /// The number after the last line on a screen that begins with this one; one cut at its end counts.
    func end(from first: Int) -> Int {
        var room = rows
        var end = first
        while room > 0, end < page.total {
            room -= height(end)
            end += 1
        }
        return end
    }

    /// The first line on a screen that ends with this one.
    func first(endingAt last: Int) -> Int {
        guard last > 0 else { return 0 }
        var room = rows - height(last)
        var first = last
        while first > page.dropped {
            room -= height(first - 1)
            if room < 0 { break }
            first -= 1
        }
        return first
    }
}

extension DashboardState {
    /// The run whose output is shown; nil where it is not there, as one that had not begun then.
    var outputRun: RunLine? {
        guard let output, let page = snapshot.detail, page.execution.id == output.execution else {
            return nil
        }
        guard let number = output.run else { return page.runs.last }
        return page.runs.first { $0.number == number }
    }
}
