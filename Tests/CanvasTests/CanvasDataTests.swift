import Canvas
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CanvasDataTests {
    private func bar(_ fraction: Double, _ family: GlyphSet = .unicode) -> String {
        var canvas = Canvas(size: Size(columns: 4, rows: 1), glyphs: Glyphs(family))
        canvas.drawBar(fraction, row: 0, column: 0, width: 4)
        return canvas.text
    }

    @Test(
        arguments: [
            (0, "····"), (0.001, "▏···"), (0.5, "██··"), (0.53125, "██▏·"), (0.999, "███▉"), (1, "████"),
            (7, "████"),
            (-1, "····"), (.nan, "····"), (.infinity, "████"),
        ] as [(Double, String)]
    )
    func `a bar is exact to an eighth and never looks finished early`(fraction: Double, expected: String) {
        #expect(bar(fraction) == expected)
    }

    @Test func `a bar in ASCII is exact to a cell`() {
        #expect(bar(0.6, .ascii) == "##..")
        #expect(bar(0.99, .ascii) == "###.")
    }

    @Test func `a sparkline ends at the right and leaves gaps`() {
        var canvas = Canvas(size: Size(columns: 6, rows: 2))
        canvas.drawSparkline([0, 0.5, nil, 1], row: 0, column: 0, width: 6)
        canvas.drawSparkline([0, 0, 0, 0.25, 0.5, 0.75, 1], row: 1, column: 0, width: 4)
        #expect(canvas.text == "  ▁▅ █\n▃▅▆█")
        #expect(canvas[0, 5].style.role == .sparkHigh)
    }

    @Test func `a strip shows states as glyphs, the newest at the right`() {
        var canvas = Canvas(size: Size(columns: 6, rows: 2))
        canvas.drawStrip(
            ["failed", "completed", "what is this"].map { StripCell($0) },
            row: 0,
            column: 0,
            width: 4
        )
        canvas.drawStrip(
            ["failed", "skipped-overlap", "running"].map { StripCell($0) },
            row: 1,
            column: 0,
            width: 2,
            surface: .selection
        )
        #expect(canvas.text == " ✗✓?\n»▸")
        #expect(canvas[1, 1].style == Style(.stateRunning, on: .selection))
    }

    @Test(arguments: GlyphSet.allCases)
    func `every glyph of ours takes one column`(family: GlyphSet) {
        let glyphs = Glyphs(family)
        var all = StateMark.allCases.flatMap { Array(glyphs.glyph($0).unicodeScalars) }
        all +=
            glyphs.bars + glyphs.levels + [glyphs.rule, glyphs.ellipsis, glyphs.placeholder, glyphs.barRest]
        all += (glyphs.selection + glyphs.none).unicodeScalars
        #expect(all.allSatisfy { ScalarWidth.of($0) == .narrow })
        #expect(family == .unicode || all.allSatisfy(\.isASCII))
    }

    @Test func `codes and glyphs tell the states apart`() {
        #expect(Set(StateMark.allCases.map(\.code)).count == StateMark.allCases.count)
        // Finished is the completed state of a task: the two are never in one column.
        let apart = StateMark.allCases.filter { $0 != .finished }
        for family in GlyphSet.allCases {
            #expect(Set(apart.map { $0.glyph(in: family) }).count == apart.count)
        }
    }

    @Test func `every state the engine spells has a mark`() {
        let states = [
            "active", "paused", "stopped", "finished", "scheduled", "running", "completed", "failed",
            "cancelled",
            "retrying", "sleeping", "waiting", "skipped", "timed-out", "interrupted", "started",
            "skipped-overlap",
            "coalesced", "missed", "excluded", "limit", "expired", "buffered",
        ]
        #expect(states.filter { StateMark(state: $0) == nil } == [])
        #expect(StateMark(state: "") == nil)
    }
}
