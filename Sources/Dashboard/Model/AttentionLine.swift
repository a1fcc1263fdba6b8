/// Something that needs an operator.
package struct AttentionLine: Hashable, Sendable {
    /// The state whose mark it bears, such as `late`, `retrying` or `failed`.
    package var state: String
    /// What it is about: a task's name or an execution's id.
    package var subject: String
    /// Whether the subject is an execution.
    package var isExecution: Bool
    /// Whether the subject is a worker's session.
    package var isWorker = false
    /// What is the matter, one sentence.
    package var message: String

    /// The number of the alarm it shows, if it shows one that is raised.
    package var alarm: Int64?
    /// Whether somebody has it in hand: it is shown, and is not urgent.
    package var isAcknowledged = false

    /// Creates a line.
    package init(_ state: String, subject: String, isExecution: Bool = false, message: String) {
        self.state = state
        self.subject = subject
        self.isExecution = isExecution
        self.message = message
    }
}
