/// What a change of the dashboard's state asks of the main loop.
package enum Effect: Hashable, Sendable {
    /// The screen shows something else now.
    case redraw
    /// The terminal may show something wrong: draw every cell anew.
    case repaint
    /// An operator's order; its answer comes back by ``DashboardState/answered(_:at:)``.
    case order(OrderRequest)
    /// Put a text into the terminal's clipboard and the state folder.
    case copy(String)
    /// Write the visible screen and its rows to the state folder.
    case save
    /// Write all that is kept of a step's output, or what there was of it at a moment, to the state folder.
    case saveOutput(OutputWish, past: Int64?)
    /// Show another theme; with `keep` it is the operator's choice from now on.
    case theme(String, keep: Bool)
    /// Let the terminal report the mouse, or not.
    case mouse(Bool)
    /// Give the terminal back to the shell until the program is continued.
    case suspend
    /// Run the engine here, since no other process does.
    case takeOver
    /// Leave.
    case quit(Leaving)
}

/// How to leave while work is in flight.
package enum Leaving: Hashable, Sendable {
    /// Let steps in flight and their commands end first, as long as it takes.
    case finish
    /// As the options have it.
    case drain
    /// Leave supervised commands to the next worker.
    case leave
    /// At once.
    case now
}
