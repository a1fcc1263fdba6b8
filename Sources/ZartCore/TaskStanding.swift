package import Timetable

/// How a task stands, as far as its coming instants are concerned.
package struct TaskStanding: Sendable {
    /// With the executions that hold its slots, and the instants that wait for one.
    package let view: TaskView
    /// When those executions began, by id; those that have not are missing.
    package let begun: [String: Instant]
    /// Instants that its pause has held so far, oldest first.
    package let paused: [ResumePlanner.Span]
    /// What step rules keep from ending; nil when none is about a step of it.
    package let hold: RuleHold?

    package init(
        view: TaskView,
        begun: [String: Instant],
        paused: [ResumePlanner.Span] = [],
        hold: RuleHold? = nil
    ) {
        self.view = view
        self.begun = begun
        self.paused = paused
        self.hold = hold
    }
}

/// What a step rule does to a task: executions that come to that step stay there until the rule is removed.
package struct RuleHold: Sendable, Hashable {
    package let step: String
    package let rule: StepRule
    /// The open executions that are there or will come to it, by id.
    package let executions: Set<String>
    /// How long a run may take before it fails for that; nil where there is no limit, or none is known.
    package let limit: Duration?

    package init(step: String, rule: StepRule, executions: Set<String>, limit: Duration? = nil) {
        self.limit = limit
        self.step = step
        self.rule = rule
        self.executions = executions
    }
}
