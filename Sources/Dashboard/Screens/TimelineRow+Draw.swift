internal import Canvas

/// The characters of timelines, one column each.
struct TimelineGlyphs {
    let family: GlyphSet

    var backoff: Unicode.Scalar { family == .ascii ? "." : "┄" }
    var queued: Unicode.Scalar { family == .ascii ? "," : "·" }
    var usual: Unicode.Scalar { family == .ascii ? "=" : "▒" }
    var likely: Unicode.Scalar { family == .ascii ? "-" : "░" }
    var goesOn: Unicode.Scalar { family == .ascii ? ":" : "┊" }
    var now: String { family == .ascii ? "v" : "▾" }
    var edge: String { family == .ascii ? "|" : "│" }
    var dash: String { family == .ascii ? "-" : "–" }
    var times: String { family == .ascii ? "x" : "×" }
}

extension TimelineRow {
    /// Draws the row; cells without anything in them are left alone.
    ///
    /// A run is exact to an eighth of a column: its end is a left block, and where it begins inside a column that
    /// is the gap's left block in reverse video.
    func draw(on canvas: inout Canvas, row: Int, column: Int, surface: Role) {
        let glyphs = TimelineGlyphs(family: canvas.glyphs.family)
        for segment in segments where !segment.kind.isRun && segment.kind != .nothing {
            let (scalar, role) = Self.look(segment.kind, glyphs)
            let (first, end) = (segment.from / Self.eighths, (segment.to + Self.eighths - 1) / Self.eighths)
            canvas.fill(
                row: row,
                column: column + first,
                width: end - first,
                with: scalar,
                style: Style(role, on: surface)
            )
        }
        for segment in segments where segment.kind.isRun {
            let role = Self.look(segment.kind, glyphs).role
            if canvas.glyphs.family == .ascii {
                Self.drawWhole(segment, role, on: &canvas, row: row, column: column, surface: surface)
            } else {
                Self.drawExact(segment, role, on: &canvas, row: row, column: column, surface: surface)
            }
        }
        for mark in marks {
            let (text, role) =
                switch mark.kind {
                case .goesOn: (String(glyphs.goesOn), Role.ganttRetryAt)
                case .cancelled: (canvas.glyphs.glyph(.cancelled), Role.stateCancelled)
                case .failed: (canvas.glyphs.glyph(.failed), Role.stateFailed)
                }
            canvas.draw(
                text,
                row: row,
                column: column + mark.column,
                width: 1,
                style: Style(role, on: surface)
            )
        }
    }

    private static func drawExact(
        _ segment: Segment,
        _ role: Role,
        on canvas: inout Canvas,
        row: Int,
        column: Int,
        surface: Role
    ) {
        let blocks = canvas.glyphs.bars
        guard blocks.count == eighths else { return }
        let style = Style(role, on: surface)
        var (first, end) = (segment.from / eighths, segment.to / eighths)
        let (before, after) = (segment.from % eighths, segment.to % eighths)
        if first == end {
            // Within one column: a block has but one free edge, so its place in the column gives way to its width.
            canvas.fill(
                row: row,
                column: column + first,
                width: 1,
                with: blocks[after - before - 1],
                style: style
            )
            return
        }
        if before > 0 {
            let gap = Style(role, on: surface, reversed: true)
            canvas.fill(row: row, column: column + first, width: 1, with: blocks[before - 1], style: gap)
            first += 1
        }
        canvas.fill(
            row: row,
            column: column + first,
            width: end - first,
            with: blocks[eighths - 1],
            style: style
        )
        if after > 0 {
            canvas.fill(row: row, column: column + end, width: 1, with: blocks[after - 1], style: style)
            end += 1
        }
    }

    /// Without blocks: a column is full when at least half of it is, and the shortest run has one.
    private static func drawWhole(
        _ segment: Segment,
        _ role: Role,
        on canvas: inout Canvas,
        row: Int,
        column: Int,
        surface: Role
    ) {
        let first = min((segment.from + eighths / 2) / eighths, (segment.to - 1) / eighths)
        let end = max(first + 1, (segment.to + eighths / 2) / eighths)
        canvas.fill(
            row: row,
            column: column + first,
            width: end - first,
            with: canvas.glyphs.bars.last ?? "#",
            style: Style(role, on: surface)
        )
    }

    private static func look(_ kind: Kind, _ glyphs: TimelineGlyphs) -> (scalar: Unicode.Scalar, role: Role) {
        switch kind {
        case .nothing: (" ", .text)
        case .likely: (glyphs.likely, .ganttGrid)
        case .usual: (glyphs.usual, .ganttGrid)
        case .queued: (glyphs.queued, .ganttQueued)
        case .sleep: (glyphs.backoff, .stateSleeping)
        case .backoff: (glyphs.backoff, .ganttBackoff)
        case .cancelled: (" ", .stateCancelled)
        case .failed: (" ", .stateFailed)
        case .completed: (" ", .stateOK)
        case .running: (" ", .stateRunning)
        }
    }
}
