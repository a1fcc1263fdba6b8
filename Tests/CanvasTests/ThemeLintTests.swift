import Canvas
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ThemeLintTests {
    private func findings(_ text: String, inherits: String = "harbor") -> [String] {
        let (theme, warnings) = ThemeReader.read("inherits = \(inherits)\n\(text)", file: "t")
        #expect(warnings == [])
        return ThemeLint.findings(theme)
    }

    @Test func `low contrast is found with its surface and depth`() {
        let found = findings("[roles]\ntext = #666666")
        #expect(
            found.contains("'text' on 'background' has a contrast of 3.0:1 in exact colours, below 4.5:1")
        )
        #expect(found.contains { $0.contains("at 256 colours") })
        #expect(findings("[roles]\nhint = #7c7c7c") == [])
        #expect(findings("[roles]\nhint = #444444").contains { $0.contains("below 3.0:1") })
    }

    @Test func `states that some eyes confuse are found`() {
        let found = findings("[roles]\nstate.ok = #d08040")
        #expect(found.contains { $0.contains("'state.ok' and 'state.failed'") && $0.contains("deutan eyes") })
        #expect(!found.contains { $0.contains("state.running") })
    }

    @Test func `one glyph for two states needs two colours`() {
        let found = findings(
            "[glyphs]\nstate.failed = ▸ >\nstate.cancelled = ▸ >\n[roles]\nstate.cancelled = #4fb3ff"
        )
        #expect(found.contains { $0.hasPrefix("'running' and 'cancelled' share the glyph '▸'") })
        #expect(!found.contains { $0.hasPrefix("'running' and 'failed'") })
        let stopped = findings("[glyphs]\nstate.stopped = ✓ #")
        #expect(stopped.contains("'stopped' and 'finished' share the glyph '✓' and the role 'state.stopped'"))
    }

    @Test func `what must stand out and does not is found at its depth`() {
        #expect(
            findings("[roles]\nselection = sail\n[ansi16]\nselection = default\n[mono]\nselection = default")
                .filter {
                    $0.hasPrefix("'selection' looks like 'text'")
                }.count == ColourDepth.allCases.count
        )
        #expect(
            findings("[mono]\ntab.active = default").contains(
                "'tab.active' looks like 'tab.idle' without colours"
            )
        )
    }

    @Test func `black on what may be black is found`() {
        #expect(
            findings("[ansi16]\nkey = black").contains(
                "'key' is black at 16 colours, where the background may be just that"
            )
        )
    }

    @Test func `a theme without text says so`() {
        let theme = ThemeReader.read("[roles]\nkey = red", file: "t").theme
        #expect(ThemeLint.findings(theme).contains { $0.hasPrefix("'text' is not given") })
    }

    @Test func `eyes without a kind of cone see the published colours`() throws {
        // Grey stays grey for all of them: each row of a matrix has the sum 1.
        for vision in ColourVision.allCases {
            let grey = try #require(LinearRGB(.rgb(128, 128, 128)))
            let seen = vision.sees(grey)
            for part in [seen.red, seen.green, seen.blue] { #expect((part - grey.red).magnitude < 0.001) }
        }
        let red = try #require(LinearRGB(.rgb(255, 0, 0)))
        #expect((ColourVision.protan.sees(red).red - 0.152286).magnitude < 1e-9)
        #expect(ColourVision.protan.sees(red).blue == 0)
        #expect(ColourVision.normal.sees(red) == red)
    }
}
