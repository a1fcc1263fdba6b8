/// Which columns of a table are shown at a width, and where.
package struct TableLayout: Hashable, Sendable {
    /// A shown column.
    package struct Place: Hashable, Sendable {
        /// Its number among all columns.
        package let index: Int
        /// Where it begins.
        package let column: Int
        /// How many columns it has.
        package let width: Int
    }

    /// The shown columns, left to right.
    package let places: [Place]

    /// The shown column that a column of the screen belongs to; nil between them.
    package func place(at column: Int) -> Place? {
        places.first { $0.column <= column && column < $0.column + $0.width }
    }

    /// Fits columns into a width, with a gap of one column between them.
    ///
    /// Columns are dropped, lowest rank first, until the rest has its comfortable width; if those without a
    /// rank still do not fit, they shrink to their least, the last one first. A dropped column that returns
    /// comes back when there is room for its least after all. Room left over goes to columns that can use it,
    /// from the left. Too narrow even so, the layout is wider than `width`: the canvas clips.
    package init(_ columns: [TableColumn], column start: Int, width: Int) {
        var kept = Array(columns.indices)
        func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + max(0, widths.count - 1) }
        var returned: Set<Int> = []
        func comfortable() -> [Int] {
            kept.map { returned.contains($0) ? columns[$0].least : columns[$0].comfortable }
        }
        while total(comfortable()) > width,
            let worst = kept.filter({ columns[$0].rank != nil }).min(by: {
                (columns[$0].rank ?? .max, -$0) < (columns[$1].rank ?? .max, -$1)
            })
        {
            kept.removeAll { $0 == worst }
        }
        let dropped = columns.indices.filter { !kept.contains($0) && columns[$0].returns }
        for index in dropped.sorted(by: { (columns[$0].rank ?? 0, $1) > (columns[$1].rank ?? 0, $0) })
        where total(comfortable()) + 1 + columns[index].least <= width {
            kept = (kept + [index]).sorted()
            returned.insert(index)
        }
        var widths = comfortable()
        for place in widths.indices.reversed() {
            let excess = max(0, total(widths) - width)
            widths[place] -= min(excess, widths[place] - columns[kept[place]].least)
        }
        for place in widths.indices {
            let spare = max(0, width - total(widths))
            widths[place] += min(spare, columns[kept[place]].most - widths[place])
        }
        var next = start
        places = zip(kept, widths).map { index, width in
            defer { next += width + 1 }
            return Place(index: index, column: next, width: width)
        }
    }
}
