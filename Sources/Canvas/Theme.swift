/// Looks, by meaning: which colours and attributes a ``Role`` has at each colour depth.
///
/// A theme is always complete: what it does not say, a parent role or the terminal's own colours say.
package struct Theme: Hashable, Sendable {
    /// For what background it is made.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case dark, light
    }

    /// A state's own glyphs, one column each.
    package struct GlyphPair: Hashable, Sendable {
        /// For the Unicode set.
        package var unicode: Unicode.Scalar
        /// For the ASCII set.
        package var ascii: Unicode.Scalar
    }

    /// Its name for people.
    package var name = ""
    /// For what background it is made.
    package var kind = Kind.dark
    /// The `[roles]`.
    package var roles: [Role: Ink] = [:]
    /// The `[ansi16]`, for terminals of 16 and 8 colours; what is missing is computed from `roles`.
    package var ansi16: [Role: Ink] = [:]
    /// The `[mono]`, for terminals without colours; what is missing has the attributes of `roles`.
    package var mono: [Role: Attributes] = [:]
    /// The `[glyphs]`.
    package var glyphs: [StateMark: GlyphPair] = [:]

    /// Creates a theme that says nothing.
    package init() {}

    /// How a style is drawn at a colour depth.
    package func paint(_ style: Style, depth: ColourDepth) -> Paint {
        let ink = self.ink(style.role, depth: depth)
        let under = self.ink(style.surface, depth: depth)
        var attributes = ink.attributes
        if style.surface != .background { attributes.formUnion(under.attributes) }
        if style.reversed { attributes.formSymmetricDifference(.reverse) }
        // A role that is only a colour behind, such as a dialog's, has the foreground of text.
        let front = ink.foreground ?? self.ink(.text, depth: depth).foreground
        let behind = ink.background ?? under.background ?? self.ink(.background, depth: depth).background
        return Paint(
            foreground: (front ?? .terminal).reduced(to: depth),
            background: (behind ?? .terminal).reduced(to: depth),
            attributes: attributes
        )
    }

    private func ink(_ role: Role, depth: ColourDepth) -> Ink {
        var next: Role? = role
        while let role = next {
            if let ink = own(role, depth: depth) { return ink }
            next = role.parent
        }
        return Ink()
    }

    private func own(_ role: Role, depth: ColourDepth) -> Ink? {
        switch depth {
        case .mono: (mono[role] ?? roles[role]?.attributes).map { Ink(attributes: $0) }
        case .eight, .sixteen: ansi16[role] ?? roles[role]
        case .palette, .direct: roles[role]
        }
    }
}
