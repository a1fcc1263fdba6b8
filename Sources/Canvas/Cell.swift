/// One place on a canvas.
package struct Cell: Hashable, Sendable {
    /// What it shows; ``Grapheme/continuation`` when the character to its left is wide.
    package var grapheme: Grapheme
    /// The columns it takes: 1, 2, or 0 for a continuation.
    package var width: UInt8
    /// How it looks.
    package var style: Style

    /// Creates a cell; `width` must be the grapheme's.
    package init(_ grapheme: Grapheme, width: UInt8 = 1, style: Style = .text) {
        self.grapheme = grapheme
        self.width = width
        self.style = style
    }

    /// An empty cell.
    package static let blank = Cell(.blank)
}
