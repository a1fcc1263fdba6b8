internal import Canvas

/// The list of executions, with the timeline of the selected one.
enum ExecutionsScreen {
    /// The rows of the table.
    static func rows(_ state: DashboardState) -> Int { max(0, state.layout.body.rows - 1) }
    /// The execution at a place on the screen, as its place in the order; nil when there is none.
    static func row(at position: Position, _ state: DashboardState) -> Int? { nil }
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {}
}
