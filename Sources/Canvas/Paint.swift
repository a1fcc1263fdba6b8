/// How a cell is drawn on one terminal: all a terminal needs to know of a ``Style``.
package struct Paint: Hashable, Sendable {
    /// The text's colour, one the terminal has.
    package var foreground: Colour
    /// The colour behind it, one the terminal has.
    package var background: Colour
    /// What else is done to it.
    package var attributes: Attributes

    /// Creates a paint.
    package init(foreground: Colour, background: Colour, attributes: Attributes) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}
