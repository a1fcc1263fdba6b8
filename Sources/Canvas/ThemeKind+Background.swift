extension Theme.Kind {
    /// The kind of theme that suits a background; nil for the terminal's own, which is unknown.
    package init?(background: Colour) {
        guard let lightness = OKLab(background)?.lightness else { return nil }
        self = lightness > 0.6 ? .light : .dark
    }

    /// The kind that suits what rxvt, Konsole and others put into `COLORFGBG`: `foreground;background`, numbers of
    /// the palette; nil for anything else.
    package init?(colorFGBG text: String) {
        guard let word = text.split(separator: ";").last, let index = UInt8(word), index < 16 else {
            return nil
        }
        // White and the bright colours but bright black, as Vim has it.
        self = index == 7 || index > 8 ? .light : .dark
    }
}
