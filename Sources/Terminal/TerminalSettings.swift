package import Canvas

/// How a screen is to be opened.
package struct TerminalSettings: Sendable {
    /// Where keys come from.
    package var input: Int32 = 0
    /// Where the screen is.
    package var output: Int32 = 1
    /// False only for tests: their terminal has no shell that could have put them in its background.
    package var needsForeground = true
    /// False only for tests: their standard error is for their own reports.
    package var keepsStandardError = true
    /// The environment: `TERM`, `COLORTERM`, `NO_COLOR`, `COLORFGBG`, `TMUX` and `TERMINFO` are looked at.
    package var environment: [String: String]
    /// The colours to use; nil finds out.
    package var depth: ColourDepth?
    /// The looks.
    package var theme: Theme
    /// The looks on a light background; with nil nothing is found out about the background.
    package var lightTheme: Theme?
    /// True to be told of the mouse; then the terminal's own way to select text is out of reach.
    package var usesMouse = false

    /// Creates settings for the process's own terminal.
    package init(
        environment: [String: String],
        theme: Theme = ThemeReader.standard,
        depth: ColourDepth? = nil
    ) {
        self.environment = environment
        self.theme = theme
        self.depth = depth
    }
}
