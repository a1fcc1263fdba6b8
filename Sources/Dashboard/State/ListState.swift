/// A list's selection, marks and scroll position; the selection is an identity, so it survives any change of order.
package struct ListState<ID: Hashable & Sendable>: Hashable, Sendable {
    /// The selected row; nil when there is none.
    package private(set) var selection: ID?
    /// The first row shown.
    package private(set) var top = 0
    /// The marked rows.
    package var marks: Set<ID> = []
    /// The rows, in the order shown.
    package private(set) var ids: [ID] = []

    /// Creates the state of an empty list.
    package init() {}

    /// The selected row's place; nil when there is none.
    package var place: Int? { selection.flatMap { ids.firstIndex(of: $0) } }

    /// Takes other rows; the selection stays with its row, or goes to what stands in its place.
    package mutating func update(_ ids: [ID], rows: Int) {
        let before = place ?? 0
        self.ids = ids
        if place == nil { select(before) }
        scroll(rows: rows)
    }

    /// Selects the row at a place, or the nearest there is.
    package mutating func select(_ place: Int) {
        selection = ids.isEmpty ? nil : ids[min(max(0, place), ids.count - 1)]
    }

    /// Selects a row by its identity, if it is there.
    package mutating func select(id: ID) {
        if ids.contains(id) { selection = id }
    }

    /// Keeps the selected row on the screen, and the screen full.
    package mutating func scroll(rows: Int) {
        let rows = max(1, rows)
        if let place { top = min(max(top, place - rows + 1), place) }
        top = max(0, min(top, ids.count - rows))
    }

}

extension ListState where ID: Comparable {
    /// What an action is about: what is marked, in the order shown and then what is not shown; or else the selected row.
    package var targets: [ID] {
        guard !marks.isEmpty else { return selection.map { [$0] } ?? [] }
        let shown = ids.filter(marks.contains)
        return shown + marks.subtracting(shown).sorted()
    }
}
