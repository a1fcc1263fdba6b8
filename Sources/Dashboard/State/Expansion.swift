/// What of a view has more room than usual.
enum Expansion: Hashable {
    case usual
    /// One pane: the list and not its preview, or of a ledger the answer to why.
    case pane
    /// The coming instants, on an overview that is too narrow to have them beside all else.
    case radar
}

extension DashboardState {
    /// Whether one pane has most of the view.
    var isExpanded: Bool { expansion == .pane }

    /// Goes on to what is to have more room next, and from the last back to the usual.
    mutating func expand() {
        switch expansion {
        case .usual: expansion = .pane
        case .pane: expansion = view == .tasks && TasksLayout.hasHiddenRadar(size) ? .radar : .usual
        case .radar: expansion = TasksLayout.hasHiddenRadar(size) ? .usual : .pane
        }
    }
}
