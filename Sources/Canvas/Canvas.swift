/// A screen as a value: a grid of cells that drawing fills and a terminal shows.
///
/// Drawing clips at the edges and never fails, whatever the size and the coordinates. Two things always hold:
/// a wide character is followed by its continuation, and every cell's text has been sanitised.
package struct Canvas: Hashable, Sendable {
    /// Its extent.
    package let size: Size
    /// The characters it draws with.
    package let glyphs: Glyphs
    /// Where the terminal's cursor waits: on what has the focus, for screen readers and magnifiers.
    package var cursor: Position?
    private var cells: [Cell]

    /// Creates an empty canvas.
    package init(size: Size, glyphs: Glyphs = Glyphs(.unicode)) {
        self.size = size
        self.glyphs = glyphs
        cells = Array(repeating: .blank, count: size.columns * size.rows)
    }

    /// The cell at a place on the canvas.
    package subscript(row: Int, column: Int) -> Cell {
        precondition(contains(row, column), "no such cell")
        return cells[row * size.columns + column]
    }

    /// The cells of a row on the canvas, left to right.
    package func row(_ row: Int) -> ArraySlice<Cell> {
        precondition(row >= 0 && row < size.rows, "no such row")
        return cells[row * size.columns..<(row + 1) * size.columns]
    }

    /// The columns of a row from the first that differs from another canvas of this size to the last, never half of
    /// a wide character; nil when none does.
    package func difference(from before: Canvas, row: Int, columns: Int) -> Range<Int>? {
        precondition(before.size == size && row >= 0 && row < size.rows && columns <= size.columns)
        let start = row * size.columns
        let (new, old) = (cells.span, before.cells.span)
        var first = start
        var end = start + columns
        while first < end, new[first] == old[first] { first += 1 }
        guard first < end else { return nil }
        while new[end - 1] == old[end - 1] { end -= 1 }
        while first > start, new[first].width == 0 || old[first].width == 0 { first -= 1 }
        while end < start + columns, new[end].width == 0 || old[end].width == 0 { end += 1 }
        return first - start..<end - start
    }

    /// Puts one grapheme; nothing happens where it does not fit wholly, except that a wide one cut by the
    /// right edge leaves a blank.
    ///
    /// Half a wide character that is overwritten becomes a blank, so no row ever shifts.
    package mutating func put(_ grapheme: Grapheme, width: Int, row: Int, column: Int, style: Style) {
        guard contains(row, column) else { return }
        guard column + width <= size.columns else {
            return put(.blank, width: 1, row: row, column: column, style: style)
        }
        let index = row * size.columns + column
        if cells[index].width == 0 { cells[index - 1] = Cell(.blank, style: cells[index - 1].style) }
        let after = index + width
        if column + width < size.columns, cells[after].width == 0 {
            cells[after] = Cell(.blank, style: cells[after].style)
        }
        cells[index] = Cell(grapheme, width: UInt8(width), style: style)
        if width == 2 { cells[index + 1] = Cell(.continuation, width: 0, style: style) }
    }

    /// Fills part of a row with one character.
    package mutating func fill(
        row: Int,
        column: Int = 0,
        width: Int = .max,
        with scalar: Unicode.Scalar = " ",
        style: Style
    ) {
        let end = min(size.columns, column.saturatingAdding(width))
        guard row >= 0, row < size.rows, column < end else { return }
        let first = max(0, column)
        guard first < end else { return }
        let cell = Cell(Grapheme(scalar), style: style)
        let range = makeRoom(for: end - first, row: row, column: first)
        var rest = cells.mutableSpan
        for place in range { rest[place] = cell }
    }

    /// Puts printable ASCII; there must be room for all of it.
    mutating func put(plain text: String, row: Int, column: Int, style: Style) {
        var place = makeRoom(for: text.utf8.count, row: row, column: column).lowerBound
        var rest = cells.mutableSpan
        for byte in text.utf8 {
            rest[place] = Cell(Grapheme(Unicode.Scalar(byte)), style: style)
            place += 1
        }
    }

    /// Half a wide character at either side of places about to be taken becomes a blank.
    private mutating func makeRoom(for count: Int, row: Int, column: Int) -> Range<Int> {
        let start = row * size.columns + column
        let end = start + count
        if cells[start].width == 0 { cells[start - 1] = Cell(.blank, style: cells[start - 1].style) }
        if column + count < size.columns, cells[end].width == 0 {
            cells[end] = Cell(.blank, style: cells[end].style)
        }
        return start..<end
    }

    private func contains(_ row: Int, _ column: Int) -> Bool {
        row >= 0 && row < size.rows && column >= 0 && column < size.columns
    }
}

extension Int {
    /// The sum, or the largest number when it is larger than that.
    func saturatingAdding(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
