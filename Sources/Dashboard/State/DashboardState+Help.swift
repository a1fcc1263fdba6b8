internal import Canvas

extension DashboardState {
    mutating func handle(_ key: Key, in help: HelpState, at moment: Int64) -> [Effect] {
        overlay = nil
        return [.redraw]
    }
    mutating func handle(_ key: Key, in picker: ThemePicker) -> [Effect] {
        overlay = nil
        return [.redraw]
    }
    mutating func pickTheme(at moment: Int64) -> [Effect] { [] }
}
