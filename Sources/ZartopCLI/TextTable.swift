/// Rows of text in aligned columns.
struct TextTable {
    /// One column.
    struct Column {
        let title: String
        var isRight = false
        /// The narrowest it may be made so that a row fits; nil if it is never cut.
        var narrowest: Int?

        init(_ title: String, isRight: Bool = false, narrowest: Int? = nil) {
            self.title = title
            self.isRight = isRight
            self.narrowest = narrowest
        }
    }

    let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row, one text a column; what a terminal might obey is made visible.
    mutating func add(_ cells: [String]) {
        rows.append(cells.map(PlainText.harmless))
    }

    /// The lines, the titles first; not wider than asked, if columns that may be cut can give that much.
    func lines(width: Int?, mark: String) -> [String] {
        let all = [columns.map(\.title)] + rows
        var widths = columns.indices.map { column in all.map { PlainText.width($0[column]) }.max() ?? 0 }
        if let width { shrink(&widths, to: width) }
        return all.map { row in
            let cells = columns.indices.map { column in
                let text = PlainText.clip(row[column], to: widths[column], mark: mark)
                let space = String(repeating: " ", count: max(0, widths[column] - PlainText.width(text)))
                return columns[column].isRight ? space + text : text + space
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Takes what is too much from the widest column that may still be cut, one column of text at a time.
    private func shrink(_ widths: inout [Int], to width: Int) {
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        while excess > 0 {
            let candidates = columns.indices.filter { widths[$0] > columns[$0].narrowest ?? .max }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
            excess -= 1
        }
    }
}
