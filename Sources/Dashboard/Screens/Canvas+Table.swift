internal import Canvas

/// What tables that fill the screen have in common.
extension Canvas {
    /// Draws the titles of the columns.
    mutating func drawTitles(_ columns: [TableColumn], _ layout: TableLayout, row: Int) {
        for place in layout.places {
            let column = columns[place.index]
            drawCell(column.title, of: column, at: place, row: row, style: Style(.tableHeader))
        }
    }

    /// Draws what sets the selected row apart, and gives the surface of the row's cells.
    mutating func drawSelection(_ isSelected: Bool, row: Int) -> Role {
        guard isSelected else { return .background }
        fill(row: row, style: Style(.text, on: .selection))
        draw(glyphs.selection, row: row, column: 0, style: Style(.key, on: .selection))
        cursor = Position(row: row, column: 0)
        return .selection
    }

    /// Draws the mark of a row's state, below the title `S`.
    mutating func drawMark(_ mark: StateMark, row: Int, on surface: Role) {
        draw(glyphs.glyph(mark), row: row, column: 2, width: 1, style: Style(mark.role, on: surface))
    }

    /// Draws a cell.
    mutating func drawCell(
        _ text: String,
        of column: TableColumn,
        at place: TableLayout.Place,
        row: Int,
        style: Style
    ) {
        draw(text, row: row, column: place.column, width: place.width, align: column.align, style: style)
    }
}
