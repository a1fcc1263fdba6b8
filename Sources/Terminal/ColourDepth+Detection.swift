package import Canvas

extension ColourDepth {
    /// Finds out how many colours to use.
    ///
    /// `NO_COLOR` with any text in it means none. `COLORTERM` or a type that ends in
    /// `-direct` promises exact colours; otherwise what the terminal's description says counts.
    package static func detect(environment: [String: String], described colours: Int) -> ColourDepth {
        if let refusal = environment["NO_COLOR"], !refusal.isEmpty { return .mono }
        return promisesExact(environment) ? .direct : described(colours)
    }

    /// True when the environment promises exact colours.
    ///
    /// GNU Screen has none, whatever the terminal around it has promised; tmux, which goes by the same type, has.
    static func promisesExact(_ environment: [String: String]) -> Bool {
        let type = environment["TERM"] ?? ""
        if type.hasPrefix("screen"), (environment["TMUX"] ?? "").isEmpty { return false }
        return ["truecolor", "24bit"].contains(environment["COLORTERM"]) || type.hasSuffix("-direct")
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
