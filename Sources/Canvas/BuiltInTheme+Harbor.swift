extension BuiltInTheme {
    /// `themes/harbor.theme`; a test compares the two.
    static let harborText = """
        # Harbor: a quiet dark theme, and the one zartop starts with.
        #
        # A line is `role = colour attributes`; `on` names a colour behind the text. Colours are names from the
        # palette below, #rrggbb, a palette number from 0 to 255, one of the sixteen names, or `default` for the
        # terminal's own. What a theme leaves out comes from the theme it inherits from, else from a related role:
        # `border.focus` from `border`, `level.warn` from `flash.warn`. A theme that inherits this one and gives a
        # palette entry another colour recolours all that uses it. `zartop theme lint FILE` checks a theme.

        name     = Harbor
        kind     = dark
        inherits = terminal

        [palette]
        water = #14181f
        hull  = #1a1f28
        quay  = #1f2630
        deck  = #26303d
        sail  = #d7dde6
        rope  = #94a0b0
        slate = #66727f
        sky   = #4fb3ff
        sea   = #35c9a0
        ember = #ff6a3d
        sun   = #ffd23f
        heath = #d59ae6

        [roles]
        background          = water
        text                = sail
        text.dim            = rope
        text.strong         = sail bold
        border              = slate
        border.focus        = sky
        title               = sail bold
        header.bar          = sail bold
        table.header        = rope bold
        row.alt             = sail on hull
        selection           = sail on deck bold
        selection.unfocused = sail on quay
        mark                = sun bold
        hit                 = water on sun
        cursor              = water on sail

        key                 = sky bold
        key.danger          = ember bold
        hint                = rope
        tab.active          = water on sky bold
        tab.idle            = rope
        crumb               = rope
        prompt              = sky bold
        badge.live          = sea
        badge.readonly      = sun bold
        badge.frozen        = water on sun bold
        badge.past          = water on heath bold

        state.scheduled     = sky
        state.queued        = sky
        state.running       = sky bold
        state.sleeping      = rope
        state.retrying      = sun
        state.ok            = sea
        state.failed        = ember bold
        state.cancelled     = heath
        state.skipped       = rope
        state.paused        = sun
        state.stopped       = rope
        state.late          = ember bold

        flash.info          = sea
        flash.warn          = sun
        flash.error         = ember bold
        level.debug         = rope
        level.info          = sail
        level.warn          = sun
        level.error         = ember bold

        gantt.grid          = slate
        gantt.now           = sail bold
        gantt.queued        = rope
        gantt.backoff       = rope
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

        dialog              = sail on quay
        dialog.title        = sail bold
        dialog.danger       = ember bold
        button              = sail on deck
        button.focus        = water on sky bold
        field               = sail on deck

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
}
