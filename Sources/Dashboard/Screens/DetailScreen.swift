internal import Canvas

/// One execution: timeline, attempts, payload, result, events.
enum DetailScreen {
    /// The rows of the pane that has the cursor.
    static func rows(_ state: DashboardState) -> Int { max(0, state.layout.body.rows - 1) }
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {}
}
