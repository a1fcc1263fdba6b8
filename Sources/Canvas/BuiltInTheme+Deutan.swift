extension BuiltInTheme {
    /// `themes/deutan.theme`; a test compares the two.
    static let deutanText = """
        # Deutan: for eyes that see red and green alike, which is about one man in twelve. States lie between blue
        # and yellow and differ in lightness.

        name     = Deutan
        kind     = dark
        inherits = harbor

        [palette]
        sky   = #4a90ff
        sea   = #8fd8ff
        ember = #e8842a
        sun   = #ffe873
        heath = #c58fd6

        [ansi16]
        state.running       = bright-blue bold
        state.ok            = cyan
        state.failed        = yellow bold
        state.late          = yellow bold
        state.retrying      = default bold
        state.paused        = default bold
        badge.live          = cyan
        flash.info          = cyan
        flash.error         = yellow bold
        level.error         = yellow bold
        spark.low           = cyan
        spark.mid           = default bold
        spark.high          = yellow bold
        diff.add            = cyan
        diff.del            = yellow
        json.string         = cyan
        """
}
