/// What divides panes, and what the lanes of a look ahead are made of.
extension Glyphs {
    private func choose(_ unicode: Unicode.Scalar, _ ascii: Unicode.Scalar) -> Unicode.Scalar {
        family == .ascii ? ascii : unicode
    }

    /// A vertical rule.
    package var wall: Unicode.Scalar { choose("│", "|") }

    /// Where a vertical rule begins below a horizontal one.
    package var wallBegins: Unicode.Scalar { choose("┬", "+") }

    /// Where a vertical rule ends on a horizontal one.
    package var wallEnds: Unicode.Scalar { choose("┴", "+") }

    /// Where a horizontal rule begins at a vertical one.
    package var wallBranches: Unicode.Scalar { choose("├", "+") }

    /// The present, in a lane of time.
    package var present: Unicode.Scalar { choose("┆", "|") }

    /// An instant to come, in a lane of time.
    package var instant: Unicode.Scalar { choose("│", "|") }

    /// The time that something is expected to take.
    package var expected: Unicode.Scalar { choose("░", ":") }

    /// Instants too close to be told apart.
    package var crowd: Unicode.Scalar { choose("▒", "%") }

    /// Points beyond the right edge.
    package var beyond: String { family == .ascii ? "->" : "→" }

    /// An order in which the least comes first.
    package var ascending: String { family == .ascii ? "^" : "↑" }

    /// An order in which the most comes first.
    package var descending: String { family == .ascii ? "v" : "↓" }

    /// The newest are shown as they come.
    package var following: String { family == .ascii ? "v" : "▼" }

    /// The levels of a strip of outcomes, lowest first; none looks like the glyph of another outcome.
    package var heights: [Unicode.Scalar] {
        family == .ascii ? ["_", "-", "=", "#"] : levels
    }
}
