/// One cell of a strip of outcomes.
package struct StripCell: Hashable, Sendable {
    /// The state, as the engine spells it.
    package var state: String
    /// How long it took as a share of what is usual; nil when that cannot be said.
    package var height: Double?

    /// Creates a cell.
    package init(_ state: String, height: Double? = nil) {
        self.state = state
        self.height = height
    }
}
