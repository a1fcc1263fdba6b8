/// How a cell looks, as meanings: a ``Theme`` turns it into colours.
package struct Style: Hashable, Sendable {
    /// What the text is.
    package var role: Role
    /// What it lies on; lends its background colour and its attributes.
    package var surface: Role
    /// Foreground and background exchanged: how a block of eighths begins inside a cell.
    package var reversed: Bool

    /// Creates a style.
    package init(_ role: Role, on surface: Role = .background, reversed: Bool = false) {
        self.role = role
        self.surface = surface
        self.reversed = reversed
    }

    /// Plain text on the plain background.
    package static let text = Style(.text)
}
