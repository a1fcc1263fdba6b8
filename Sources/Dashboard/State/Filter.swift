/// What rows must match: `state:retrying task:inv* try>2 age<5m err~SMTP`, or plain words.
package struct Filter: Hashable, Sendable {
    /// It as it was typed.
    package let text: String
    /// What is wrong with it; nil when nothing is. A wrong filter matches everything.
    package let complaint: String?

    /// Reads a filter; an empty text makes the one that everything matches.
    package init(_ text: String = "") {
        self.text = text
        complaint = nil
    }

    /// Whether everything matches it.
    package var isEmpty: Bool { text.isEmpty }

    /// Whether a task matches it.
    package func matches(_ task: TaskLine, now: Int64) -> Bool { true }

    /// What can be typed, to complete it.
    static func words(tasks: [String]) -> [String] { [] }
}
