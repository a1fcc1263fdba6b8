package import Timetable

/// One bite of what is past keeping: what is kept, and how many rows may go at a time.
package struct PruneRequest: Sendable {
    /// What is kept where a task says nothing else.
    package var rule: RetentionRule
    /// About how many rows go; one execution goes as a whole.
    package var limit: Int
    package var at: Instant

    package init(rule: RetentionRule, limit: Int, at: Instant) {
        self.rule = rule
        self.limit = limit
        self.at = at
    }
}

/// What one bite removed.
package struct Pruned: Sendable, Hashable {
    package var executions = 0
    /// Rows of decisions.
    package var decisions = 0
    /// Rows of everything, steps and attempts among them.
    package var rows = 0
    /// Whether the look at everything that is kept has yet to come to its end.
    package var hasMore = false

    package init() {}
}

/// An operator asked for everything to go that ended before a time.
package struct PruneDemand: Sendable {
    /// Nil for every task.
    package var task: Int64?
    /// Nil where only the rules are to be applied, but now.
    package var before: Instant?
    package var at: Instant

    package init(task: Int64?, before: Instant?, at: Instant) {
        self.task = task
        self.before = before
        self.at = at
    }
}
