extension BuiltInTheme {
    /// `themes/terminal.theme`; a test compares the two.
    static let terminalText = """
        # Terminal: only the terminal's own colours, so it looks like everything else there. No black and no white,
        # one of which is the background, and no blue, which is too dark to read on black.

        name = Terminal

        [roles]
        background          = default
        text                = default
        text.dim            = default dim
        text.strong         = default bold
        table.header        = default underline
        selection           = default reverse
        selection.unfocused = default underline
        mark                = yellow bold
        hit                 = yellow underline
        tab.active          = default reverse
        badge.live          = green
        badge.readonly      = yellow bold
        badge.frozen        = cyan reverse
        badge.past          = magenta reverse
        state.scheduled     = cyan
        state.running       = cyan bold
        state.retrying      = yellow bold
        state.ok            = green
        state.failed        = red bold
        state.cancelled     = magenta
        state.paused        = yellow
        json.key            = cyan
        json.string         = green
        json.number         = magenta
        field               = default underline

        # No colours: attributes alone, never too many.
        [mono]
        mark                = bold
        hit                 = underline
        state.retrying      = bold
        state.failed        = bold
        state.late          = bold reverse
        state.running       = default
        """
}
