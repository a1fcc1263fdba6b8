extension DashboardState {
    mutating func refreshDetail() {}
    mutating func moveDetail(_ rows: Int) {}
    mutating func moveInDetail(_ action: Action) -> [Effect] { [] }
    mutating func zoom(_ action: Action) -> [Effect] { [] }
    mutating func followDetail() -> [Effect] { [] }
}
