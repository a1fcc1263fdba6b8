internal import Canvas

/// The worker sessions.
enum WorkersScreen {
    /// The rows of the list.
    static func rows(_ state: DashboardState) -> Int { max(0, state.layout.body.rows - 1) }
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {}
}
