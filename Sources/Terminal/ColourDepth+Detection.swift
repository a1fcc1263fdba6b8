package import Canvas

extension ColourDepth {
    /// Finds out how many colours to use.
    ///
    /// `NO_COLOR` with any text in it means none. `COLORTERM` promises exact colours; without it, what the
    /// terminal's description says counts.
    package static func detect(environment: [String: String], described colours: Int) -> ColourDepth {
        if let refusal = environment["NO_COLOR"], !refusal.isEmpty { return .mono }
        if ["truecolor", "24bit"].contains(environment["COLORTERM"]) { return .direct }
        return described(colours)
    }

    /// The depth of a terminal whose description speaks of that many colours.
    package static func described(_ colours: Int) -> ColourDepth {
        switch colours {
        case ..<8: return .mono
        case ..<16: return .eight
        case ..<256: return .sixteen
        case ..<ColourDepth.direct.rawValue: return .palette
        default: return .direct
        }
    }
}
