internal import Canvas

/// The whole screen when there is no room for one: the name and what is wrong.
enum StatusLine {
    static func draw(_ state: DashboardState, on canvas: inout Canvas) {}
}
