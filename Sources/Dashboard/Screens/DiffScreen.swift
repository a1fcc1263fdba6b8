internal import Canvas

/// Two executions side by side, with what differs.
enum DiffScreen {
    /// The rows of the table.
    static func rows(_ state: DashboardState) -> Int { max(0, state.layout.body.rows - 1) }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard let diff = state.diff else { return }
        guard let page = state.diffPage, page.complaint == nil else {
            let text = state.diffPage?.complaint ?? "reading \(diff.ids.joined(separator: " and "))"
            canvas.draw(
                text,
                row: area.row,
                column: 1,
                width: max(1, area.columns - 2),
                style: Style(.textDim)
            )
            canvas.cursor = Position(row: area.row, column: 0)
            return
        }
        let shown = state.shownDiff
        let columns = columns(page, width: area.columns)
        let layout = TableLayout(columns, column: 2, width: max(0, area.columns - 2))
        canvas.drawTitles(columns, layout, row: area.row)
        if shown.isEmpty {
            canvas.draw("nothing differs", row: area.row + 1, column: 1, style: Style(.textDim))
            canvas.cursor = Position(row: area.row + 1, column: 0)
        }
        let first = area.row + 1
        for (row, place) in zip(first..<max(first, area.bottom), shown.indices.dropFirst(diff.list.top)) {
            let line = shown[place]
            let surface = canvas.drawSelection(place == diff.list.selection, row: row)
            let differs = !line.difference.isEmpty
            var texts = [line.label, line.left, line.right, line.difference]
            let room = layout.places.filter { $0.index == 1 || $0.index == 2 }.map(\.width).min() ?? 0
            if let short = line.short,
                max(GraphemeReader.width(of: line.left), GraphemeReader.width(of: line.right)) > room
            {
                (texts[1], texts[2]) = (short.left, short.right)
            }
            let roles: [Role] = [.textDim, .text, differs ? .textStrong : .text, .stateRetrying]
            for cell in layout.places {
                let style = Style(roles[cell.index], on: surface)
                canvas.drawCell(texts[cell.index], of: columns[cell.index], at: cell, row: row, style: style)
            }
        }
    }

    private static func columns(_ page: DiffPage, width: Int) -> [TableColumn] {
        let label = min(max(5, page.rows.reduce(0) { max($0, GraphemeReader.width(of: $1.label)) }), 24)
        // What is left of the width is shared evenly.
        let half = min(80, max(8, (width - label - 16) / 2))
        return [
            TableColumn("FIELD", least: 5, comfortable: min(label, 12), most: label),
            TableColumn(page.ids.first ?? "", least: 6, comfortable: min(12, half), most: half),
            TableColumn(page.ids.last ?? "", least: 6, comfortable: min(12, half), most: half),
            TableColumn("DIFFERENCE", width: 10, align: .right, rank: 1),
        ]
    }
}
