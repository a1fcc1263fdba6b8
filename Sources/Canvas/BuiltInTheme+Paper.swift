extension BuiltInTheme {
    /// `themes/paper.theme`; a test compares the two.
    static let paperText = """
        # Paper: dark ink on a light page, for bright rooms and light terminals.

        name     = Paper
        kind     = light
        inherits = harbor

        [palette]
        water = #faf7f0
        hull  = #f2eee4
        quay  = #ece7da
        deck  = #dfe6ee
        sail  = #23272e
        rope  = #5c6570
        slate = #858d96
        sky   = #0b5cad
        sea   = #007060
        ember = #b3261e
        sun   = #7a5400
        heath = #7b3f98
        """
}
