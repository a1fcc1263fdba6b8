internal import Canvas

/// The row of views.
enum TabBar {
    /// The view whose name is at a column; nil between them.
    static func view(at column: Int, _ state: DashboardState) -> View? { nil }
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {}
}
