extension Canvas {
    /// The rows as plain text, trailing blanks trimmed, each ended by a newline but the last.
    package var text: String {
        plane { $0.grapheme.string }
    }

    /// The roles as a picture under ``text``: one letter of the legend a column, `.` for roles it leaves out.
    ///
    /// Trailing dots are trimmed.
    package func roles(_ legend: [Role: Character]) -> String {
        plane(trim: ".") { String(legend[$0.style.role] ?? ".") }
    }

    /// The surfaces as a picture, like ``roles(_:)``.
    package func surfaces(_ legend: [Role: Character]) -> String {
        plane(trim: ".") { String(legend[$0.style.surface] ?? ".") }
    }

    private func plane(trim: Character = " ", _ show: (Cell) -> String) -> String {
        (0..<size.rows).map { index in
            var line = row(index).map(show).joined()
            while line.last == trim { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
