/// A line being typed at the foot of the screen.
package struct Prompt: Hashable, Sendable {
    /// What it is for.
    package enum Purpose: Hashable, Sendable {
        case filter, command
        /// A text to look for, as it stands.
        case search
    }

    /// What it is for.
    package var purpose: Purpose
    /// What stands there.
    package var text: String
    /// What stood there before, to go back to.
    package var before: String
    /// The place in the history; nil for the line being typed.
    package var recall: Int?
    /// What is wrong with it; nil when nothing is.
    package var complaint: String?

    /// Creates a prompt.
    package init(_ purpose: Purpose, text: String = "") {
        self.purpose = purpose
        self.text = text
        before = text
    }
}
