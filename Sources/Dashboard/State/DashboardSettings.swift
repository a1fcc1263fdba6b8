/// What the operator has chosen, and what the terminal can do.
package struct DashboardSettings: Hashable, Sendable {
    /// Which key means what.
    package var keys = KeyMap.usual
    /// What is wrong with the operator's keys, one sentence each.
    package var keyConflicts: [String] = []
    /// What the program can be told on a command line of the shell.
    package var shellCommands: Set<String> = []
    /// The themes there are.
    package var themes: [String] = []
    /// The theme in use.
    package var theme = ""
    /// Whether the mouse is reported.
    package var hasMouse = false
    /// Whether orders that cannot be taken back ask first; without it only tier two asks.
    package var confirms = true

    /// Whether the engine may be run here.
    package var mayRunEngine = true

    /// Whether the database is removed when the dashboard is left.
    package var isThrowAway = false

    /// Creates the usual settings.
    package init() {}
}
