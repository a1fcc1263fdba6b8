/// A stretch of the list of executions, in the order asked for.
package struct ExecutionPage: Hashable, Sendable {
    /// The rows.
    package var rows: [ExecutionLine] = [] { didSet { isRead = true } }
    /// Whether it has been read, were it empty.
    package private(set) var isRead = false
    /// What its rows match; nil where nobody has said.
    package var filter: Filter?
    /// How many there are in all; nil when counting them would take too long.
    package var total: Int?
    /// Whether there are more after the last row.
    package var hasMore = false

    /// Creates an empty page.
    package init() {}
}
