extension DashboardState {
    /// The filter and the marks of the view on the screen; nil where there are none.
    private var look: (filter: Filter, marks: Set<String>)? {
        switch view {
        case .tasks: (taskFilter, tasks.marks)
        case .executions: (executionFilter, executions.marks)
        case .events: (events.filter, [])
        case .detail, .workers, .output, .ledger, .diff: nil
        }
    }

    /// Whether the view on the screen has a filter or marks that can be cleared.
    var hasLook: Bool { look.map { !$0.filter.isEmpty || !$0.marks.isEmpty } ?? false }

    /// Remembers filter and marks before they are changed.
    mutating func keepLook(at moment: Int64) {
        guard let look else { return }
        undoLook = UndoLook(
            view: view,
            filter: look.filter,
            marks: look.marks,
            until: moment + Undo.time
        )
    }

    /// Gives a view the filter and the marks back that it had; nil when it has them.
    mutating func takeBack(_ old: UndoLook, at moment: Int64) -> [Effect]? {
        undoLook = nil
        guard view == old.view, let look, look.filter != old.filter || look.marks != old.marks else {
            return nil
        }
        switch old.view {
        case .tasks: (taskFilter, tasks.marks) = (old.filter, old.marks)
        case .executions: (executionFilter, executions.marks) = (old.filter, old.marks)
        case .events: events.filter = old.filter
        case .detail, .workers, .output, .ledger, .diff: break
        }
        let isFilter = look.filter != old.filter
        say(isFilter ? "the filter is as it was" : "the marks are as they were", at: moment)
        return [.redraw]
    }
}
