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
        case (.rgb, .palette): return nearest(in: 16...255)
        case (.rgb, .sixteen): return nearestNamed(count: 16)
        case (.rgb, .eight): return nearestNamed(count: 8)
        }
    }

    private func nearest(in entries: ClosedRange<UInt8>) -> Colour {
        guard let target = OKLab(self) else { return .terminal }
        let best = entries.min { target.distance(to: .indexed($0)) < target.distance(to: .indexed($1)) }
        return best.map(Colour.indexed) ?? .terminal
    }

    /// The named colour of the nearest hue; names are only hues, a user's palette says how light they are.
    private func nearestNamed(count: UInt8) -> Colour {
        /// Below this chroma a colour reads as grey.
        let greyChroma = 0.045
        guard let target = OKLab(self), target.chroma > greyChroma else { return .terminal }
        let hues: [UInt8] = [1, 2, 3, 4, 5, 6]
        let best = hues.max { target.hueLikeness(to: .indexed($0)) < target.hueLikeness(to: .indexed($1)) }
        guard let best else { return .terminal }
        // Plain blue is too dark to read on black; bright blue is not.
        return .indexed(count == 16 && best == 4 ? best + 8 : best)
    }
}
