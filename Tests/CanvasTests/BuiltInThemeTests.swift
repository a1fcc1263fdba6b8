import Canvas
import Glibc
import Testing

@Suite(.timeLimit(.minutes(10)))
struct BuiltInThemeTests {
    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/themes"

    @Test(arguments: BuiltInTheme.allCases)
    func `a built-in theme is its file`(theme: BuiltInTheme) throws {
        let file = try #require(fopen("\(Self.folder)/\(theme.rawValue).theme", "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = fread(&bytes, 1, bytes.count, file)
        #expect(String(decoding: bytes[..<count], as: UTF8.self) == theme.text + "\n")
    }

    @Test func `every file of the folder is built in`() throws {
        let folder = try #require(opendir(Self.folder))
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".theme") { names.append(name) }
        }
        #expect(names.sorted() == BuiltInTheme.allCases.map { "\($0.rawValue).theme" }.sorted())
    }

    @Test(arguments: BuiltInTheme.allCases)
    func `a built-in theme reads without a warning and passes the lint`(theme: BuiltInTheme) {
        let (read, warnings) = ThemeReader.read(theme.text, file: theme.rawValue)
        #expect(warnings == [])
        #expect(!read.name.isEmpty)
        #expect(ThemeLint.findings(read) == [])
    }

    /// The states whose colours the tuned themes keep apart although glyphs do so already.
    private static let tuned: [Role] = [
        .stateRunning, .stateOK, .stateFailed, .stateRetrying, .stateCancelled,
    ]

    @Test(
        arguments: [
            (BuiltInTheme.deutan, [ColourVision.protan, .deutan, .normal]), (.tritan, [.tritan, .normal]),
        ]
    )
    func `a tuned theme keeps every pair of states apart for its eyes`(
        theme: BuiltInTheme,
        eyes: [ColourVision]
    ) throws {
        for vision in eyes {
            for (index, first) in Self.tuned.enumerated() {
                for second in Self.tuned[(index + 1)...] {
                    let colours = [first, second].map {
                        theme.theme.paint(Style($0), depth: .direct).foreground
                    }
                    let distance = try #require(vision.distance(colours[0], colours[1]))
                    #expect(
                        distance >= ThemeLint.stateDistance,
                        "\(first.rawValue)/\(second.rawValue) \(vision)"
                    )
                }
            }
        }
    }

    @Test(arguments: [BuiltInTheme.highContrastDark, .highContrastLight])
    func `a high-contrast theme has text of 7 to 1`(theme: BuiltInTheme) throws {
        for role in [Role.text, .textDim, .stateOK, .stateFailed, .stateRunning, .stateRetrying, .key] {
            let paint = theme.theme.paint(Style(role), depth: .direct)
            let (text, behind) = (LinearRGB(paint.foreground), LinearRGB(paint.background))
            #expect(try #require(text).contrast(to: #require(behind)) >= 7, "\(role.rawValue)")
        }
    }

    @Test func `the terminal's theme uses no colour that may be the background`() {
        for role in Role.allCases {
            let paint = BuiltInTheme.terminal.theme.paint(Style(role), depth: .direct)
            #expect(paint.background == .terminal)
            #expect(([.terminal] + [1, 2, 3, 5, 6].map(Colour.indexed)).contains(paint.foreground))
        }
    }

    @Test func `mono has no colours`() {
        for role in Role.allCases {
            let paint = BuiltInTheme.mono.theme.paint(Style(role), depth: .direct)
            #expect([paint.foreground, paint.background] == [.terminal, .terminal], "\(role.rawValue)")
        }
    }
}
