package import Timetable

/// A rule that holds steps back: those that match begin only when it is removed.
///
/// It is about steps and transactional steps that have not begun. One that has, in whatever attempt, goes on; sleeps,
/// waits, captured values and the last word of `onFailure` are no work and are not held.
package struct StepRule: Sendable, Hashable {
    package let number: Int64
    package let steps: NamePattern
    package let tasks: NamePattern
    package let actor: String
    package let terminal: String
    package let note: String?
    package let beganAt: Instant

    package init(
        number: Int64,
        steps: NamePattern,
        tasks: NamePattern,
        actor: String,
        terminal: String,
        note: String?,
        beganAt: Instant
    ) {
        self.number = number
        self.steps = steps
        self.tasks = tasks
        self.actor = actor
        self.terminal = terminal
        self.note = note
        self.beganAt = beganAt
    }

    /// Whether it holds that step of that task.
    package func holds(_ step: String, of task: String) -> Bool {
        steps.matches(step) && tasks.matches(task)
    }

    /// Which rule it is and whose, for people: `rule 2 of anna: the mail server is down`.
    package var phrase: String {
        "rule \(number) of \(actor.actorPhrase)" + (note.map { ": \($0)" } ?? "")
    }

    /// What it is about, for people: `steps 'email*' of tasks 'report*'`.
    package var scope: String { "steps '\(steps)' of tasks '\(tasks)'" }
}

extension [StepRule] {
    /// The oldest rule that holds a step back.
    package func holding(_ step: String, of task: String) -> StepRule? {
        first { $0.holds(step, of: task) }
    }
}
