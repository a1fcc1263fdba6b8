internal import Glibc

/// The operator's configuration file, and what environment and options say over it.
enum ConfigurationFile {
    /// The most of a file that is read.
    private static let largest = 256 * 1024

    /// Where it is; nil when the surroundings name no place.
    static func path(_ surroundings: Surroundings) -> String? {
        if let folder = surroundings.variable("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
            return "\(folder)/zartop/config"
        }
        return surroundings.variable("HOME").map { "\($0)/.config/zartop/config" }
    }

    /// What holds now; no file is an empty one.
    static func load(_ settings: Settings, _ surroundings: Surroundings) -> Configuration {
        var configuration = Configuration()
        if let path = path(surroundings), let text = read(path) {
            configuration = Configuration(text: text, file: path)
        }
        if let theme = settings.theme { configuration.theme = .init(value: theme, origin: "--theme") }
        if settings.isASCII { configuration.glyphs = .init(value: .ascii, origin: "--ascii") }
        if settings.isWithoutMouse { configuration.mouse = .init(value: false, origin: "--no-mouse") }
        return configuration
    }

    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while bytes.count < largest {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
