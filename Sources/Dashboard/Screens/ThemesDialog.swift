internal import Canvas

/// The list of themes.
enum ThemesDialog {
    static func draw(_ picker: ThemePicker, _ state: DashboardState, on canvas: inout Canvas) {}
}
