internal import Canvas

/// The overview of recurring tasks.
enum TasksScreen {
    /// The rows of the table.
    static func rows(_ state: DashboardState) -> Int { max(0, state.layout.body.rows - 1) }
    /// How far the fire radar looks ahead, in milliseconds; nil when there is no room for it.
    static func radar(_ state: DashboardState) -> Int64? { nil }
    /// The task at a place on the screen, as its place in the order; nil when there is none.
    static func row(at position: Position, _ state: DashboardState) -> Int? { nil }
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {}
}
