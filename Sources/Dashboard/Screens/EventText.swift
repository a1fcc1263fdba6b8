internal import Canvas

/// A line of text as cells, with what is looked for picked out.
struct EventText {
    private struct Piece {
        var grapheme: Grapheme
        var width: Int
        var isHit: Bool
    }

    private var pieces: [Piece] = []

    init(_ text: String, sought: [FilterPattern], placeholder: Unicode.Scalar) {
        let hits = sought.flatMap { $0.ranges(in: text) }.sorted { $0.lowerBound < $1.lowerBound }
        var place = text.startIndex
        for hit in hits where hit.upperBound > place {
            let start = max(place, hit.lowerBound)
            append(text[place..<start], isHit: false, placeholder: placeholder)
            append(text[start..<hit.upperBound], isHit: true, placeholder: placeholder)
            place = hit.upperBound
        }
        append(text[place...], isHit: false, placeholder: placeholder)
    }

    private mutating func append(_ text: Substring, isHit: Bool, placeholder: Unicode.Scalar) {
        for (grapheme, width) in GraphemeReader(String(text), placeholder: placeholder) {
            pieces.append(Piece(grapheme: grapheme, width: width, isHit: isHit))
        }
    }

    /// The pieces of each row when it goes on in the next one, broken at blanks where there are any.
    func lines(width: Int) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        while start < pieces.count {
            var (end, columns) = (start, 0)
            while end < pieces.count, columns + pieces[end].width <= width {
                columns += pieces[end].width
                end += 1
            }
            if end == start { end += 1 }
            if end < pieces.count,
                let blank = pieces[start..<end].lastIndex(where: { $0.grapheme == .blank }),
                blank > start
            {
                end = blank + 1
            }
            lines.append(start..<end)
            start = end
        }
        return lines.isEmpty ? [0..<0] : lines
    }

    /// Draws a stretch of it; what is cut at either side shows as the ellipsis.
    func draw(
        _ range: Range<Int>? = nil,
        skipping pan: Int = 0,
        on canvas: inout Canvas,
        row: Int,
        column: Int,
        width: Int,
        style: Style
    ) {
        let pieces = pieces[range ?? pieces.indices]
        let width = min(width, canvas.size.columns - column)
        guard width > 0 else { return }
        var (place, skipped) = (0, 0)
        for piece in pieces {
            if skipped < pan {
                skipped += piece.width
                continue
            }
            guard place + piece.width <= width else {
                canvas.fill(
                    row: row,
                    column: column + width - 1,
                    width: 1,
                    with: canvas.glyphs.ellipsis,
                    style: style
                )
                break
            }
            let style = piece.isHit ? Style(.hit, on: .hit) : style
            canvas.put(piece.grapheme, width: piece.width, row: row, column: column + place, style: style)
            place += piece.width
        }
        if skipped > 0, !pieces.isEmpty {
            canvas.fill(row: row, column: column, width: 1, with: canvas.glyphs.ellipsis, style: style)
        }
    }
}
