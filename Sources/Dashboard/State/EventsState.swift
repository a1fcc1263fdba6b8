/// What the operator has done to the events view.
package struct EventsState: Hashable, Sendable {
    /// How many events are asked for at first, and how many more each time the oldest is reached.
    static let page = 200
    /// The most that are asked for: beyond it a narrower filter reaches further back.
    static let most = 10_000

    /// The events, by their keys.
    package var list = ListState<String>()
    /// What they must match; its plain words are looked for and hide nothing.
    package var filter = Filter()
    /// The least level shown.
    package var level = EventLine.Level.info
    /// Whether the newest are shown as they come.
    package var follows = true
    /// The newest moment shown while it does not follow.
    package var until: Int64?
    /// The first event on the screen while it does not follow: what comes or is read before it moves nothing.
    package var anchor: String?
    /// Whether long lines go on in the next row.
    package var wraps = false
    /// The columns cut off at the left.
    package var pan = 0
    /// A moment the operator marked.
    package var bookmark: Int64?
    /// The view whose selection's events were asked for, to go back to.
    package var from: View?
    /// How many events are asked for.
    package var limit = EventsState.page

    /// Creates the state of the newest events.
    package init() {}
}
