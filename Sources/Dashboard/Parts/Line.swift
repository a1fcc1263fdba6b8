internal import Canvas

/// Text in one row, made of pieces that may look different.
struct Line {
    private var pieces: [(text: String, style: Style)] = []
    /// The columns it takes.
    private(set) var width = 0

    /// Adds text after a gap, which the first piece has none of; empty text adds nothing.
    mutating func add(_ text: String, _ role: Role = .text, gap: Int = 2, on surface: Role = .background) {
        guard !text.isEmpty else { return }
        let gap = pieces.isEmpty ? 0 : gap
        if gap > 0 { pieces.append((String(repeating: " ", count: gap), Style(.text, on: surface))) }
        pieces.append((text, Style(role, on: surface)))
        width = width.adding(gap + GraphemeReader.width(of: text))
    }

    /// Draws it, cut where the room ends, and returns the columns it took.
    @discardableResult
    func draw(on canvas: inout Canvas, row: Int, column: Int, width room: Int) -> Int {
        var place = column
        for (text, style) in pieces where place < column + room {
            place += canvas.draw(text, row: row, column: place, width: column + room - place, style: style)
        }
        return place - column
    }
}
