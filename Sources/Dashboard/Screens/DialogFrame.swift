internal import Canvas

/// A line of a dialog, as stretches of one role each.
struct DialogLine: Hashable {
    /// A stretch of a line.
    struct Span: Hashable {
        var text: String
        var role: Role
    }

    var spans: [Span]
    /// When there is no room for all lines, those of the least worth go first.
    var worth: Int
    /// Whether the cursor waits at its end.
    var hasCursor = false

    init(_ spans: [Span], worth: Int) {
        self.spans = spans
        self.worth = worth
    }

    init(_ text: String, _ role: Role = .dialog, worth: Int) {
        self.init([Span(text: text, role: role)], worth: worth)
    }

    /// A line that only parts others.
    static let blank = DialogLine([], worth: 0)
}

/// A box in the middle of the screen, with a title in its upper edge.
enum DialogFrame {
    /// Draws the box as small as its lines allow, without those that have no room; returns what is inside it.
    @discardableResult
    static func draw(
        title: String,
        _ lines: [DialogLine],
        hint: String = "",
        width most: Int = 66,
        isDanger: Bool = false,
        on canvas: inout Canvas
    ) -> Area {
        let margin = canvas.size.columns >= 60 ? 2 : 0
        let columns = min(most, canvas.size.columns - margin)
        let inner = max(1, columns - 4)
        // The footer stays free for its sentences where there is one.
        let room = max(1, canvas.size.rows - (canvas.size.rows >= 8 ? 3 : 2))
        // What the edge cannot hold is said inside: names may be long, and differ in their last letters.
        let isCut = GraphemeReader.width(of: title) + 2 > columns - 4
        let whole = DialogLine(title, isDanger ? .dialogDanger : .textStrong, worth: 98)
        let rows = fitted((isCut ? [whole] : []) + lines, width: inner, rows: room)
        let area = Area(
            row: max(0, (canvas.size.rows - rows.count - 2) / 2),
            column: (canvas.size.columns - columns) / 2,
            rows: rows.count + 2,
            columns: columns
        )
        box(area, title: title, hint: hint, isDanger: isDanger, on: &canvas)
        let inside = Area(row: area.row + 1, column: area.column + 2, rows: rows.count, columns: inner)
        for (row, line) in zip(inside.row..<inside.bottom, rows) {
            draw(line, on: &canvas, in: Area(row: row, column: inside.column, rows: 1, columns: inner))
        }
        return inside
    }

    private static func draw(_ line: DialogLine, on canvas: inout Canvas, in area: Area) {
        var column = area.column
        let end = area.column + area.columns
        for (place, span) in line.spans.enumerated() {
            let style = Style(span.role, on: .dialog)
            if line.hasCursor, place == line.spans.count - 1 {
                let width = end - 1 - column
                column += canvas.drawEnd(
                    of: span.text,
                    row: area.row,
                    column: column,
                    width: width,
                    style: style
                )
                break
            }
            column += canvas.draw(span.text, row: area.row, column: column, width: end - column, style: style)
        }
        guard line.hasCursor else { return }
        let place = min(column, end - 1)
        canvas.fill(row: area.row, column: place, width: 1, with: "_", style: Style(.field, on: .dialog))
        canvas.cursor = Position(row: area.row, column: place)
    }

    /// Draws an empty box.
    static func box(
        _ area: Area,
        title: String,
        hint: String = "",
        isDanger: Bool = false,
        on canvas: inout Canvas
    ) {
        let ascii = canvas.glyphs.family == .ascii
        let corners: [Unicode.Scalar] = ascii ? ["+", "+", "+", "+"] : ["┌", "┐", "└", "┘"]
        let side: Unicode.Scalar = ascii ? "|" : "│"
        let style = Style(.borderFocus, on: .dialog)
        let right = area.column + area.columns - 1
        for row in area.row..<max(area.row, area.bottom) {
            canvas.fill(
                row: row,
                column: area.column,
                width: area.columns,
                style: Style(.dialog, on: .dialog)
            )
            canvas.fill(row: row, column: area.column, width: 1, with: side, style: style)
            canvas.fill(row: row, column: right, width: 1, with: side, style: style)
        }
        for (row, left, end) in [
            (area.row, corners[0], corners[1]), (area.bottom - 1, corners[2], corners[3]),
        ] {
            canvas.fill(
                row: row,
                column: area.column,
                width: area.columns,
                with: canvas.glyphs.rule,
                style: style
            )
            canvas.fill(row: row, column: area.column, width: 1, with: left, style: style)
            canvas.fill(row: row, column: right, width: 1, with: end, style: style)
        }
        let room = area.columns - 4
        let titleStyle = Style(isDanger ? .dialogDanger : .dialogTitle, on: .dialog)
        canvas.draw(" \(title) ", row: area.row, column: area.column + 2, width: room, style: titleStyle)
        if !hint.isEmpty {
            let style = Style(.hint, on: .dialog)
            canvas.draw(" \(hint) ", row: area.bottom - 1, column: area.column + 2, width: room, style: style)
        }
        canvas.cursor = Position(row: area.row, column: area.column)
    }

    /// The lines broken to a width, without those of the least worth when they are more than the rows.
    static func fitted(_ lines: [DialogLine], width: Int, rows: Int) -> [DialogLine] {
        var kept = lines.map { broken($0, width: width) }
        func worth(_ place: Int) -> (Int, Int) { (kept[place].first?.worth ?? 0, place) }
        while kept.reduce(0, { $0 + $1.count }) > rows, kept.count > 1,
            let least = kept.indices.min(by: { worth($0) < worth($1) })
        {
            kept.remove(at: least)
        }
        return Array(kept.joined().prefix(rows))
    }

    /// A line as rows no wider than a width: one of a single stretch breaks at blanks, one of several between them.
    private static func broken(_ line: DialogLine, width: Int) -> [DialogLine] {
        var rows: [[DialogLine.Span]] = [[]]
        if line.spans.count == 1, let span = line.spans.first {
            rows = wrapped(span.text, width: width).map { [DialogLine.Span(text: $0, role: span.role)] }
        } else {
            var columns = 0
            for span in line.spans {
                let taken = GraphemeReader.width(of: span.text)
                if columns > 0, columns + taken > width {
                    rows.append([])
                    columns = 0
                }
                rows[rows.count - 1].append(span)
                columns += taken
            }
        }
        return rows.enumerated().map { place, spans in
            var row = DialogLine(spans, worth: line.worth)
            row.hasCursor = line.hasCursor && place == rows.count - 1
            return row
        }
    }

    /// A text broken at blanks, and a word that is wider than a row at the row's end; what goes on after a label in
    /// columns is indented below it.
    private static func wrapped(_ text: String, width: Int) -> [String] {
        guard GraphemeReader.width(of: text) > width else { return [text] }
        let indent = String(text.prefix { $0 == " " })
        let body = text.dropFirst(indent.count)
        // Up to the column that the blanks after it lead to.
        let gap = body.firstRange(of: "  ").map { gap in body[gap.upperBound...].prefix { $0 == " " } }
        let label = gap.map { body[..<$0.endIndex] } ?? ""
        let next = label.isEmpty ? indent : indent + "  "
        var rows = [indent + label]
        var isFresh = true
        let most = max(1, width - GraphemeReader.width(of: next))
        let words = body.dropFirst(label.count).split(separator: " ").flatMap { pieces(of: $0, width: most) }
        for word in words {
            let last = rows[rows.count - 1]
            let longer = isFresh ? last + word : "\(last) \(word)"
            if GraphemeReader.width(of: longer) <= width || isFresh && last.allSatisfy({ $0 == " " }) {
                rows[rows.count - 1] = longer
            } else {
                rows.append(next + word)
            }
            isFresh = false
        }
        return rows
    }

    /// A word in pieces no wider than a width.
    private static func pieces(of word: Substring, width: Int) -> [Substring] {
        guard GraphemeReader.width(of: String(word)) > width else { return [word] }
        var pieces: [Substring] = []
        var start = word.startIndex
        for place in word.indices where place > start {
            guard GraphemeReader.width(of: String(word[start...place])) > width else { continue }
            pieces.append(word[start..<place])
            start = place
        }
        return pieces + [word[start...]]
    }
}
