/// How eyes see colours; the three that miss a kind of cone see fewer.
///
/// The matrices are those of Machado, Oliveira and Fernandes (2009) for a cone that is missing altogether.
package enum ColourVision: String, CaseIterable, Hashable, Sendable {
    case normal
    /// Without the cones for red.
    case protan
    /// Without the cones for green.
    case deutan
    /// Without the cones for blue.
    case tritan

    /// The light that normal eyes would have to see to see the same.
    package func sees(_ light: LinearRGB) -> LinearRGB {
        let rows = matrix
        func mix(_ row: (Double, Double, Double)) -> Double {
            row.0 * light.red + row.1 * light.green + row.2 * light.blue
        }
        return LinearRGB(red: mix(rows.0), green: mix(rows.1), blue: mix(rows.2))
    }

    /// How far two colours are apart in OKLab; nil when one is the terminal's own.
    package func distance(_ first: Colour, _ second: Colour) -> Double? {
        guard let one = LinearRGB(first), let other = LinearRGB(second) else { return nil }
        return OKLab(sees(one)).distance(to: OKLab(sees(other)))
    }

    private typealias Row = (Double, Double, Double)

    private var matrix: (Row, Row, Row) {
        switch self {
        case .normal: ((1, 0, 0), (0, 1, 0), (0, 0, 1))
        case .protan:
            (
                (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                (-0.003882, -0.048116, 1.051998)
            )
        case .deutan:
            (
                (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                (-0.011820, 0.042940, 0.968881)
            )
        case .tritan:
            (
                (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                (0.004733, 0.691367, 0.303900)
            )
        }
    }
}
