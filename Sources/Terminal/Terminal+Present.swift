internal import CCurses
package import Canvas

extension Terminal {
    /// Shows a canvas, sending only what differs from the last one; false when the terminal is not ready for a
    /// frame, and then nothing has happened.
    ///
    /// Call it again with the newest canvas when the loop says that the terminal has caught up.
    @discardableResult
    package func present(_ canvas: Canvas) -> Bool {
        sink.drain()
        guard !sink.isBusy else { return false }
        let window = zt_stdscr()
        let rows = min(canvas.size.rows, size.rows)
        let columns = min(canvas.size.columns, size.columns)
        let before = shown.flatMap { $0.size == canvas.size ? $0 : nil }
        if before == nil { werase(window) }
        var hasChanged = before == nil || before?.cursor != canvas.cursor
        for row in 0..<rows {
            let all = 0..<columns
            let changed = before.map { canvas.difference(from: $0, row: row, columns: columns) } ?? all
            guard let changed, !changed.isEmpty else { continue }
            hasChanged = true
            let cells = canvas.row(row).dropFirst(changed.lowerBound).prefix(changed.count)
            draw(cells, row: row, column: changed.lowerBound)
        }
        guard hasChanged else { return true }
        let cursor = canvas.cursor ?? Position(row: rows - 1, column: 0)
        wmove(window, Int32(clamping: cursor.row), Int32(clamping: cursor.column))
        wnoutrefresh(window)
        doupdate()
        sink.flush()
        shown = canvas
        return true
    }

    private func draw(_ cells: ArraySlice<Cell>, row: Int, column: Int) {
        var rest = cells
        while let style = rest.first?.style {
            let run = rest.prefix { $0.style == style }
            text.removeAll(keepingCapacity: true)
            run.forEach(append)
            let look = look(of: style)
            let place = Int32(column + run.startIndex - cells.startIndex)
            zt_put_run(zt_stdscr(), Int32(row), place, look.attributes, look.pair, text, Int32(text.count))
            rest = rest[run.endIndex...]
        }
    }

    /// Adds a cell's characters to the text, if the C library sees the same width in them as the canvas does:
    /// otherwise the rest of the row would shift, so question marks take their place.
    private func append(_ cell: Cell) {
        guard cell.width > 0 else { return }
        if cell.grapheme.isASCII { return text.append(wchar_t(cell.grapheme.utf8(at: 0))) }
        let start = text.count
        var columns: Int32 = 0
        cell.grapheme.forEachScalar { scalar in
            let character = wchar_t(scalar.value)
            let width = zt_wcwidth(character)
            columns += width < 0 ? 100 : width
            text.append(character)
        }
        if columns != Int32(cell.width) {
            text.removeSubrange(start...)
            text += repeatElement(wchar_t(UInt8(ascii: "?")), count: Int(cell.width))
        }
    }

    private func look(of style: Style) -> Look {
        if let look = looks[style] { return look }
        let paint = theme.paint(style, depth: depth)
        let look = Look(attributes: Self.attributes(paint.attributes), pair: pair(paint))
        looks[style] = look
        return look
    }

    private func pair(_ paint: Paint) -> Int32 {
        guard paint.foreground != .terminal || paint.background != .terminal else { return 0 }
        return max(0, alloc_pair(number(paint.foreground), number(paint.background)))
    }

    private func number(_ colour: Colour) -> Int32 {
        switch colour {
        case .terminal: -1
        case .indexed(let index): Int32(index) + (isDirect ? DirectDescription.palette : 0)
        case .rgb(let red, let green, let blue): Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
        }
    }

    private static func attributes(_ attributes: Attributes) -> attr_t {
        var bits: attr_t = 0
        if attributes.contains(.bold) { bits |= zt_a_bold() }
        if attributes.contains(.dim) { bits |= zt_a_dim() }
        if attributes.contains(.italic) { bits |= zt_a_italic() }
        if attributes.contains(.underline) { bits |= zt_a_underline() }
        if attributes.contains(.reverse) { bits |= zt_a_reverse() }
        return bits
    }
}
