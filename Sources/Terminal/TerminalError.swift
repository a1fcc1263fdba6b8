/// Why there is no screen.
package struct TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of trouble.
    package enum Code: String, Hashable, Sendable {
        /// Standard input or output is a file, a pipe or nothing.
        case notATerminal = "not-a-terminal"
        /// The kind of terminal is unknown or cannot place text.
        case unusable = "unusable-terminal"
        /// The process runs in the background of its shell.
        case inBackground = "in-background"
        /// A screen is open already.
        case inUse = "in-use"
        /// The system refused.
        case system = "system"
    }

    /// What went wrong, for programs.
    package let code: Code
    /// What went wrong, for the operator: one sentence without a full stop.
    package let message: String

    package var description: String { message }
}
