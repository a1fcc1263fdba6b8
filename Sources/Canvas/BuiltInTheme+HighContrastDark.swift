extension BuiltInTheme {
    /// `themes/high-contrast-dark.theme`; a test compares the two.
    static let highContrastDarkText = """
        # High contrast, dark: white and bright colours on black, every text at 7:1 or more.

        name     = High contrast, dark
        kind     = dark
        inherits = harbor

        [palette]
        water = #000000
        hull  = #0c0c0c
        quay  = #1a1a1a
        deck  = #333333
        sail  = #ffffff
        rope  = #c8c8c8
        slate = #a8a8a8
        sky   = #6cc4ff
        sea   = #3dff9e
        ember = #ff8a70
        sun   = #ffe14d
        heath = #e9a8ff

        [roles]
        selection           = sail on deck bold underline
        border.focus        = sky bold
        """
}
