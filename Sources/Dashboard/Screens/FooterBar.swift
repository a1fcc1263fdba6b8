internal import Canvas

/// A bar.
enum FooterBar {
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {}
}
