internal import Canvas

/// A dialog.
enum ResumeBox {
    static func draw(_ dialog: ResumeDialog, _ state: DashboardState, on canvas: inout Canvas) {}
}
