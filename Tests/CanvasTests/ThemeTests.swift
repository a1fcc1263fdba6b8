import Canvas
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ThemeTests {
    private func read(_ text: String) -> (theme: Theme, warnings: [ThemeWarning]) {
        ThemeReader.read(text, file: "t.theme")
    }

    @Test func `harbor reads without a warning and names every role`() {
        let (theme, warnings) = ThemeReader.read(BuiltInTheme.harbor.text, file: "harbor")
        #expect(warnings == [])
        #expect(theme.name == "Harbor")
        #expect(Role.allCases.filter { theme.roles[$0] == nil } == [])
    }

    @Test(arguments: Role.allCases)
    func `a role falls back to its parents, and they end`(role: Role) {
        var seen: Set<Role> = []
        var next: Role? = role
        while let role = next, seen.insert(role).inserted { next = role.parent }
        #expect(next == nil)
        let alone = read("[roles]\ntext = 231 bold\nbackground = 16").theme
        let paint = alone.paint(Style(role), depth: .palette)
        #expect(paint.foreground == .indexed(231))
        #expect(paint.background == .indexed(16))
    }

    @Test func `a surface that is only a colour leaves the text its own`() {
        let theme = read("[roles]\ntext = 231\nkey = 45\ndialog = on 17").theme
        #expect(theme.paint(Style(.dialog), depth: .palette).foreground == .indexed(231))
        let key = theme.paint(Style(.key, on: .dialog), depth: .palette)
        #expect(key == Paint(foreground: .indexed(45), background: .indexed(17), attributes: []))
    }

    @Test func `a complete file is understood`() {
        let (theme, warnings) = read(
            """
            # a comment
            name = My own # theme
            kind = light
            [palette]
            ink = #102030   # a colour, then a comment
            [roles]
            background = ink
            text = ink on 255 bold underline
            state.ok = green
            [ansi16]
            state.ok = bright-green
            [mono]
            state.ok = reverse
            [glyphs]
            state.ok = ★ o
            state.failed = X
            """
        )
        #expect(warnings == [])
        #expect(theme.name == "My own")
        #expect(theme.kind == .light)
        #expect(theme.roles[.background] == Ink(background: .rgb(16, 32, 48)))
        let ink = Ink(
            foreground: .rgb(16, 32, 48),
            background: .indexed(255),
            attributes: [.bold, .underline]
        )
        #expect(theme.roles[.text] == ink)
        #expect(theme.ansi16[.stateOK]?.foreground == .indexed(10))
        #expect(theme.mono[.stateOK] == .reverse)
        #expect(Glyphs(.unicode, theme: theme).glyph(.ok) == "★")
        #expect(Glyphs(.ascii, theme: theme).glyph(.ok) == "o")
        #expect(Glyphs(.unicode, theme: theme).glyph(.failed) == "X")
        #expect(Glyphs(.ascii, theme: theme).glyph(.failed) == "x")
    }

    @Test(arguments: [
        ("nmae = x", "t.theme:1: unknown key 'nmae'; did you mean 'name'?"),
        ("kind = drak", "t.theme:1: unknown kind 'drak'; did you mean 'dark'?"),
        ("[role]", "t.theme:1: unknown section 'role'; did you mean 'roles'?"),
        (
            "[roles]\n\nstate.faild = red",
            "t.theme:3: unknown role 'state.faild'; did you mean 'state.failed'?"
        ),
        ("[roles]\ntext = rde", "t.theme:2: unknown colour 'rde'; did you mean 'red'?"),
        ("[roles]\ntext = red blod", "t.theme:2: unknown attribute 'blod'; did you mean 'bold'?"),
        ("[roles]\ntext = red on", "t.theme:2: 'on' needs a colour"),
        ("[roles]\ntext = #12345", "t.theme:2: unknown colour 'zzzzzzz'"),
        ("[palette]\na = red blue", "t.theme:2: a palette entry is one colour"),
        (
            "[palette]\nember = #ff6a3d\n[roles]\ntext = embre",
            "t.theme:4: unknown colour 'embre'; did you mean 'ember'?"
        ),
        ("[mono]\ntext = blod", "t.theme:2: unknown attribute 'blod'; did you mean 'bold'?"),
        ("[glyphs]\nstate.okk = x", "t.theme:2: unknown glyph 'state.okk'; did you mean 'state.ok'?"),
        (
            "[glyphs]\nstate.ok = 日",
            "t.theme:2: a glyph is one character of one column, then perhaps one for ASCII"
        ),
        ("[glyphs]\nstate.ok = x é", "t.theme:2: 'é' is not an ASCII glyph"),
        ("what is this", "t.theme:1: expected 'key = value', found 'what is this'"),
        ("inherits = nobody", "t.theme:1: no theme 'nobody' to inherit from"),
        ("inherits = harbour", "t.theme:1: no theme 'harbour' to inherit from; did you mean 'harbor'?"),
    ])
    func `what is not understood is a warning with its place`(text: String, expected: String) {
        // A colour cut short is a comment: what remains is a role without a value, which is allowed.
        let warnings = read(text).warnings.map(\.description)
        #expect(warnings == (text.hasSuffix("#12345") ? [] : [expected]))
    }

    @Test func `a warning does not stop the reading`() {
        let (theme, warnings) = read("[roles]\ntext = nocolour\n[nosection]\na = b\n[roles]\r\nkey = red\r\n")
        #expect(warnings.map(\.line) == [2, 3])
        #expect(theme.roles[.key]?.foreground == .indexed(1))
    }

    @Test func `a theme inherits, overrides and may go round in a circle`() {
        let files = [
            "a": "name = A\n[palette]\nink = red\n[roles]\ntext = ink\nkey = ink", "loop": "inherits = loop",
        ]
        let (theme, warnings) = ThemeReader.read(
            "inherits = a\nname = B\n[roles]\nkey = blue\nhint = ink",
            file: "b"
        ) { files[$0] }
        #expect(warnings == [])
        #expect(theme.name == "B")
        #expect(theme.roles[.text]?.foreground == .indexed(1))
        #expect(theme.roles[.key]?.foreground == .indexed(4))
        #expect(theme.roles[.hint]?.foreground == .indexed(1))
        let loop = ThemeReader.read("inherits = loop", file: "x") { files[$0] }
        #expect(loop.warnings.map(\.message) == ["'inherits' goes round in a circle"])
    }

    @Test func `a palette entry given another colour recolours what is inherited`() {
        let (theme, warnings) = read(
            "inherits = harbor\n[palette]\nsea = #112233\nown = sea\n[roles]\nkey = own"
        )
        #expect(warnings == [])
        #expect(theme.roles[.stateOK]?.foreground == .rgb(0x11, 0x22, 0x33))
        #expect(theme.roles[.key]?.foreground == .rgb(0x11, 0x22, 0x33))
        #expect(theme.roles[.stateFailed] == ThemeReader.standard.roles[.stateFailed])
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `no text stops the reader`(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let pieces = [
            "[", "]", "=", "#", "\n", " ", "roles", "palette", "on", "red", "#ff0000", "é", "\r", "text",
            "glyphs",
        ]
        for _ in 0..<300 {
            let text = (0..<60).map { _ in pieces.randomElement(using: &numbers) ?? "" }.joined()
            #expect(read(text).warnings.count <= 61)
        }
    }

    @Test(arguments: ColourDepth.allCases)
    func `every role resolves to what the terminal has`(depth: ColourDepth) {
        let theme = ThemeReader.standard
        for role in Role.allCases {
            for surface in [Role.background, .selection] {
                let paint = theme.paint(Style(role, on: surface), depth: depth)
                for colour in [paint.foreground, paint.background] {
                    switch (colour, depth) {
                    case (.terminal, _), (.indexed, .palette), (.indexed, .direct), (.rgb, .direct): break
                    case (.indexed(let index), .sixteen): #expect(index < 16)
                    case (.indexed(let index), .eight): #expect(index < 8)
                    default: Issue.record("\(role.rawValue) is \(colour) at \(depth)")
                    }
                }
            }
        }
    }

    @Test func `text can be read on its surface`() throws {
        let theme = ThemeReader.standard
        for depth in [ColourDepth.direct, .palette] {
            for role in Role.allCases where ![.background, .border, .ganttGrid, .progressRest].contains(role)
            {
                let paint = theme.paint(Style(role), depth: depth)
                let text = try #require(LinearRGB(paint.foreground))
                let behind = try #require(LinearRGB(paint.background))
                let isDim = [Role.textDim, .hint].contains(role)
                #expect(text.contrast(to: behind) >= (isDim ? 3 : 4.5), "\(role.rawValue)")
                let selected = theme.paint(Style(role, on: .selection), depth: depth)
                let under = try #require(LinearRGB(selected.background))
                #expect(text.contrast(to: under) >= 3, "\(role.rawValue) selected")
            }
        }
    }

    @Test func `the selection is seen at every depth`() {
        let theme = ThemeReader.standard
        for depth in ColourDepth.allCases {
            let plain = theme.paint(.text, depth: depth)
            let selected = theme.paint(Style(.text, on: .selection), depth: depth)
            #expect(plain.background != selected.background || selected.attributes.contains(.reverse))
        }
    }

    @Test func `colours are reduced by what the eye sees`() {
        #expect(Colour.rgb(0xFF, 0, 0).reduced(to: .palette) == .indexed(196))
        #expect(Colour.rgb(0x80, 0x80, 0x80).reduced(to: .palette) == .indexed(244))
        #expect(Colour.rgb(0xFF, 0x6A, 0x3D).reduced(to: .sixteen) == .indexed(1))
        #expect(Colour.rgb(0x35, 0xC9, 0x60).reduced(to: .sixteen) == .indexed(2))
        #expect(Colour.rgb(0x4F, 0xB3, 0xFF).reduced(to: .sixteen) == .indexed(12))
        #expect(Colour.rgb(0xD7, 0xDD, 0xE6).reduced(to: .sixteen) == .terminal)
        #expect(Colour.indexed(9).reduced(to: .eight) == .indexed(1))
        #expect(Colour.rgb(1, 2, 3).reduced(to: .mono) == .terminal)
    }

    @Test func `contrast and lightness are the standard ones`() throws {
        let white = try #require(LinearRGB(.rgb(255, 255, 255)))
        let black = try #require(LinearRGB(.rgb(0, 0, 0)))
        #expect((white.contrast(to: black) - 21).magnitude < 0.0001)
        let grey = try #require(LinearRGB(.rgb(0x77, 0x77, 0x77)))
        #expect((white.contrast(to: grey) - 4.478).magnitude < 0.001)
        let red = try #require(OKLab(.rgb(255, 0, 0)))
        #expect((red.lightness - 0.62796).magnitude < 0.0001)
        #expect((red.a - 0.22486).magnitude < 0.0001)
        #expect((red.b - 0.12585).magnitude < 0.0001)
    }
}
