/// What the operator has done to the output of a step.
package struct OutputState: Hashable, Sendable {
    /// The execution.
    package var execution: String
    /// The run; nil for the newest.
    package var run: Int?
    /// The step.
    package var step: String
    /// The view to go back to.
    package var from: View
    /// The attempt chosen; nil for the newest.
    package var attempt: Int?
    /// Whether the newest lines are shown as they come.
    package var follows = true
    /// The first line shown while it does not follow.
    package var top = 0
    /// Whether long lines go on in the next row.
    package var wraps = false
    /// The columns cut off at the left.
    package var pan = 0
    /// What is looked for; empty for nothing.
    package var search = ""
    /// The hit that was gone to last.
    package var hit: Int?
    /// Whether the hits of a new search are still to be gone to.
    var seeksHit = false

    /// Creates the state of the newest lines.
    package init(_ step: String, run: Int?, of execution: String, from: View) {
        self.execution = execution
        self.run = run
        self.step = step
        self.from = from
    }
}
