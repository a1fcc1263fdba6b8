/// A place in a file, as editors count: lines and columns from 1, columns in characters.
package struct Mark: Sendable, Hashable, Comparable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place so many characters further on the same line.
    func advanced(by columns: Int) -> Mark { Mark(line: line, column: column + columns) }

    package static func < (left: Mark, right: Mark) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
