/// The characters the program draws with, one column each.
package struct Glyphs: Hashable, Sendable {
    /// Where they come from.
    package let family: GlyphSet
    private var marks: [StateMark: Unicode.Scalar]

    /// Creates the glyphs of a set, a theme's own first.
    package init(_ set: GlyphSet, theme: Theme? = nil) {
        family = set
        marks = [:]
        for mark in StateMark.allCases {
            let own = theme?.glyphs[mark].map { family == .ascii ? $0.ascii : $0.unicode }
            marks[mark] = own ?? mark.glyph(in: set)
        }
    }

    /// The glyph of a state.
    package func glyph(_ mark: StateMark) -> String {
        String(scalar(mark))
    }

    /// The glyph of a state, as a character.
    func scalar(_ mark: StateMark) -> Unicode.Scalar {
        marks[mark] ?? placeholder
    }

    /// Stands for what must not reach a terminal.
    package var placeholder: Unicode.Scalar { family == .ascii ? "?" : "·" }

    /// Ends text that was cut.
    package var ellipsis: Unicode.Scalar { family == .ascii ? "~" : "…" }

    /// A horizontal rule.
    package var rule: Unicode.Scalar { family == .ascii ? "-" : "─" }

    /// Marks the selected row, in the first column.
    package var selection: String { family == .ascii ? ">" : "▌" }

    /// Stands for no value.
    package var none: String { family == .ascii ? "-" : "–" }

    /// A bar's cell filled by an eighth to eight eighths, from the left.
    package var bars: [Unicode.Scalar] {
        family == .ascii ? ["#"] : ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    }

    /// A bar's empty cell.
    package var barRest: Unicode.Scalar { family == .ascii ? "." : "·" }

    /// A sparkline's levels, lowest first.
    package var levels: [Unicode.Scalar] {
        family == .ascii
            ? ["_", ".", "-", "=", "+", "*", "%", "#"]
            : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    }
}
