extension Canvas {
    /// Draws a horizontal bar, exact to an eighth of a cell where the glyphs allow it.
    ///
    /// A fraction above nothing shows at least the thinnest bar, and one below all never fills the last cell:
    /// a bar that looks finished is finished. What is not a number counts as nothing.
    package mutating func drawBar(
        _ fraction: Double,
        row: Int,
        column: Int,
        width: Int,
        style: Style = Style(.progressFill),
        rest: Style = Style(.progressRest)
    ) {
        let width = min(width, size.columns - column)
        guard width > 0 else { return }
        fill(row: row, column: column, width: width, with: glyphs.barRest, style: rest)
        let blocks = glyphs.bars
        let parts = width * blocks.count
        var filled = Int((fraction.clamped * Double(parts)).rounded())
        if fraction > 0 { filled = max(1, filled) }
        if fraction < 1 { filled = min(parts - 1, filled) }
        let (whole, part) = max(0, filled).quotientAndRemainder(dividingBy: blocks.count)
        if whole > 0, let full = blocks.last {
            fill(row: row, column: column, width: whole, with: full, style: style)
        }
        if part > 0 {
            fill(row: row, column: column + whole, width: 1, with: blocks[part - 1], style: style)
        }
    }

    /// Draws values from 0 to 1 as one column each, the last one at the right; nil is a gap.
    ///
    /// When there are more values than columns the oldest, at the left, are left out.
    package mutating func drawSparkline(
        _ values: [Double?],
        row: Int,
        column: Int,
        width: Int,
        surface: Role = .background
    ) {
        let shown = values.suffix(max(0, width))
        let levels = glyphs.levels
        for (place, value) in zip((column + width - shown.count)..., shown) {
            guard let value else { continue }
            let level = Int((value.clamped * Double(levels.count - 1)).rounded())
            let role: Role = value < 0.5 ? .sparkLow : value < 0.9 ? .sparkMid : .sparkHigh
            fill(row: row, column: place, width: 1, with: levels[level], style: Style(role, on: surface))
        }
    }

    /// Draws outcomes, oldest first, as one character each, the newest at the right.
    ///
    /// One that succeeded stands as high as it took long, the highest level kept for those that took longer than
    /// usual; the others show the glyph of their state. A state without a mark shows as `?`. When there are more
    /// than columns, the oldest are left out.
    package mutating func drawStrip(
        _ cells: [StripCell],
        row: Int,
        column: Int,
        width: Int,
        surface: Role = .background
    ) {
        let shown = cells.suffix(max(0, width))
        let levels = glyphs.heights
        for (place, cell) in zip((column + width - shown.count)..., shown) {
            let mark = StateMark(state: cell.state)
            var scalar = mark.map(glyphs.scalar) ?? "?"
            if mark == .ok, let height = cell.height, let top = levels.last {
                let below = levels.dropLast()
                let level = Int((height.clamped * Double(below.count - 1)).rounded())
                scalar = height > 1 ? top : levels[level]
            }
            let style = Style(mark?.role ?? .textDim, on: surface)
            fill(row: row, column: place, width: 1, with: scalar, style: style)
        }
    }
}

extension Double {
    /// The nearest number from 0 to 1; 0 when it is not a number.
    fileprivate var clamped: Double {
        self > 0 ? Swift.min(1, self) : 0
    }
}
