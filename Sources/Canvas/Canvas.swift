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
        for place in max(0, column)..<max(0, end) {
            put(Grapheme(scalar), width: 1, row: row, column: place, style: style)
        }
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
