extension ThemeReader {
    /// The theme every theme may inherit from: only colours that any terminal has and nobody set to the
    /// background, so it is readable everywhere.
    package static let base = """
        name = Base

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
        tab.active          = default bold underline
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
        """

    /// `themes/harbor.theme`, for a program that was installed without its themes; a test compares the two.
    package static let harbor = """
        # Harbor: a quiet dark theme, and the one zartop starts with.
        #
        # A line is `role = colour attributes`; `on` names a colour behind the text. Colours are names from the
        # palette below, #rrggbb, a palette number from 0 to 255, one of the sixteen names, or `default` for the
        # terminal's own. What a theme leaves out comes from the theme it inherits from, else from a related role:
        # `border.focus` from `border`, `level.warn` from `flash.warn`. `zartop theme lint FILE` checks a theme.

        name     = Harbor
        kind     = dark
        inherits = base

        [palette]
        ink   = #14181f
        hull  = #1a1f28
        quay  = #1f2630
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
        background          = ink
        text                = fog
        text.dim            = steel
        text.strong         = fog bold
        border              = slate
        border.focus        = sky
        title               = fog bold
        header.bar          = fog bold
        table.header        = steel bold
        row.alt             = fog on hull
        selection           = fog on deck bold
        selection.unfocused = fog on quay
        mark                = sun bold
        hit                 = ink on sun
        cursor              = ink on fog

        key                 = sky bold
        key.danger          = ember bold
        hint                = steel
        tab.active          = ink on sky bold
        tab.idle            = steel
        crumb               = steel
        prompt              = sky bold
        badge.live          = sea
        badge.readonly      = sun bold
        badge.frozen        = ink on sun bold
        badge.past          = ink on heath bold

        state.scheduled     = sky
        state.queued        = sky
        state.running       = sky bold
        state.sleeping      = steel
        state.retrying      = sun
        state.ok            = sea
        state.failed        = ember bold
        state.cancelled     = heath
        state.skipped       = steel
        state.paused        = sun
        state.stopped       = steel
        state.late          = ember bold

        flash.info          = sea
        flash.warn          = sun
        flash.error         = ember bold
        level.debug         = steel
        level.info          = fog
        level.warn          = sun
        level.error         = ember bold

        gantt.grid          = slate
        gantt.now           = fog bold
        gantt.queued        = steel
        gantt.backoff       = steel
        gantt.retryAt       = sun
        spark.low           = sea
        spark.mid           = sun
        spark.high          = ember
        progress.fill       = sky
        progress.rest       = slate
        json.key            = sky
        json.string         = sea
        json.number         = heath
        diff.add            = sea
        diff.del            = ember

        dialog              = fog on quay
        dialog.title        = fog bold
        dialog.danger       = ember bold
        button              = fog on deck
        button.focus        = ink on sky bold
        field               = fog on deck

        # Terminals of 16 and 8 colours: no black and no white, one of which is the background, and no blue,
        # which is too dark to read on black.
        [ansi16]
        background          = default
        text                = default
        text.dim            = default
        text.strong         = default bold
        border              = default
        border.focus        = cyan
        table.header        = default bold
        row.alt             = default
        selection           = default reverse
        selection.unfocused = default underline
        hit                 = yellow reverse
        cursor              = default reverse
        key                 = cyan bold
        hint                = default
        tab.active          = default reverse bold
        tab.idle            = default
        crumb               = default
        prompt              = cyan bold
        badge.live          = green
        badge.frozen        = yellow reverse bold
        badge.past          = magenta reverse bold
        state.scheduled     = cyan
        state.queued        = cyan
        state.running       = cyan bold
        state.ok            = green
        state.failed        = red bold
        state.late          = red bold
        state.sleeping      = default
        state.skipped       = default
        state.stopped       = default
        flash.info          = green
        level.debug         = default
        gantt.grid          = default
        gantt.queued        = default
        gantt.backoff       = default
        spark.low           = green
        progress.fill       = cyan
        progress.rest       = default
        json.key            = cyan
        json.string         = green
        diff.add            = green
        diff.del            = red
        dialog              = default
        button              = default
        button.focus        = default reverse bold
        field               = default underline

        # No colours: attributes alone, never too many.
        [mono]
        table.header        = underline
        selection           = reverse
        selection.unfocused = underline
        mark                = bold
        hit                 = underline
        cursor              = reverse
        key.danger          = bold underline
        tab.active          = reverse
        badge.readonly      = reverse
        badge.frozen        = reverse
        badge.past          = reverse
        state.failed        = bold
        state.late          = reverse bold
        state.retrying      = bold
        state.stopped       = dim
        flash.error         = reverse
        level.error         = bold
        dialog.danger       = bold underline
        button.focus        = reverse
        field               = underline
        """

    /// The theme of ``harbor``, which reads without a warning.
    package static var standard: Theme {
        read(harbor, file: "harbor").theme
    }
}
