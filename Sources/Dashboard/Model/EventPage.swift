/// A stretch of the events, oldest first.
package struct EventPage: Hashable, Sendable {
    /// The events.
    package var rows: [EventLine] = [] { didSet { isRead = true } }
    /// Whether it has been read, were it empty.
    package private(set) var isRead = false
    /// Whether there are older ones before the first.
    package var hasOlder = false
    /// How many are newer than the last.
    package var newer = 0

    /// Creates an empty page.
    package init() {}
}
