internal import Canvas

/// A bar.
enum HeaderBar {
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {}
}
