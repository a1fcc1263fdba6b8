internal import Canvas

/// The question how to leave.
enum LeavingBox {
    static func draw(_ state: DashboardState, on canvas: inout Canvas) {}
}
