extension DashboardState {
    mutating func refreshEvents() {}
    mutating func moveEvents(_ rows: Int) {}
    mutating func panEvents(_ action: Action) -> [Effect] { [] }
    mutating func adjustEvents(_ action: Action, at moment: Int64) -> [Effect] { [] }
    mutating func showEventsOfSelection() -> [Effect] { [] }
    mutating func follow() -> [Effect] { view == .detail ? followDetail() : [] }
}
