/// Which characters the program itself draws with; the text of others is not touched by it.
package enum GlyphSet: String, CaseIterable, Hashable, Sendable {
    /// Blocks, rules and symbols, one column each except on terminals that draw ambiguous characters wide.
    case unicode
    /// ASCII only: always right.
    case ascii
}
