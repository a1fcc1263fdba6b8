internal import Canvas

/// The list of keys, from the live map.
enum HelpScreen {
    static func draw(_ help: HelpState, _ state: DashboardState, on canvas: inout Canvas) {}
}
