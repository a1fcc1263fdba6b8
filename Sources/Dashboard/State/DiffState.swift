/// What the operator has done to the screen that compares two executions.
package struct DiffState: Hashable, Sendable {
    /// The two executions.
    package var ids: [String]
    /// The view to go back to.
    package var from: View
    /// The rows, by their place.
    package var list = ListState<Int>()
    /// Whether only what differs is shown.
    package var isNarrow = false

    /// Creates the state for two executions.
    package init(_ ids: [String], from: View) {
        self.ids = ids
        self.from = from
    }
}
