/// Finds what makes a theme hard to read: missing roles, low contrast, states that look alike.
///
/// Colours that only the terminal knows, its own and the first sixteen, cannot be judged and are left out.
package enum ThemeLint {
    /// The contrast (WCAG 2) that text needs against what it lies on.
    package static let textContrast = 4.5
    /// The contrast that dim text, rules, and text on a selected row need.
    package static let dimContrast = 3.0
    /// How far apart in OKLab the states must be that an operator may never confuse.
    package static let criticalDistance = 0.10
    /// How far apart two states must be that share a glyph.
    package static let stateDistance = 0.06

    /// What is wrong with a theme, in sentences without a full stop; each is said once.
    package static func findings(_ theme: Theme) -> [String] {
        let all =
            missing(theme) + contrasts(theme) + alike(theme) + invisible(theme) + states(theme)
            + glyphs(theme)
        var seen: Set<String> = []
        return all.filter { seen.insert($0).inserted }
    }

    private static let judged: [ColourDepth] = [.direct, .palette]

    // MARK: Roles

    private static func missing(_ theme: Theme) -> [String] {
        [Role.text, .background].filter { theme.roles[$0] == nil }.map {
            "'\($0.rawValue)' is not given, so roles that fall back to it are the terminal's own"
        }
    }

    /// What must not look like its neighbour, at any depth.
    private static let neighbours: [(Role, Role)] = [
        (.selection, .text), (.hit, .text), (.cursor, .text), (.tabActive, .tabIdle), (.buttonFocus, .button),
        (.badgePast, .badgeLive), (.badgeFrozen, .badgeLive),
    ]

    private static func alike(_ theme: Theme) -> [String] {
        ColourDepth.allCases.reversed().flatMap { depth in
            neighbours.compactMap { role, neighbour in
                guard theme.paint(Style(role), depth: depth) == theme.paint(Style(neighbour), depth: depth)
                else {
                    return nil
                }
                return "'\(role.rawValue)' looks like '\(neighbour.rawValue)' \(words(depth))"
            }
        }
    }

    /// Black or white on the terminal's own background, which is one of the two.
    private static func invisible(_ theme: Theme) -> [String] {
        [ColourDepth.sixteen, .eight].flatMap { depth in
            Role.allCases.compactMap { role in
                let paint = theme.paint(Style(role), depth: depth)
                guard paint.background == .terminal, !paint.attributes.contains(.reverse),
                    case .indexed(let index) = paint.foreground, [0, 7, 8, 15].contains(index)
                else { return nil }
                let name = Colour.names[Int(index)]
                return "'\(role.rawValue)' is \(name) \(words(depth)), where the background may be just that"
            }
        }
    }

    // MARK: Contrast

    private static let rules: Set<Role> = [.border, .ganttGrid, .progressRest]
    private static let dim: Set<Role> = [.textDim, .hint, .tabIdle, .crumb, .levelDebug]
    private static let surfaces: [Role] = [.background, .rowAlt, .dialog, .selection, .selectionUnfocused]

    private static func contrasts(_ theme: Theme) -> [String] {
        judged.flatMap { depth in
            surfaces.flatMap { surface in
                Role.allCases.compactMap { role in
                    contrast(theme, role, on: surface, depth)
                }
            }
        }
    }

    private static func contrast(_ theme: Theme, _ role: Role, on surface: Role, _ depth: ColourDepth)
        -> String?
    {
        guard role != .background, !(rules.contains(role) && surface != .background) else { return nil }
        let paint = theme.paint(Style(role, on: surface), depth: depth)
        guard isKnown(paint.foreground), isKnown(paint.background), let text = LinearRGB(paint.foreground),
            let behind = LinearRGB(paint.background)
        else { return nil }
        let isSelected = surface == .selection || surface == .selectionUnfocused
        let isDim = dim.contains(role) || rules.contains(role) || (isSelected && role != .text)
        let needed = isDim ? dimContrast : textContrast
        let found = text.contrast(to: behind)
        guard found < needed else { return nil }
        return """
            '\(role.rawValue)' on '\(surface.rawValue)' has a contrast of \(fixed(found, 1)):1 \(words(depth)), \
            below \(fixed(needed, 1)):1
            """
    }

    // MARK: States

    private static func states(_ theme: Theme) -> [String] {
        let critical: [(Role, Role)] = [(.stateOK, .stateFailed), (.stateRunning, .stateFailed)]
        return judged.flatMap { depth in
            ColourVision.allCases.flatMap { vision in
                critical.compactMap { apart(theme, $0, $1, by: criticalDistance, depth, vision) }
            }
        }
    }

    /// States to which the theme has given one glyph must at least differ in colour.
    private static func glyphs(_ theme: Theme) -> [String] {
        GlyphSet.allCases.flatMap { set in
            let glyphs = Glyphs(set, theme: theme)
            let marks = StateMark.allCases
            return marks.indices.flatMap { first in
                marks[(first + 1)...].flatMap { other -> [String] in
                    let mark = marks[first]
                    guard glyphs.glyph(mark) == glyphs.glyph(other),
                        mark.glyph(in: set) != other.glyph(in: set)
                    else { return [] }
                    let shared =
                        "'\(mark.rawValue)' and '\(other.rawValue)' share the glyph '\(glyphs.glyph(mark))'"
                    if mark.role == other.role { return ["\(shared) and the role '\(mark.role.rawValue)'"] }
                    return ColourVision.allCases.compactMap { vision in
                        apart(theme, mark.role, other.role, by: stateDistance, .direct, vision).map {
                            "\(shared), and \($0)"
                        }
                    }
                }
            }
        }
    }

    private static func apart(
        _ theme: Theme,
        _ first: Role,
        _ second: Role,
        by needed: Double,
        _ depth: ColourDepth,
        _ vision: ColourVision
    ) -> String? {
        let one = theme.paint(Style(first), depth: depth).foreground
        let other = theme.paint(Style(second), depth: depth).foreground
        guard isKnown(one), isKnown(other), let found = vision.distance(one, other), found < needed else {
            return nil
        }
        let eyes = vision == .normal ? "" : " to \(vision.rawValue) eyes"
        return """
            '\(first.rawValue)' and '\(second.rawValue)' are \(fixed(found, 2)) apart\(eyes) \(words(depth)), \
            less than \(fixed(needed, 2))
            """
    }

    // MARK: Words

    /// False for what users set themselves.
    private static func isKnown(_ colour: Colour) -> Bool {
        switch colour {
        case .terminal: false
        case .indexed(let index): index >= 16
        case .rgb: true
        }
    }

    private static func words(_ depth: ColourDepth) -> String {
        switch depth {
        case .mono: "without colours"
        case .eight, .sixteen, .palette: "at \(depth.rawValue) colours"
        case .direct: "in exact colours"
        }
    }

    /// A number with so many decimals, cut and not rounded: 4.49 is not yet 4.5.
    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        var unit = 1
        for _ in 0..<decimals { unit *= 10 }
        let scaled = Int(value * Double(unit) + 1e-9)
        let rest = String(scaled % unit)
        return "\(scaled / unit)." + String(repeating: "0", count: decimals - rest.utf8.count) + rest
    }
}
