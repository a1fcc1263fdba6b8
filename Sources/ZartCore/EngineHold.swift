package import Timetable

/// A pause of everything: until it is released no instant of any task starts anything.
///
/// Instants that pass meanwhile are recorded as `paused`, as those of a task that is paused by itself. What is
/// scheduled or running goes on, and an operator may still start things by hand.
package struct EngineHold: Sendable, Hashable {
    package let number: Int64
    package let beganAt: Instant
    /// When it ends by itself; nil when only an operator ends it.
    package let until: Instant?
    package let actor: String
    package let terminal: String
    package let note: String?

    package init(
        number: Int64,
        beganAt: Instant,
        until: Instant?,
        actor: String,
        terminal: String,
        note: String?
    ) {
        self.number = number
        self.beganAt = beganAt
        self.until = until
        self.actor = actor
        self.terminal = terminal
        self.note = note
    }

    /// Who it is of and why, for people: `anna: the database moves`.
    package var phrase: String {
        actor.actorPhrase + (note.map { ": \($0)" } ?? "")
    }
}

/// A pause of everything with its end, whoever of those that paused it in turn began it.
package struct HoldSpan: Sendable, Hashable {
    package let hold: EngineHold
    /// When and by whom it was released; nil while it is in force.
    package let endedAt: Instant?
    package let endedBy: String

    package init(hold: EngineHold, endedAt: Instant?, endedBy: String = "") {
        self.hold = hold
        self.endedAt = endedAt
        self.endedBy = endedBy
    }
}

/// What changes of holds, of step rules, and of what a task has still to skip or has failed in a row.
package enum HoldWrite: Sendable {
    /// Everything is paused from now on; a hold that is in force already ends.
    case begin(EngineHold)
    /// The hold in force ends; what it recorded as `paused` of active tasks is decided from here on.
    case release(at: Instant, actor: String)
    case addRule(StepRule)
    case removeRules([Int64], at: Instant, actor: String)
    /// How many of a task's next instants will be `excluded`.
    case skip(task: Int64, count: Int)
    case streak(task: Int64, FailureStreak)
}

/// What holds work back just now.
package struct HoldReport: Sendable, Hashable {
    package let hold: EngineHold?
    /// The step rules in force, oldest first.
    package let rules: [StepRule]
    /// How many steps wait for the end of a rule, by its number.
    package let waiting: [Int64: Int]

    package init(hold: EngineHold? = nil, rules: [StepRule] = [], waiting: [Int64: Int] = [:]) {
        self.hold = hold
        self.rules = rules
        self.waiting = waiting
    }
}

/// A step that has not begun and waits for the end of a rule.
package struct HeldStep: Sendable, Hashable {
    package let execution: Int64
    package let name: String
    /// The task's name, or the handler's of an execution without a task.
    package let task: String

    package init(execution: Int64, name: String, task: String) {
        self.execution = execution
        self.name = name
        self.task = task
    }
}
