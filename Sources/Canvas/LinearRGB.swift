/// A colour as amounts of light, which is what contrast is computed from.
package struct LinearRGB: Hashable, Sendable {
    /// From 0 to 1.
    package let red: Double
    /// From 0 to 1.
    package let green: Double
    /// From 0 to 1.
    package let blue: Double

    /// Creates it from a colour of the sRGB space; nil for the terminal's own.
    package init?(_ colour: Colour) {
        guard let components = colour.components else { return nil }
        red = Self.light(components.red)
        green = Self.light(components.green)
        blue = Self.light(components.blue)
    }

    /// Creates it from amounts, which are brought between 0 and 1.
    init(red: Double, green: Double, blue: Double) {
        self.red = min(1, max(0, red))
        self.green = min(1, max(0, green))
        self.blue = min(1, max(0, blue))
    }

    /// The relative luminance of WCAG 2.
    package var luminance: Double {
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast of WCAG 2, from 1 to 21.
    package func contrast(to other: LinearRGB) -> Double {
        let (high, low) = (max(luminance, other.luminance), min(luminance, other.luminance))
        return (high + 0.05) / (low + 0.05)
    }

    /// The sRGB transfer function (IEC 61966-2-1): `x` to the power of 2.4, as `x²` times the fifth root of `x²`.
    private static func light(_ value: UInt8) -> Double {
        let share = Double(value) / 255
        if share <= 0.04045 { return share / 12.92 }
        let base = (share + 0.055) / 1.055
        return base * base * root(base * base, 5)
    }
}

/// The root of a number from 0 to 1 by Newton's method; the pure rooms have no mathematical library.
func root(_ value: Double, _ degree: Int) -> Double {
    guard value > 0 else { return 0 }
    var guess = 1.0
    for _ in 0..<64 {
        let power = (1..<degree).reduce(1.0) { power, _ in power * guess }
        let next = (Double(degree - 1) * guess + value / power) / Double(degree)
        if (next - guess).magnitude < 1e-12 { break }
        guess = next
    }
    return guess
}
