/// A colour in OKLab (Björn Ottosson, 2020), where distance is about what the eye sees.
package struct OKLab: Hashable, Sendable {
    /// From 0, black, to 1, white.
    package let lightness: Double
    /// Green to red.
    package let a: Double
    /// Blue to yellow.
    package let b: Double

    /// Creates the point of a colour; nil for the terminal's own.
    package init?(_ colour: Colour) {
        guard let linear = LinearRGB(colour) else { return nil }
        self.init(linear)
    }

    /// Creates the point of an amount of light.
    package init(_ linear: LinearRGB) {
        let (red, green, blue) = (linear.red, linear.green, linear.blue)
        let long = root(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue, 3)
        let medium = root(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue, 3)
        let short = root(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue, 3)
        lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
        a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    }

    /// How far it is from grey.
    package var chroma: Double { (a * a + b * b).squareRoot() }

    /// The distance to another colour.
    package func distance(to other: OKLab) -> Double {
        let (lightness, a, b) = (lightness - other.lightness, a - other.a, b - other.b)
        return (lightness * lightness + a * a + b * b).squareRoot()
    }

    /// The cosine between two hues: 1 for the same, -1 for opposite ones; -1 when one is grey.
    package func hueLikeness(to other: OKLab) -> Double {
        guard other.chroma > 0, chroma > 0 else { return -1 }
        return (a * other.a + b * other.b) / (chroma * other.chroma)
    }
}
