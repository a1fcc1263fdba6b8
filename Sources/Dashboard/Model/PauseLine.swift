/// A pause with what an operator said of it, so that it can be made again as it was.
package struct PauseLine: Hashable, Sendable {
    /// Why it is; nil when that was not said.
    package var note: String?
    /// When it ends by itself; nil when only an operator ends it.
    package var until: Int64?

    /// Creates a pause.
    package init(note: String?, until: Int64?) {
        self.note = note
        self.until = until
    }
}

/// A rule that holds back steps.
package struct StepRuleLine: Hashable, Sendable {
    /// Which steps, of which tasks, as patterns.
    package var steps: String
    package var tasks: String
    /// Why; nil when that was not said.
    package var note: String?

    /// Creates a rule.
    package init(steps: String, tasks: String, note: String?) {
        self.steps = steps
        self.tasks = tasks
        self.note = note
    }
}
