/// A place on a canvas, from zero at the top left.
package struct Position: Hashable, Sendable {
    /// The row.
    package var row: Int
    /// The column.
    package var column: Int

    /// Creates a position.
    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}
