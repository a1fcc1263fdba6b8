/// Where a command talks to: a terminal, a pipe, or a test.
package protocol Console: Sendable {
    /// Writes to standard output.
    func out(_ text: String)

    /// Writes to standard error.
    func err(_ text: String)

    /// Asks on the terminal and tells whether the answer was yes.
    func confirm(_ question: String) -> Bool

    /// Asks on the terminal for a word; nil when nothing more can be read.
    func ask(_ question: String) -> String?

    /// Columns of the terminal that standard output goes to; nil if it goes elsewhere.
    var width: Int? { get }

    /// Whether standard output goes to a terminal; a serial one need not know its size.
    var isTerminal: Bool { get }

    /// Whether somebody can be asked.
    var isInteractive: Bool { get }

    /// Whether nobody reads standard output any more, so that there is no use in writing more.
    var isClosed: Bool { get }
}

extension Console {
    package var isClosed: Bool { false }
}
