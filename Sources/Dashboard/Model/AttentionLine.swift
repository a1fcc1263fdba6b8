/// Something that needs an operator.
package struct AttentionLine: Hashable, Sendable {
    /// The state whose mark it bears, such as `late`, `retrying` or `failed`.
    package var state: String
    /// What it is about: a task's name or an execution's id.
    package var subject: String
    /// Whether the subject is an execution.
    package var isExecution: Bool
    /// What is the matter, one sentence.
    package var message: String

    /// Creates a line.
    package init(_ state: String, subject: String, isExecution: Bool = false, message: String) {
        self.state = state
        self.subject = subject
        self.isExecution = isExecution
        self.message = message
    }
}
