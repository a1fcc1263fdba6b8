internal import Canvas

/// The list of themes; the chosen one is on the screen already.
enum ThemesDialog {
    static func draw(_ picker: ThemePicker, _ state: DashboardState, on canvas: inout Canvas) {
        let size = canvas.size
        let longest = picker.names.reduce(0) { max($0, GraphemeReader.width(of: $1)) }
        let width = min(max(30, longest + 8), size.columns)
        let rows = min(max(1, picker.names.count), max(1, size.rows - (size.rows >= 8 ? 3 : 2)))
        let area = Area(
            row: max(0, (size.rows - rows - 2) / 2),
            column: (size.columns - width) / 2,
            rows: rows + 2,
            columns: width
        )
        let enter = Key.enter.name(canvas.glyphs.family)
        DialogFrame.box(area, title: "Theme", hint: "\(enter) keep  Esc as before", on: &canvas)
        let top = max(0, min(picker.place - rows / 2, picker.names.count - rows))
        for (row, place) in zip(area.row + 1..<area.bottom - 1, picker.names.indices.dropFirst(top)) {
            let isChosen = place == picker.place
            let surface: Role = isChosen ? .selection : .dialog
            let left = area.column + 2
            if isChosen {
                canvas.fill(row: row, column: left - 1, width: width - 2, style: Style(.text, on: surface))
                canvas.draw(
                    canvas.glyphs.selection,
                    row: row,
                    column: left - 1,
                    style: Style(.key, on: surface)
                )
                canvas.cursor = Position(row: row, column: left)
            }
            let name = picker.names[place]
            canvas.draw(
                name,
                row: row,
                column: left + 1,
                width: max(0, width - 6),
                style: Style(.text, on: surface)
            )
            if name == picker.before {
                let mark = canvas.glyphs.glyph(.ok)
                canvas.draw(
                    mark,
                    row: row,
                    column: area.column + width - 3,
                    width: 1,
                    style: Style(.mark, on: surface)
                )
            }
        }
    }
}
