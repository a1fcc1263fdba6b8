internal import Canvas

/// The screen's parts at a size: which there are, and where.
struct Layout: Hashable {
    /// Below this there is no view, only a line.
    static let least = Size(columns: 20, rows: 5)

    /// The row of identity and health.
    let header: Area
    /// The row of views; nil when there is no room for it.
    let tabs: Area?
    /// What the view has.
    let body: Area
    /// The row of keys; nil when there is no room for it.
    let footer: Area?
    /// Whether there is room for a view at all.
    let hasView: Bool

    init(_ size: Size) {
        hasView = size.columns >= Self.least.columns && size.rows >= Self.least.rows
        var rest = Area(row: 0, column: 0, rows: size.rows, columns: size.columns)
        (header, rest) = rest.split(top: 1)
        if size.rows >= 12 {
            let parts = rest.split(top: 1)
            (tabs, rest) = (parts.top, parts.rest)
        } else {
            tabs = nil
        }
        if size.rows >= 8 {
            let parts = rest.split(top: rest.rows - 1)
            (body, footer) = (parts.top, parts.rest)
        } else {
            (body, footer) = (rest, nil)
        }
    }
}
