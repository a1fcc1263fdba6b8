/// What the operator has done to the events view.
package struct EventsState: Hashable, Sendable {
    /// The events, by their keys.
    package var list = ListState<String>()
    /// What they must match.
    package var filter = Filter()
    /// The least level shown.
    package var level = EventLine.Level.info
    /// Whether the newest are shown as they come.
    package var follows = true
    /// The newest moment shown while it does not follow.
    package var until: Int64?
    /// Whether long lines go on in the next row.
    package var wraps = false
    /// The columns cut off at the left.
    package var pan = 0
    /// A moment the operator marked.
    package var bookmark: Int64?
    /// How many events are asked for.
    package var limit = 200

    /// Creates the state of the newest events.
    package init() {}
}
