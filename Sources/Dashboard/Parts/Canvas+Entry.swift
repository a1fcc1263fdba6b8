internal import Canvas

extension Canvas {
    /// Draws a line that is being typed; a long one shows its end, where the operator types.
    ///
    /// Returns how many columns it took.
    @discardableResult
    mutating func drawEnd(of text: String, row: Int, column: Int, width: Int, style: Style) -> Int {
        let cells = Array(GraphemeReader(text, placeholder: glyphs.placeholder))
        var (first, columns) = (cells.count, 0)
        while first > 0, columns + cells[first - 1].width <= width {
            first -= 1
            columns += cells[first].width
        }
        var place = column
        for cell in cells[first...] {
            put(cell.grapheme, width: cell.width, row: row, column: place, style: style)
            place += cell.width
        }
        return columns
    }
}
