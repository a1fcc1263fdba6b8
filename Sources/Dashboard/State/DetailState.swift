/// What the operator has done to the detail screen.
package struct DetailState: Hashable, Sendable {
    /// The panes of the screen that the cursor can be in.
    package enum Pane: CaseIterable, Hashable, Sendable {
        case steps, text
    }

    /// The execution shown.
    package var id: String
    /// The view to go back to.
    package var from: View
    /// The steps.
    package var steps = ListState<String>()
    /// The run shown; nil for the newest.
    package var run: Int?
    /// How much of the run's length a column of the timeline stands for: 1 shows all, 2 half of it, …
    package var zoom = 1
    /// How far the left edge lies from the beginning, in steps of an eighth of what is shown.
    package var pan = 0
    /// Whether the right edge follows the present.
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
}
