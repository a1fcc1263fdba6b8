internal import Canvas

/// The list of keys, from the live map.
enum HelpScreen {
    /// A row of a column: a heading, or an entry with its place among all.
    private enum Row {
        case blank
        case heading(String)
        case entry(HelpEntry, place: Int)
    }

    static func draw(_ help: HelpState, _ state: DashboardState, on canvas: inout Canvas) {
        let size = canvas.size
        let isSearch = !help.search.isEmpty
        let width = min(150, size.columns - (size.columns >= 60 ? 2 : 0))
        let inner = max(1, width - 4)
        // A column of 24 and the blank after it cut no title.
        let count = isSearch ? 1 : min(5, max(1, (inner + 1) / 25))
        let columns = columns(state.helpGroups(help), count)
        let conflicts = isSearch ? [] : state.settings.keyConflicts
        let shown = conflicts.prefix(max(0, min(4, size.rows / 6)))
        let needed = max(1, columns.map(\.count).max() ?? 1)
        let most = max(1, size.rows - (size.rows >= 8 ? 3 : 2) - shown.count)
        let rows = min(needed, most)
        let area = Area(
            row: max(0, (size.rows - rows - shown.count - 2) / 2),
            column: (size.columns - width) / 2,
            rows: rows + shown.count + 2,
            columns: width
        )
        let title = isSearch ? "Help: /\(help.search)" : "Help: \(state.view.rawValue)"
        let enter = Key.enter.name(canvas.glyphs.family)
        let more = needed > rows ? "  \(needed - rows) more rows" : ""
        let hint =
            (inner < 48 ? "type, \(enter) run, Esc" : "type to search   \(enter) run it   Esc close") + more
        DialogFrame.box(area, title: title, hint: hint, on: &canvas)
        for (place, conflict) in zip(0..., shown) {
            let more = conflicts.count - shown.count
            let isLast = place == shown.count - 1 && more > 0
            canvas.draw(
                "! \(conflict)\(isLast ? ", and \(more) more: zartop --print-config" : "")",
                row: area.row + 1 + place,
                column: area.column + 2,
                width: inner,
                style: Style(.flashWarn, on: .dialog)
            )
        }
        let inside = Area(
            row: area.row + 1 + shown.count,
            column: area.column + 2,
            rows: rows,
            columns: inner
        )
        guard columns.contains(where: { !$0.isEmpty }) else {
            let text = "no key does '\(help.search)': Esc shows all"
            canvas.draw(
                text,
                row: inside.row,
                column: inside.column,
                width: inner,
                style: Style(.textDim, on: .dialog)
            )
            return
        }
        let top = top(columns, help.place, rows: rows)
        let each = (inner + 1) / max(1, columns.count)
        for (number, column) in columns.enumerated() {
            let place = Area(
                row: inside.row,
                column: inside.column + number * each,
                rows: rows,
                columns: each
            )
            draw(
                column.dropFirst(top),
                help,
                state,
                on: &canvas,
                in: Area(row: place.row, column: place.column, rows: rows, columns: each - 1)
            )
        }
    }

    private static func draw(
        _ rows: ArraySlice<Row>,
        _ help: HelpState,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area
    ) {
        let keyWidth = area.columns < 16 ? 4 : 9
        for (row, item) in zip(area.row..<area.bottom, rows) {
            switch item {
            case .blank: continue
            case .heading(let title):
                let style = Style(.dialogTitle, on: .dialog)
                canvas.draw(title, row: row, column: area.column, width: area.columns, style: style)
            case .entry(let entry, let place):
                let isChosen = place == help.place
                let surface: Role = isChosen ? .selection : .dialog
                if isChosen {
                    canvas.fill(
                        row: row,
                        column: area.column,
                        width: area.columns,
                        style: Style(.text, on: surface)
                    )
                    let left = Style(.key, on: surface)
                    canvas.draw(
                        canvas.glyphs.selection,
                        row: row,
                        column: area.column - 1,
                        width: 1,
                        style: left
                    )
                    canvas.cursor = Position(row: row, column: area.column)
                }
                let isDanger = entry.actions.contains(where: \.isDangerous)
                let keys = entry.keys(state.settings.keys, canvas.glyphs.family, width: keyWidth)
                let style = Style(isDanger ? .keyDanger : .key, on: surface)
                canvas.draw(
                    keys.isEmpty ? canvas.glyphs.none : keys,
                    row: row,
                    column: area.column,
                    width: keyWidth,
                    style: style
                )
                let left = area.column + keyWidth + 1
                let room = area.columns - keyWidth - 1
                let text = help.search.isEmpty ? entry.title : named(entry, room: room)
                canvas.draw(
                    inGlyphs(text, canvas.glyphs),
                    row: row,
                    column: left,
                    width: room,
                    style: Style(.text, on: surface)
                )
            }
        }
    }

    /// A found entry with its name, which commands and key files use.
    private static func named(_ entry: HelpEntry, room: Int) -> String {
        guard let action = entry.actions.first, room >= 40 else { return entry.title }
        let gap = String(repeating: " ", count: max(2, 20 - entry.title.count))
        return "\(entry.title)\(gap):\(action.rawValue)"
    }

    /// The ellipsis that says "asks first" has a form of its own in ASCII.
    static func inGlyphs(_ text: String, _ glyphs: Glyphs) -> String {
        guard glyphs.family == .ascii else { return text }
        return text.split(separator: "…", omittingEmptySubsequences: false).joined(separator: "...")
    }

    /// The groups dealt to columns, each to the one that is shortest so far.
    private static func columns(_ groups: [HelpEntry.Group], _ count: Int) -> [[Row]] {
        var columns: [[Row]] = Array(repeating: [], count: max(1, min(count, groups.count)))
        var place = 0
        for group in groups {
            let shortest = columns.indices.min { columns[$0].count < columns[$1].count } ?? 0
            if !columns[shortest].isEmpty { columns[shortest].append(.blank) }
            if !group.title.isEmpty { columns[shortest].append(.heading(group.title)) }
            for entry in group.entries {
                columns[shortest].append(.entry(entry, place: place))
                place += 1
            }
        }
        return columns
    }

    /// The first row shown, so that the chosen entry is on the screen.
    private static func top(_ columns: [[Row]], _ chosen: Int, rows: Int) -> Int {
        for column in columns {
            for (row, item) in column.enumerated() {
                if case .entry(_, chosen) = item { return max(0, row - rows + 1) }
            }
        }
        return 0
    }
}
