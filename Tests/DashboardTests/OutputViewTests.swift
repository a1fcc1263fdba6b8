import Canvas
import Testing

@testable import Dashboard

/// What a step has written, on the screen.
@Suite(.timeLimit(.minutes(10)))
struct OutputViewTests {
    private func shown(_ state: DashboardState) -> [String] {
        state.text(.ascii).split(separator: "\n").map(String.init).filter {
            $0.contains(" out ") || $0.contains(" err ")
        }
    }

    @Test func `the selected step decides whose output is read, and Enter on it opens that too`() throws {
        var state = GoldenSample.detail(80, 24)
        OutputSample.press([.enter], &state)
        #expect(state.view == .output)
        let wish = try #require(state.wish.output)
        #expect(wish.execution == "invoice-203" && wish.step == "email" && wish.run == nil)
        #expect(wish.attempt == nil && wish.from == nil)
        #expect(state.wish.detail == "invoice-203")
        OutputSample.press([.escape], &state)
        #expect(state.view == .detail && state.wish.output == nil)
        OutputSample.press([.up, .character("O")], &state)
        #expect(state.wish.output?.step == "render-pdf")
    }

    @Test func `it follows until one moves up, and again from the end on`() {
        var state = OutputSample.state(80, 24)
        #expect(shown(state).last?.contains("message 39") == true)
        OutputSample.press([.up], &state)
        #expect(state.output?.follows == false)
        #expect(shown(state).last?.contains("message 38") == true)
        #expect(state.text(.ascii).contains("1 more  G to follow again"))
        OutputSample.press([.down], &state)
        #expect(state.output?.follows == true)
        OutputSample.press([.home], &state)
        #expect(shown(state).first?.contains("message 0 ") == true)
        OutputSample.press(keys("G"), &state)
        #expect(state.output?.follows == true)
        OutputSample.press(keys("f"), &state)
        #expect(state.output?.follows == false)
        #expect(shown(state).last?.contains("message 39") == true, "holding moves nothing")
    }

    @Test func `lines that go on in further rows are counted as they stand`() {
        var state = OutputSample.state(40, 24)
        OutputSample.press(keys("w") + [.home], &state)
        let seen = state.text(.ascii).split(separator: "\n").count { $0.hasPrefix(" 14:03:") }
        #expect(seen < OutputScreen.rows(state) - 4, "most lines go on")
        #expect(state.text(.ascii).contains("line \(seen) of 40"))
        #expect(state.text(.ascii).contains("\(40 - seen) more"))
    }

    @Test func `the footer offers nothing for output that is not there, nor a cancel of what has ended`() {
        var state = OutputSample.state(200, 40)
        func shown() -> [Action] { FooterHint.all(state).map(\.action) }
        #expect(shown().contains(.cancel) && shown().contains(.follow))
        var snapshot = state.snapshot
        snapshot.detail?.execution.state = "completed"
        snapshot.detail?.execution.endedAt = snapshot.now
        state.update(snapshot)
        #expect(!shown().contains(.cancel) && shown().contains(.follow))
        snapshot.output = OutputPage(execution: "invoice-203", step: "email")
        state.update(snapshot)
        #expect(shown().filter { ![.quit, .help, .command, .theme].contains($0) } == [.back])
    }

    @Test func `what was not kept belongs to no stream in JSON`() {
        let state = OutputSample.state(80, 24)
        #expect(state.rowsAsJSON.contains(#"{"stream":"stderr","at":"#))
        #expect(
            RowJSON.text(OutputSample.row(12)).hasPrefix(#"{"stream":null,"at":"2026-"#)
        )
    }

    @Test func `new lines move nothing while it is held`() {
        var state = OutputSample.state(80, 24)
        OutputSample.press([.up, .up], &state)
        let before = shown(state)
        var snapshot = state.snapshot
        snapshot.output?.total = 4000
        state.update(snapshot)
        #expect(shown(state) == before)
        #expect(state.text(.ascii).contains("3962 more"))
    }

    @Test func `a search is for the text as it stands, counts its lines and goes to them one by one`() {
        var state = OutputSample.state(80, 24)
        OutputSample.press(keys("/421") + [.enter], &state)
        #expect(state.wish.output?.search == "421")
        #expect(state.text(.ascii).contains("/421  4 hits"))
        #expect(state.output?.hit == 32, "the newest one first")
        OutputSample.press(keys("N"), &state)
        #expect(state.output?.hit == 23)
        OutputSample.press(keys("NNN"), &state)
        #expect(state.output?.hit == 32, "round the beginning")
        OutputSample.press([.escape], &state)
        #expect(state.view == .output && state.output?.search == "")
        OutputSample.press(keys("/state:x try>") + [.enter], &state)
        #expect(state.output?.search == "state:x try>" && state.overlay == nil)
    }

    @Test func `a hit is on the screen, also below lines that take several rows`() {
        var state = OutputSample.state(40, 12)
        OutputSample.press(keys("w/421") + [.enter], &state)
        #expect(state.output?.hit == 32)
        #expect(state.text(.ascii).contains(">14:03:10 e 421"))
    }

    @Test func `no byte of output reaches the terminal as a control character`() {
        var state = OutputSample.state(80, 24)
        for glyphs in [GlyphSet.unicode, .ascii] {
            #expect(!state.text(glyphs).unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        }
        #expect(state.text(.ascii).contains("?[31mred?[0m"))
        OutputSample.press(keys("w"), &state)
        #expect(!state.text(.ascii).contains("\u{1B}"))
    }

    @Test func `Tab goes to the other attempts whose output is kept`() {
        var state = OutputSample.state(80, 24)
        #expect(state.text(.ascii).contains("attempt 2 (2 of 2 kept: Tab)"))
        OutputSample.press([.tab], &state)
        #expect(state.wish.output?.attempt == 1)
        #expect(state.text(.ascii).contains("attempt 1 (1 of 2 kept: Tab)"))
    }

    @Test func `saving asks for the output, not for the screen`() throws {
        var state = OutputSample.state(80, 24)
        let effects = state.handle(.control("s"), at: 90_000)
        let wish = try #require(state.wish.output)
        #expect(effects == [.saveOutput(wish, past: nil)])
        let then = sketchMoment - 5_000
        _ = state.look(at: then, moment: 91_000)
        #expect(state.handle(.control("s"), at: 92_000) == [.saveOutput(wish, past: then)])
    }

    @Test func `an attempt that was chosen and had not begun then gives way to the one there was`() {
        var state = OutputSample.state(80, 24)
        OutputSample.press([.tab, .tab], &state)
        #expect(state.wish.output?.attempt == 2)
        _ = state.look(at: sketchMoment - 5_000, moment: 200_000)
        var snapshot = state.snapshot
        (snapshot.standing, snapshot.now) = (.past, sketchMoment - 5_000)
        snapshot.output?.attempts = [1]
        snapshot.output?.attempt = 1
        state.update(snapshot)
        #expect(state.outputPage?.attempt == 1 && !shown(state).isEmpty)
        snapshot.output = OutputPage(execution: "invoice-203", step: "email")
        state.update(snapshot)
        #expect(state.text(.ascii).contains("nothing had been written then"))
    }

    @Test func `a run that had not begun then is not told by another one`() {
        var state = OutputSample.state(80, 24)
        state.output?.run = 7
        #expect(state.outputRun == nil)
        state.output?.run = nil
        #expect(state.outputRun != nil)
    }

    @Test func `a step that writes nothing, or keeps nothing, says so`() {
        var state = OutputSample.state(80, 24)
        var snapshot = state.snapshot
        snapshot.output = OutputPage(execution: "invoice-203", step: "email")
        state.update(snapshot)
        #expect(state.text(.ascii).contains("only the commands of job files have one"))
        snapshot.output?.attempts = [1]
        snapshot.output?.attempt = 1
        snapshot.output?.isGrowing = true
        state.update(snapshot)
        #expect(state.text(.ascii).contains("nothing has been written yet"))
    }

    @Test(arguments: [false, true]) func `every size from nothing to a wall holds`(wraps: Bool) {
        for columns in [1, 12, 20, 25, 40, 59, 60, 80, 131, 200] {
            for rows in [1, 5, 7, 8, 11, 12, 20, 60] {
                var state = OutputSample.state(columns, rows)
                if wraps { OutputSample.press(keys("w"), &state) }
                for key in [Key.up, .home, .character("n"), .right, .pageDown, .end, .pageUp] {
                    OutputSample.press([key], &state)
                    let canvas = state.render()
                    #expect(canvas.size == Size(columns: columns, rows: rows))
                }
            }
        }
    }
}
