extension ThemeReader {
    /// The theme every theme may inherit from: only colours that any terminal has and nobody set to the
    /// background, so it is readable everywhere.
    package static let base = """
        name = Base

        [roles]
        background      = default
        text            = default
        text.dim        = default dim
        text.strong     = default bold
        border          = default dim
        title           = default bold
        header.bar      = default bold
        table.header    = default underline
        selection       = default reverse
        key             = default bold
        hint            = default dim
        badge.live      = green
        badge.readonly  = yellow bold
        state.scheduled = cyan
        state.queued    = cyan
        state.running   = cyan bold
        state.sleeping  = default dim
        state.retrying  = yellow bold
        state.ok        = green
        state.failed    = red bold
        state.cancelled = magenta
        state.skipped   = default dim
        state.paused    = yellow
        state.stopped   = default dim
        state.late      = red bold
        spark.low       = green
        spark.mid       = yellow
        spark.high      = red
        progress.fill   = cyan
        progress.rest   = default dim
        """

    /// `themes/harbor.theme`, for a program that was installed without its themes; a test compares the two.
    package static let harbor = """
        # Harbor: a quiet dark theme, and the one zartop starts with.
        #
        # A line is `role = colour attributes`; `on` names a colour behind the text. Colours are names from the
        # palette below, #rrggbb, a palette number from 0 to 255, one of the sixteen names, or `default` for the
        # terminal's own. What a theme leaves out comes from the theme it inherits from.

        name     = Harbor
        kind     = dark
        inherits = base

        [palette]
        ink   = #14181f
        deck  = #26303d
        fog   = #d7dde6
        steel = #94a0b0
        slate = #66727f
        sky   = #4fb3ff
        sea   = #35c9a0
        ember = #ff6a3d
        sun   = #ffd23f
        heath = #d59ae6

        [roles]
        background      = ink
        text            = fog
        text.dim        = steel
        text.strong     = fog bold
        border          = slate
        title           = fog bold
        header.bar      = fog bold
        table.header    = steel bold
        selection       = fog on deck bold
        key             = sky bold
        hint            = steel
        badge.live      = sea
        badge.readonly  = sun bold
        state.scheduled = sky
        state.queued    = sky
        state.running   = sky bold
        state.sleeping  = steel
        state.retrying  = sun
        state.ok        = sea
        state.failed    = ember bold
        state.cancelled = heath
        state.skipped   = steel
        state.paused    = sun
        state.stopped   = steel
        state.late      = ember bold
        spark.low       = sea
        spark.mid       = sun
        spark.high      = ember
        progress.fill   = sky
        progress.rest   = slate

        # Terminals of 16 and 8 colours: no black and no white, one of which is the background, and no blue,
        # which is too dark to read on black.
        [ansi16]
        background      = default
        text            = default
        text.dim        = default
        border          = default
        table.header    = default bold
        selection       = default reverse
        key             = cyan bold
        hint            = default
        badge.live      = green
        state.scheduled = cyan
        state.queued    = cyan
        state.running   = cyan bold
        state.ok        = green
        state.failed    = red bold
        state.late      = red bold
        state.sleeping  = default
        state.skipped   = default
        state.stopped   = default
        spark.low       = green
        progress.fill   = cyan
        progress.rest   = default

        # No colours: attributes alone, never too many.
        [mono]
        table.header    = underline
        selection       = reverse
        state.failed    = bold
        state.late      = reverse bold
        state.retrying  = bold
        state.stopped   = dim
        badge.readonly  = reverse
        """

    /// The theme of ``harbor``, which reads without a warning.
    package static var standard: Theme {
        read(harbor, file: "harbor").theme
    }
}
