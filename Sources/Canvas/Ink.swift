/// What a theme says of a role; what it leaves out comes from the surface or from the role's parent.
package struct Ink: Hashable, Sendable {
    /// The text's colour.
    package var foreground: Colour?
    /// The colour behind it.
    package var background: Colour?
    /// What else is done to it.
    package var attributes: Attributes

    /// Creates an ink.
    package init(foreground: Colour? = nil, background: Colour? = nil, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}
