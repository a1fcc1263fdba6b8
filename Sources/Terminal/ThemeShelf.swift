package import Canvas
internal import Glibc

/// Where themes are looked for, and the reading of them.
///
/// A name is looked up in the user's folder, then in those that came with the program, then among the built-in
/// themes; what has a slash in it is a file. Nothing here fails: what is wrong with a theme is a warning, and what
/// is right in it counts.
package struct ThemeShelf: Sendable {
    /// A theme with all that was wrong on the way to it.
    package typealias Found = (theme: Theme, warnings: [ThemeWarning])

    /// The most of a file that is read; the largest theme that ships has 4 kB.
    private static let largest = 256 * 1024

    /// The folders, first come first served.
    package let folders: [String]

    /// Creates a shelf of folders.
    package init(folders: [String]) {
        self.folders = folders
    }

    /// The shelf of a user and a program: `$XDG_CONFIG_HOME/zartop/themes`, `share/zartop/themes` beside the
    /// program's `bin`, and the `themes` of the repository that the program was built in.
    package init(environment: [String: String], program: String?) {
        var folders: [String] = []
        // The XDG specification has relative paths ignored.
        if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") {
            folders.append("\(config)/zartop/themes")
        } else if let home = environment["HOME"], !home.isEmpty {
            folders.append("\(home)/.config/zartop/themes")
        }
        let parts = (program ?? "").split(separator: "/").map(String.init)
        if program?.hasPrefix("/") == true, parts.count >= 2 {
            folders.append("/" + (parts.dropLast(2) + ["share", "zartop", "themes"]).joined(separator: "/"))
            if let build = parts.lastIndex(of: ".build") {
                folders.append("/" + (parts[..<build] + ["themes"]).joined(separator: "/"))
            }
        }
        self.folders = folders
    }

    /// The file this process runs; nil when the system does not tell.
    package static var program: String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    /// Finds a theme by its name or its file; nil when there is none, and then ``complaint(about:)`` says so.
    package func find(_ word: String) -> Found? {
        if word.contains("/") {
            return Self.read(word).map { ThemeReader.read($0, file: word, inherits: text) }
        }
        // A user's own `harbor` may inherit the one that came with the program: it does not find itself.
        for (index, folder) in folders.enumerated() {
            let path = "\(folder)/\(word).theme"
            guard let content = Self.read(path) else { continue }
            let rest = ThemeShelf(folders: Array(folders[(index + 1)...]))
            return ThemeReader.read(content, file: path) { $0 == word ? rest.text($0) : text($0) }
        }
        return BuiltInTheme(rawValue: word).map { ($0.theme, []) }
    }

    /// One sentence on a theme that cannot be found or read.
    package func complaint(about word: String) -> String {
        guard !word.contains("/") else { return "the theme '\(word)' cannot be read" }
        let hint = nearestName(to: word, among: names).map { "; did you mean '\($0)'?" } ?? ""
        return "no theme '\(word)'\(hint)"
    }

    /// The names of all themes, in alphabetical order.
    package var names: [String] {
        let found = folders.flatMap(Self.files).filter { $0.hasSuffix(".theme") }.map {
            String($0.dropLast(6))
        }
        return Set(found + BuiltInTheme.allCases.map(\.rawValue)).sorted()
    }

    private func text(_ name: String) -> String? {
        guard !name.contains("/") else { return nil }
        for folder in folders {
            if let content = Self.read("\(folder)/\(name).theme") { return content }
        }
        return nil
    }

    private static func files(_ folder: String) -> [String] {
        guard let entries = opendir(folder) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            withUnsafeBytes(of: entry.pointee.d_name) { name in
                names.append(String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
            }
        }
        return names
    }

    private static func read(_ path: String) -> String? {
        // A pipe without a writer must not hold the program up.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16 * 1024)
        while content.count < largest {
            let count = Glibc.read(file, &block, block.count)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            content += block.prefix(count)
        }
        return String(decoding: content, as: UTF8.self)
    }
}
