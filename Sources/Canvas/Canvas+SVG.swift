extension Canvas {
    /// The canvas as a picture for browsers and documents: one rectangle a coloured surface, one text a run.
    ///
    /// The font is whatever monospaced one the reader has; the length given with each text keeps the grid. The
    /// terminal's own colours are grey on black or black on white, whichever the theme is made for.
    package func svg(theme: Theme, title: String = "zartop") -> String {
        let (cellWidth, cellHeight) = (8, 17)
        let (width, height) = (size.columns * cellWidth, size.rows * cellHeight)
        let own: (front: String, back: String) =
            theme.kind == .dark ? ("#d0d0d0", "#101010") : ("#101010", "#ffffff")
        let back = Self.hex(theme.paint(.text, depth: .direct).background) ?? own.back
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="img">
            """,
            "<title>\(Self.escaped(title))</title>",
            "<rect width=\"\(width)\" height=\"\(height)\" fill=\"\(back)\"/>",
            """
            <g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13" \
            xml:space="preserve">
            """,
        ]
        for number in 0..<size.rows {
            for run in runs(number) {
                let paint = theme.paint(run.style, depth: .direct)
                var front = Self.hex(paint.foreground) ?? own.front
                var behind = Self.hex(paint.background) ?? own.back
                if paint.attributes.contains(.reverse) { swap(&front, &behind) }
                let x = run.column * cellWidth
                let length = run.columns * cellWidth
                if behind != back {
                    lines.append(
                        """
                        <rect x="\(x)" y="\(number * cellHeight)" width="\(length)" height="\(cellHeight)" \
                        fill="\(behind)"/>
                        """
                    )
                }
                guard run.text.contains(where: { $0 != " " }) else { continue }
                // 13 pixels down a cell of 17 is where the letters of a 13 pixel font stand.
                lines.append(
                    """
                    <text x="\(x)" y="\(number * cellHeight + 13)" textLength="\(length)" \
                    fill="\(front)"\(Self.marks(paint.attributes))>\(Self.escaped(run.text))</text>
                    """
                )
            }
        }
        return (lines + ["</g>", "</svg>", ""]).joined(separator: "\n")
    }

    /// Neighbours of one row that look the same.
    private struct Run {
        var column: Int
        var columns: Int
        var text: String
        var style: Style
    }

    private func runs(_ number: Int) -> [Run] {
        var runs: [Run] = []
        for (column, cell) in row(number).enumerated() {
            if let last = runs.last, last.style == cell.style {
                runs[runs.count - 1].columns += 1
                runs[runs.count - 1].text += cell.grapheme.string
            } else {
                runs.append(Run(column: column, columns: 1, text: cell.grapheme.string, style: cell.style))
            }
        }
        return runs
    }

    private static func hex(_ colour: Colour) -> String? {
        guard let (red, green, blue) = colour.components else { return nil }
        return "#"
            + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func marks(_ attributes: Attributes) -> String {
        (attributes.contains(.bold) ? " font-weight=\"bold\"" : "")
            + (attributes.contains(.dim) ? " opacity=\"0.7\"" : "")
            + (attributes.contains(.italic) ? " font-style=\"italic\"" : "")
            + (attributes.contains(.underline) ? " text-decoration=\"underline\"" : "")
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
