/// What the operator has done to the detail screen.
package struct DetailState: Hashable, Sendable {
    /// The panes of the screen that the cursor can be in.
    package enum Pane: CaseIterable, Hashable, Sendable {
        /// The line of runs; only there when there are several.
        case runs
        case steps
        /// Attempts, values and events.
        case text
    }

    /// The execution shown.
    package var id: String
    /// The view to go back to.
    package var from: View
    /// The steps.
    package var steps = ListState<String>()
    /// The run shown; nil for the newest.
    package var run: Int?
    /// How much the timeline is enlarged: 1 shows all of the run, 2 half of it, and so on.
    package var zoom: Int64 = 1
    /// How far the left edge lies from the run's beginning, in milliseconds; of no meaning while following.
    package var left: Int64 = 0
    /// Whether the present is kept in view while the run lasts.
    package var follows = true
    /// The pane that has the cursor.
    package var pane = Pane.steps
    /// The first line shown of the text pane.
    package var scroll = 0

    /// Creates the state for an execution.
    package init(_ id: String, from: View) {
        self.id = id
        self.from = from
    }

    /// Shows all of the run again.
    mutating func showAll() {
        zoom = 1
        left = 0
        follows = true
    }
}
