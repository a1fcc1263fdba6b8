extension BuiltInTheme {
    /// `themes/mono.theme`; a test compares the two.
    static let monoText = """
        # Mono: no colours at all on any terminal; glyphs, codes and attributes say everything.

        name     = Mono
        inherits = terminal

        [roles]
        mark                = default bold
        hit                 = default underline
        key                 = default bold
        key.danger          = default bold underline
        badge.live          = default
        badge.readonly      = default reverse
        badge.frozen        = default reverse
        badge.past          = default reverse
        state.scheduled     = default
        state.running       = default
        state.retrying      = default bold
        state.ok            = default
        state.failed        = default bold
        state.cancelled     = default dim
        state.paused        = default dim
        state.late          = default bold reverse
        flash.warn          = default bold
        flash.error         = default reverse
        json.key            = default bold
        json.string         = default
        json.number         = default
        diff.del            = default dim
        dialog.danger       = default bold underline
        """
}
