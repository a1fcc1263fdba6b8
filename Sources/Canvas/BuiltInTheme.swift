/// The themes that are part of the program, so that one file copied to a server has all of them.
///
/// Each is a file of the folder `themes`; a test compares the two.
package enum BuiltInTheme: String, CaseIterable, Hashable, Sendable {
    /// Dark and quiet.
    case harbor
    /// Light.
    case paper
    /// The user's own sixteen colours; every other theme inherits it.
    case terminal
    /// Attributes only.
    case mono
    case highContrastDark = "high-contrast-dark"
    case highContrastLight = "high-contrast-light"
    /// For eyes that see red and green alike.
    case deutan
    /// For eyes that see blue and green alike.
    case tritan

    /// The file's text, without the newline at its end.
    package var text: String {
        switch self {
        case .harbor: Self.harborText
        case .paper: Self.paperText
        case .terminal: Self.terminalText
        case .mono: Self.monoText
        case .highContrastDark: Self.highContrastDarkText
        case .highContrastLight: Self.highContrastLightText
        case .deutan: Self.deutanText
        case .tritan: Self.tritanText
        }
    }

    /// The theme, which reads without a warning.
    package var theme: Theme {
        ThemeReader.read(text, file: rawValue).theme
    }
}
