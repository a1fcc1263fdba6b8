internal import Canvas
internal import Glibc
internal import Terminal

/// Configuration, themes and glyphs of one use of the dashboard.
struct Looks {
    /// The themes for a dark and a light background when none is named.
    private static let automatic = (dark: "harbor", light: "paper")

    let configuration: Configuration
    let shelf: ThemeShelf
    /// Tells when a theme's file is saved; nil when there is no folder to watch.
    let watch: FolderWatch?
    /// What is wrong with configuration and theme, one sentence each.
    let warnings: [String]
    /// The theme for a dark background, or the one named.
    let theme: Theme
    private let lightTheme: Theme?

    init(_ settings: Settings, _ surroundings: Surroundings) {
        configuration = ConfigurationFile.load(settings, surroundings)
        shelf = ThemeShelf(environment: surroundings.terminalVariables, program: ThemeShelf.program)
        watch = FolderWatch(shelf.folders)
        var warnings = configuration.warnings
        let name = configuration.theme.value
        if name == "auto" {
            theme = shelf.find(Self.automatic.dark)?.theme ?? ThemeReader.standard
            lightTheme = shelf.find(Self.automatic.light)?.theme
        } else if let found = shelf.find(name) {
            theme = found.theme
            lightTheme = nil
            warnings += found.warnings.map { "\($0)" }
        } else {
            theme = ThemeReader.standard
            lightTheme = nil
            warnings.append(shelf.complaint(about: name))
        }
        self.warnings = warnings
    }

    /// How the terminal is to be opened.
    func terminalSettings(_ surroundings: Surroundings) -> TerminalSettings {
        var settings = TerminalSettings(environment: surroundings.terminalVariables, theme: theme)
        settings.lightTheme = lightTheme
        settings.usesMouse = configuration.mouse.value
        return settings
    }

    /// The characters to draw with.
    func glyphs(_ terminal: Terminal) -> Glyphs {
        let isASCII =
            configuration.glyphs.value == .ascii || !terminal.isUTF8 && configuration.glyphs.value == .auto
        return Glyphs(isASCII ? .ascii : .unicode, theme: terminal.theme)
    }

    /// The name of the theme that the terminal shows.
    func themeName(_ terminal: Terminal) -> String {
        guard configuration.theme.value == "auto" else { return configuration.theme.value }
        return terminal.background == .light ? Self.automatic.light : Self.automatic.dark
    }

    /// Says how a theme is kept beyond this use.
    func keep(_ name: String) -> String {
        "theme \(name); to keep it, write 'theme = \(name)' into the configuration file"
    }
}
