import Canvas
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CanvasSVGTests {
    @Test func `a canvas is one text a run on the theme's colours`() {
        var canvas = Canvas(size: Size(columns: 8, rows: 2))
        canvas.draw("ok", row: 0, column: 1, style: Style(.stateFailed))
        canvas.draw("<&\">", row: 1, column: 0, style: Style(.text, on: .selection))
        let svg = canvas.svg(theme: ThemeReader.standard, title: "a < b")
        #expect(
            svg == """
                <svg xmlns="http://www.w3.org/2000/svg" width="64" height="34" viewBox="0 0 64 34" role="img">
                <title>a &lt; b</title>
                <rect width="64" height="34" fill="#14181f"/>
                <g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13" \
                xml:space="preserve">
                <text x="8" y="13" textLength="16" fill="#ff6a3d" font-weight="bold">ok</text>
                <rect x="0" y="17" width="32" height="17" fill="#26303d"/>
                <text x="0" y="30" textLength="32" fill="#d7dde6" font-weight="bold">&lt;&amp;&quot;&gt;</text>
                </g>
                </svg>

                """
        )
    }

    @Test func `a wide character keeps its two columns and a reversed run its colours`() {
        var canvas = Canvas(size: Size(columns: 6, rows: 1))
        canvas.draw("日x", row: 0, column: 0, style: Style(.key, reversed: true))
        let svg = canvas.svg(theme: BuiltInTheme.terminal.theme)
        #expect(svg.contains("<rect x=\"0\" y=\"0\" width=\"24\" height=\"17\" fill=\"#d0d0d0\"/>"))
        #expect(svg.contains("textLength=\"24\" fill=\"#101010\" font-weight=\"bold\">日x</text>"))
    }

    @Test func `a canvas without cells is still a picture`() {
        let svg = Canvas(size: Size(columns: 0, rows: 0)).svg(theme: BuiltInTheme.paper.theme)
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    }
}
