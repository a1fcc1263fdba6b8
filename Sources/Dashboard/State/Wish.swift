/// What the screens need to be read besides what they always show.
package struct Wish: Hashable, Sendable {
    /// The executions to list; nil when none are shown.
    package var executions: ExecutionWish?
    /// The moment to look back to; nil for now.
    package var past: Int64?
    /// The execution to show in detail; nil when none is.
    package var detail: String?
    /// The output to show; nil when none is.
    package var output: OutputWish?
    /// The events to list; nil when none are shown.
    package var events: EventWish?
    /// The decisions to list; nil when none are shown.
    package var ledger: LedgerWish?
    /// The two executions to compare; nil when none are.
    package var diff: [String]?
    /// The instant to explain; nil when none is.
    package var why: WhyWish?
    /// The orders whose effect is to be told; empty when none is asked about.
    package var preview: [OrderRequest.Verb] = []
    /// Whether a question tells how many instants are held: the number goes with the time, commit or none.
    package var heldBack = false
    /// Whether the workers are shown.
    package var workers = false
    /// Tasks whose numbers (strip, durations, coming instants) are on the screen.
    package var tasks: [String] = []
    /// How many of the newest events are on the screen, or a few more.
    package var recent = 0
    /// The task whose last day is summed up; nil when none is.
    package var selectedTask: String?
    /// How far the fire radar looks ahead; nil when it is not shown.
    package var radar: Int64?

    /// Creates a wish for nothing.
    package init() {}
}

/// Which executions to list.
package struct ExecutionWish: Hashable, Sendable {
    /// What they must match.
    package var filter = Filter()
    /// Their order.
    package var sort = ExecutionSort()
    /// How many rows from the first.
    package var limit = 0

    /// Creates a wish.
    package init() {}
}

/// Which events to list.
package struct EventWish: Hashable, Sendable {
    /// What they must match.
    package var filter = Filter()
    /// The least level.
    package var level = EventLine.Level.info
    /// How many, counted back from ``before``.
    package var limit = 0
    /// Only those up to this moment; nil for the newest.
    package var before: Int64?

    /// Creates a wish.
    package init() {}
}

/// Which output of a step to show.
package struct OutputWish: Hashable, Sendable {
    /// The execution.
    package var execution: String
    /// The run; nil for the newest.
    package var run: Int?
    /// The step.
    package var step: String
    /// The attempt; nil for the newest.
    package var attempt: Int?
    /// The first line wanted; nil for the newest ones.
    package var from: Int?
    /// How many lines.
    package var limit = 0
    /// What to look for in all of it; empty for nothing.
    package var search = ""

    /// Creates a wish for a step's newest attempt.
    package init(_ step: String, run: Int?, of execution: String) {
        self.execution = execution
        self.run = run
        self.step = step
    }
}

/// Which decisions of a task to list.
package struct LedgerWish: Hashable, Sendable {
    /// The task.
    package var task: String
    /// The only decision; nil for all.
    package var decision: String?
    /// How many rows from the newest.
    package var limit: Int

    /// Creates a wish.
    package init(_ task: String, decision: String?, limit: Int) {
        self.task = task
        self.decision = decision
        self.limit = limit
    }
}

/// Which instant of a task to explain.
package struct WhyWish: Hashable, Sendable {
    /// The task.
    package var task: String
    /// The instant, or when the time was written; nil for the newest.
    package var at: Int64?
    /// The time as an operator wrote it; nil when none was written.
    package var text: String?

    /// Creates a wish.
    package init(_ task: String, at: Int64?, text: String? = nil) {
        self.task = task
        self.at = at
        self.text = text
    }
}
