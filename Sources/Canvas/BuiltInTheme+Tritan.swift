extension BuiltInTheme {
    /// `themes/tritan.theme`; a test compares the two.
    static let tritanText = """
        # Tritan: for eyes that see blue and green alike, and yellow and pink. States lie between red and cyan and
        # differ in lightness.

        name     = Tritan
        kind     = dark
        inherits = harbor

        [palette]
        sky   = #2fb5b8
        sea   = #9ff0e0
        ember = #ff5a5f
        sun   = #ffc2b8
        heath = #d48ac0

        [ansi16]
        state.retrying      = default bold
        state.paused        = default bold
        state.ok            = default
        flash.info          = default
        spark.low           = default
        spark.mid           = magenta
        json.string         = default
        """
}
