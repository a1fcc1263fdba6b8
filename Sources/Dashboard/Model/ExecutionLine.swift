/// One execution as lists show it.
package struct ExecutionLine: Hashable, Sendable {
    /// Its id, which is its identity on the screen.
    package var id: String
    /// Its task, or the handler's name when it has none.
    package var task: String
    /// Whether it belongs to a recurring task, and not only to a handler.
    package var isOfTask = true
    /// Its number; nil when it was started under an id of its own.
    package var occurrence: Int?
    /// `scheduled`, `running`, `completed`, `failed`, `cancelled`, or, while it runs, what its current step does:
    /// `retrying`, `sleeping`, `waiting`.
    package var state: String
    /// The order in which executions were created.
    package var sequence: Int64 = 0
    /// The instant it stands for; nil when started by hand.
    package var nominalAt: Int64?
    /// When it was meant to begin.
    package var scheduledAt: Int64
    /// When its newest run began; nil when that has not.
    package var startedAt: Int64?
    /// When it ended.
    package var endedAt: Int64?
    /// Steps that completed.
    package var stepsDone = 0
    /// Steps that have begun or, from the task's last executions, are expected.
    package var stepsKnown = 0
    /// The step it is in, or the last one.
    package var step: String?
    /// That step's attempt, from 1.
    package var attempt: Int?
    /// The most attempts that step may have; nil when it is not known.
    package var attempts: Int?
    /// When that step goes on by itself.
    package var nextRetryAt: Int64?
    /// Whether an order waits for a slot to run it again.
    package var isQueued = false
    /// The newest error, or what it waits for.
    package var note = ""

    /// Creates a line.
    package init(_ id: String, task: String, state: String, scheduledAt: Int64) {
        self.id = id
        self.task = task
        self.state = state
        self.scheduledAt = scheduledAt
    }

    /// The step it is in, or that it ended in; nil once it is completed.
    package var standsAt: String? { isOpen || state == "failed" || state == "cancelled" ? step : nil }

    /// Whether it has not ended.
    package var isOpen: Bool { endedAt == nil }

    /// Whether a cancel has something to do: to end it, or to take back the run that waits.
    package var isCancellable: Bool { isOpen || isQueued }
}
