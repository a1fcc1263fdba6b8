internal import Canvas

/// A dialog.
enum ConfirmationDialog {
    static func draw(_ question: Confirmation, _ state: DashboardState, on canvas: inout Canvas) {}
}
