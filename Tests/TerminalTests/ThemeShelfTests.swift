import Canvas
import Glibc
import Terminal
import Testing

@Suite(.timeLimit(.minutes(10)))
final class ThemeShelfTests {
    private let root: String
    private var made: [String] = []

    init() throws {
        var template = Array("/tmp/zartop-themes-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for path in made.reversed() { remove(path) }
        rmdir(root)
    }

    private func folder(_ name: String, _ files: [String: String]) throws -> String {
        try #require(mkdir("\(root)/\(name)", 0o700) == 0)
        made.append("\(root)/\(name)")
        for (file, text) in files {
            let path = "\(root)/\(name)/\(file)"
            let stream = try #require(fopen(path, "w"))
            fputs(text, stream)
            fclose(stream)
            made.append(path)
        }
        return "\(root)/\(name)"
    }

    @Test func `the first folder with the name wins, then the program's own themes`() throws {
        let mine = try folder("a", ["harbor.theme": "inherits = harbor\nname = Mine\n[roles]\nkey = red"])
        let other = try folder(
            "b",
            ["harbor.theme": "name = Other", "dawn.theme": "name = Dawn\ninherits = paper"]
        )
        let shelf = ThemeShelf(folders: [mine, other])
        let found = try #require(shelf.find("harbor"))
        #expect(found.theme.name == "Mine")
        #expect(found.warnings == [])
        #expect(shelf.find("dawn")?.theme.roles[.text] == BuiltInTheme.paper.theme.roles[.text])
        #expect(shelf.find("paper")?.theme == BuiltInTheme.paper.theme)
        #expect(ThemeShelf(folders: [mine]).find("harbor")?.theme.roles[.text] != nil)
        #expect(shelf.names.contains("dawn") && shelf.names.contains("tritan"))
        #expect(shelf.names.filter { $0 == "harbor" }.count == 1)
    }

    @Test func `a file is read by its path and a mistake in it is named with its line`() throws {
        let mine = try folder("c", ["x.theme": "[roles]\nstate.faild = red\nkey = blue"])
        let found = try #require(ThemeShelf(folders: []).find("\(mine)/x.theme"))
        #expect(found.theme.roles[.key]?.foreground == .indexed(4))
        #expect(
            found.warnings.map(\.description) == [
                "\(mine)/x.theme:2: unknown role 'state.faild'; did you mean 'state.failed'?"
            ]
        )
    }

    @Test func `what is not there is one sentence`() {
        let shelf = ThemeShelf(folders: [])
        #expect(shelf.find("harbour") == nil)
        #expect(shelf.complaint(about: "harbour") == "no theme 'harbour'; did you mean 'harbor'?")
        #expect(shelf.find("/nowhere/x.theme") == nil)
        #expect(shelf.find("/") == nil)
        #expect(shelf.complaint(about: "/nowhere/x.theme") == "the theme '/nowhere/x.theme' cannot be read")
    }

    @Test func `the folders are the user's, the program's and the repository's`() {
        let installed = ThemeShelf(environment: ["HOME": "/home/u"], program: "/usr/local/bin/zartop")
        #expect(installed.folders == ["/home/u/.config/zartop/themes", "/usr/local/share/zartop/themes"])
        let built = ThemeShelf(
            environment: ["XDG_CONFIG_HOME": "/c", "HOME": "/home/u"],
            program: "/src/zartop/.build/debug/zartop"
        )
        #expect(built.folders.first == "/c/zartop/themes" && built.folders.last == "/src/zartop/themes")
        #expect(ThemeShelf(environment: ["XDG_CONFIG_HOME": "c"], program: nil).folders == [])
        #expect(ThemeShelf.program?.hasPrefix("/") == true)
    }
}
