/// One execution with everything the detail screen shows of it.
package struct DetailPage: Hashable, Sendable {
    /// The execution.
    package var execution: ExecutionLine
    /// What it was given, as JSON text.
    package var payload = ""
    /// What it returned, as JSON text.
    package var result: String?
    /// Why it failed or was cancelled.
    package var error: String?
    /// Its task's overlap policy.
    package var overlap = ""
    /// Its task's recurrence.
    package var schedule = ""
    /// When its task fires next; nil when it does not.
    package var taskNextFireAt: Int64?
    /// The worker that drives it, for people; nil when none does.
    package var worker: String?
    /// Its runs, oldest first; the last one is the newest.
    package var runs: [RunLine] = []
    /// The steps that it has not come to; nil where only its handler knows whether there are any.
    package var following: [String]?
    /// All steps that a restart would come to, where its task does something else by now; nil otherwise.
    package var changed: [String]?
    /// What happened to it, oldest first.
    package var events: [EventLine] = []

    /// Creates a page.
    package init(_ execution: ExecutionLine) {
        self.execution = execution
    }
}

/// One run of an execution.
package struct RunLine: Hashable, Sendable {
    /// Its number, from 0.
    package var number: Int
    /// `initial`, `retry`, `restart` or `rerun`.
    package var trigger: String
    /// Its state, as the engine spells it.
    package var state: String
    /// When it began.
    package var startedAt: Int64?
    /// When it ended.
    package var endedAt: Int64?
    /// Why it failed or was cancelled.
    package var error: String?
    /// What it was given, as JSON text, where the run after it was given something else.
    package var payload: String?
    /// Its steps in the order in which they began; those expected but not begun are last and `scheduled`.
    package var steps: [StepLine] = []

    /// Creates a run.
    package init(_ number: Int, trigger: String, state: String) {
        self.number = number
        self.trigger = trigger
        self.state = state
    }
}

/// One step of a run.
package struct StepLine: Hashable, Sendable {
    /// Its name, which is its identity within the run.
    package var name: String
    /// `step`, `sleep`, `event`, `value`, `transaction` or `on-failure`.
    package var kind = "step"
    /// Its state, as the engine spells it.
    package var state: String
    /// When it began; nil for one that is only expected.
    package var startedAt: Int64?
    /// When it ended.
    package var endedAt: Int64?
    /// When it goes on by itself: the planned retry, the end of a sleep, the limit of a wait.
    package var nextRetryAt: Int64?
    /// Its attempts so far, oldest first.
    package var attempts: [AttemptLine] = []
    /// The attempts that would follow if each one fails, soonest first; the first is the planned one.
    package var planned: [PlannedAttempt] = []
    /// How its retries are spaced, for people.
    package var retry: String?
    /// The usual duration of this step in the task's last executions; nil when there are too few to say.
    package var usual: Int64?
    /// Nineteen in twenty took no longer.
    package var usualMost: Int64?
    /// Whether it ran beside another step.
    package var isParallel = false
    /// Whether it was cancelled and has yet to stop.
    package var isStopping = false
    /// The rule that keeps it from beginning, such as `rule 2 of anna`.
    package var heldBy: String?
    /// From when on a rule had held it back before it began; nil where none had.
    package var heldAt: Int64?
    /// Whether it ended without having been tried, as a rule had held it back.
    package var isUnbegun = false
    /// Why it failed.
    package var error: String?
    /// What it returned, as JSON text.
    package var result: String?

    /// Creates a step.
    package init(_ name: String, state: String) {
        self.name = name
        self.state = state
    }
}

/// One attempt of a step.
package struct AttemptLine: Hashable, Sendable {
    /// Its number, from 1.
    package var number: Int
    /// Its state, as the engine spells it.
    package var state: String
    /// When it began.
    package var startedAt: Int64
    /// When it ended.
    package var endedAt: Int64?
    /// The wait before the next attempt that its failure brought.
    package var backoff: Int64?
    /// Why it failed.
    package var error: String?
    /// The worker session that drove it.
    package var worker: Int?

    /// Creates an attempt.
    package init(_ number: Int, state: String, startedAt: Int64) {
        self.number = number
        self.state = state
        self.startedAt = startedAt
    }
}

/// An attempt that does not exist yet.
package struct PlannedAttempt: Hashable, Sendable {
    /// Its number, from 1.
    package var number: Int
    /// When it begins, if the ones before it fail at once.
    package var at: Int64
    /// Whether the run fails when it fails.
    package var isLast: Bool

    /// Creates a planned attempt.
    package init(_ number: Int, at: Int64, isLast: Bool) {
        self.number = number
        self.at = at
        self.isLast = isLast
    }
}
