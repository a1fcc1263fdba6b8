/// A colour as a theme says it.
package enum Colour: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case terminal
    /// An entry of the terminal's palette.
    case indexed(UInt8)
    /// An exact colour.
    case rgb(UInt8, UInt8, UInt8)

    /// The names of the first sixteen palette entries, in order.
    package static let names = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
        "bright-black", "bright-red", "bright-green", "bright-yellow",
        "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
    ]

    /// Reads `default`, a palette number, the name of one of the first sixteen, or `#rrggbb`.
    package init?(_ word: some StringProtocol) {
        if word == "default" {
            self = .terminal
        } else if let index = Self.names.firstIndex(where: { $0 == word }) {
            self = .indexed(UInt8(index))
        } else if let index = UInt8(word) {
            self = .indexed(index)
        } else if word.first == "#", word.utf8.count == 7, word.dropFirst().allSatisfy(\.isHexDigit),
            let bits = UInt32(word.dropFirst(), radix: 16)
        {
            self = .rgb(UInt8(bits >> 16), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF))
        } else {
            return nil
        }
    }

    /// Red, green and blue; nil for the terminal's own colour.
    ///
    /// The first sixteen are xterm's: users redefine them.
    package var components: (red: UInt8, green: UInt8, blue: UInt8)? {
        switch self {
        case .terminal: return nil
        case .rgb(let red, let green, let blue): return (red, green, blue)
        case .indexed(let index) where index < 16: return Self.xterm[Int(index)]
        case .indexed(let index) where index < 232:
            let cube = index - 16
            func level(_ step: UInt8) -> UInt8 { step == 0 ? 0 : 55 + 40 * step }
            return (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        case .indexed(let index):
            let grey = 8 + 10 * (index - 232)
            return (grey, grey, grey)
        }
    }

    /// What xterm draws the first sixteen palette entries with.
    private static let xterm: [(red: UInt8, green: UInt8, blue: UInt8)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0),
        (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
        (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
    ]
}
