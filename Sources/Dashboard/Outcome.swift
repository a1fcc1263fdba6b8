/// What a change of the dashboard's state asks of the main loop.
package struct Outcome: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// The screen shows something else now.
    package static let redraw = Outcome(rawValue: 1)
    /// The operator wants to leave.
    package static let quit = Outcome(rawValue: 2)
    /// The terminal may show something wrong: draw every cell anew.
    package static let repaint = Outcome(rawValue: 4)
}
