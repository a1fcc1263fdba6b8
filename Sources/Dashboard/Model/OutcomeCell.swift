/// One cell of the strip of last outcomes: what became of one instant.
package struct OutcomeCell: Hashable, Sendable {
    /// The state, as the engine spells it.
    package var state: String
    /// How long it took; nil when it did not end.
    package var duration: Int64?

    /// Creates a cell.
    package init(_ state: String, duration: Int64? = nil) {
        self.state = state
        self.duration = duration
    }
}
