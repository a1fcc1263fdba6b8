/// A rectangle of the screen that a pane may draw in.
struct Area: Hashable {
    var row: Int
    var column: Int
    var rows: Int
    var columns: Int

    /// The row after its last one.
    var bottom: Int { row + rows }

    /// The upper rows, and what is left below them.
    func split(top rows: Int) -> (top: Area, rest: Area) {
        let rows = min(max(0, rows), self.rows)
        return (
            Area(row: row, column: column, rows: rows, columns: columns),
            Area(row: row + rows, column: column, rows: self.rows - rows, columns: columns)
        )
    }

    /// The left columns, and what is left beside them.
    func split(left columns: Int) -> (left: Area, rest: Area) {
        let columns = min(max(0, columns), self.columns)
        return (
            Area(row: row, column: column, rows: rows, columns: columns),
            Area(row: row, column: column + columns, rows: rows, columns: self.columns - columns)
        )
    }
}
