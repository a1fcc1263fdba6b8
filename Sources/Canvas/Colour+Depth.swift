extension Colour {
    /// The nearest colour a terminal of that depth can show.
    ///
    /// At 256 colours the first sixteen are never used for an exact colour, because users redefine them. At 16
    /// and 8 a grey becomes the terminal's own colour: black or white may be what it lies on.
    package func reduced(to depth: ColourDepth) -> Colour {
        switch (self, depth) {
        case (.terminal, _), (_, .mono): return .terminal
        case (_, .direct): return self
        case (.indexed(let index), .sixteen): return index < 16 ? self : nearestNamed(count: 16)
        case (.indexed(let index), .eight):
            return index < 8 ? self : index < 16 ? .indexed(index - 8) : nearestNamed(count: 8)
        case (.indexed, .palette): return self
        case (.rgb, .palette): return nearestFixed()
        case (.rgb, .sixteen): return nearestNamed(count: 16)
        case (.rgb, .eight): return nearestNamed(count: 8)
        }
    }

    /// The palette entries that are the same everywhere.
    private static let fixed = (16...255 as ClosedRange<UInt8>).map { (index: $0, lab: OKLab(.indexed($0))) }

    /// The named colours that are hues, in OKLab.
    private static let hues = (1...6 as ClosedRange<UInt8>).map { (index: $0, lab: OKLab(.indexed($0))) }

    private func nearestFixed() -> Colour {
        guard let target = OKLab(self) else { return .terminal }
        func distance(_ entry: OKLab?) -> Double { entry.map(target.distance) ?? .infinity }
        let best = Self.fixed.min { distance($0.lab) < distance($1.lab) }
        return best.map { .indexed($0.index) } ?? .terminal
    }

    /// The named colour of the nearest hue; names are only hues, a user's palette says how light they are.
    private func nearestNamed(count: UInt8) -> Colour {
        /// Below this chroma a colour reads as grey.
        let greyChroma = 0.045
        guard let target = OKLab(self), target.chroma > greyChroma else { return .terminal }
        func likeness(_ entry: OKLab?) -> Double { entry.map(target.hueLikeness) ?? -1 }
        guard let best = Self.hues.max(by: { likeness($0.lab) < likeness($1.lab) })?.index else {
            return .terminal
        }
        // Plain blue is too dark to read on black; bright blue is not.
        return .indexed(count == 16 && best == 4 ? best + 8 : best)
    }
}
