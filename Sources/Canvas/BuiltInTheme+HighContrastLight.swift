extension BuiltInTheme {
    /// `themes/high-contrast-light.theme`; a test compares the two.
    static let highContrastLightText = """
        # High contrast, light: black and deep colours on white, every text at 7:1 or more.

        name     = High contrast, light
        kind     = light
        inherits = harbor

        [palette]
        water = #ffffff
        hull  = #f4f4f4
        quay  = #eeeeee
        deck  = #d8d8d8
        sail  = #000000
        rope  = #3d3d3d
        slate = #5a5a5a
        sky   = #003f8a
        sea   = #105848
        ember = #a01000
        sun   = #5c3d00
        heath = #5d1a80

        [roles]
        selection           = sail on deck bold underline
        border.focus        = sky bold
        """
}
