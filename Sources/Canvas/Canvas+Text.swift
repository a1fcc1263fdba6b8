extension Canvas {
    /// Draws text in one row and returns the columns it took.
    ///
    /// The text may be anything: it is sanitised on the way. What is longer than `width` columns (by default:
    /// than the rest of the row) is cut and ends in the ellipsis. Cells beside shorter text are left alone.
    @discardableResult
    package mutating func draw(
        _ text: String,
        row: Int,
        column: Int,
        width: Int = .max,
        align: Alignment = .left,
        style: Style = .text
    ) -> Int {
        let room = min(width, size.columns - column)
        guard room > 0, row >= 0, row < size.rows else { return 0 }
        let count = text.utf8.count
        let start = column + align.offset(count, in: room)
        if count <= room, start >= 0, GraphemeReader.isPlain(text) {
            guard count > 0 else { return 0 }
            put(plain: text, row: row, column: start, style: style)
            return count
        }
        var (run, taken) = measure(text, room: room)
        if taken > room {
            taken = cut(&run, to: room)
        }
        var place = column + align.offset(taken, in: room)
        for (grapheme, width) in run {
            put(grapheme, width: width, row: row, column: place, style: style)
            place += width
        }
        return taken
    }

    /// Draws text in as many rows as it needs, at most `rows`, broken at blanks, and returns the rows it took.
    ///
    /// Blanks in a row become one. A word longer than a row is cut, and so is the last row when there was more.
    @discardableResult
    package mutating func drawWrapped(
        _ text: String,
        row: Int,
        column: Int,
        width: Int,
        rows: Int,
        align: Alignment = .left,
        style: Style = .text
    ) -> Int {
        var lines: [String] = []
        var columns = 0
        // Splitting bytes is many times faster than splitting characters.
        let words =
            GraphemeReader.isPlain(text)
            ? text.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) } : text.split(separator: " ")
        for word in words {
            let wordColumns = GraphemeReader.width(of: String(word))
            let fits = columns + 1 + wordColumns <= width || lines.count >= rows
            if let last = lines.indices.last, fits {
                lines[last] += " " + word
                columns += 1 + wordColumns
            } else {
                lines.append(String(word))
                columns = wordColumns
            }
        }
        for (place, line) in zip(row..., lines.prefix(max(0, rows))) {
            draw(line, row: place, column: column, width: width, align: align, style: style)
        }
        return min(lines.count, max(0, rows))
    }

    /// Draws a horizontal rule, with a title near its left end if there is room for it.
    package mutating func drawRule(
        row: Int,
        column: Int = 0,
        width: Int = .max,
        title: String = "",
        style: Style = Style(.border),
        titleStyle: Style = Style(.title)
    ) {
        fill(row: row, column: column, width: width, with: glyphs.rule, style: style)
        let room = min(width, size.columns - column) - 4
        if !title.isEmpty, room > 0 {
            draw(" \(title) ", row: row, column: column + 2, width: room, style: titleStyle)
        }
    }

    /// Reads cells up to the first that does not fit; more columns than `room` means: there was more.
    private func measure(_ text: String, room: Int) -> (run: [(Grapheme, Int)], columns: Int) {
        var run: [(Grapheme, Int)] = []
        run.reserveCapacity(min(room, 64))
        var columns = 0
        for (grapheme, width) in GraphemeReader(text, placeholder: glyphs.placeholder) {
            run.append((grapheme, width))
            columns += width
            if columns > room { break }
        }
        return (run, columns)
    }

    private func cut(_ run: inout [(Grapheme, Int)], to room: Int) -> Int {
        var columns = run.reduce(0) { $0 + $1.1 }
        while columns > room - 1, let last = run.popLast() {
            columns -= last.1
        }
        run.append((Grapheme(glyphs.ellipsis), 1))
        return columns + 1
    }
}
