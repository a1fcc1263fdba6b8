/// How many colours a terminal shows.
package enum ColourDepth: Int, CaseIterable, Comparable, Sendable {
    /// None: attributes only.
    case mono = 0
    /// The eight of the standard.
    case eight = 8
    /// Eight and their bright kin.
    case sixteen = 16
    /// A palette of 256, of which 240 are the same everywhere.
    case palette = 256
    /// Every colour exactly.
    case direct = 16_777_216

    package static func < (lhs: ColourDepth, rhs: ColourDepth) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}
