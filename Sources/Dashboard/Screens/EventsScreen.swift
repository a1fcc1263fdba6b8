internal import Canvas

/// The events.
enum EventsScreen {
    /// The rows of the list.
    static func rows(_ state: DashboardState) -> Int { max(0, state.layout.body.rows - 1) }
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {}
}
