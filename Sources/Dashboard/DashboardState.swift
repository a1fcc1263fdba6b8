package import Canvas

/// What the dashboard shows and what the operator has done to it, as a value.
///
/// It has no clock, no file and no store: the main loop hands it snapshots and keys, and draws ``render(glyphs:)`` when it asks for that.
package struct DashboardState: Hashable, Sendable {
    /// What it shows.
    package private(set) var snapshot: OverviewSnapshot
    /// The screen it has.
    package private(set) var size: Size
    /// The selected task's name; nil when there is none.
    package private(set) var selection: String?
    /// True while the list of keys covers the table.
    package private(set) var isHelpShown = false
    /// True when the operator wants to leave.
    package private(set) var isQuitting = false

    /// The tasks in the order shown.
    private(set) var tasks: [TaskLine] = []
    /// The first task shown.
    private(set) var top = 0

    /// Creates a dashboard.
    package init(_ snapshot: OverviewSnapshot, size: Size) {
        self.snapshot = snapshot
        self.size = size
        update(snapshot)
    }

    /// Shows another snapshot; the selection stays with its task, wherever the order has put it.
    @discardableResult
    package mutating func update(_ snapshot: OverviewSnapshot) -> Outcome {
        let place = selectedRow ?? 0
        self.snapshot = snapshot
        tasks = TaskLine.sorted(snapshot.tasks)
        if selectedRow == nil { select(place) }
        scroll()
        return .redraw
    }

    /// Does what a key means; a key without a meaning changes nothing.
    package mutating func handle(_ key: Key) -> Outcome {
        if case .resize(let size) = key {
            self.size = size
            scroll()
            return .redraw
        }
        guard let action = Action(key) else { return [] }
        return perform(action)
    }

    /// The selected task's place in the order.
    var selectedRow: Int? {
        tasks.firstIndex { $0.name == selection }
    }

    /// The tasks that fit on the screen.
    var visibleRows: Int {
        Overview.tableRows(size)
    }

    private mutating func perform(_ action: Action) -> Outcome {
        let row = selectedRow ?? 0
        switch action {
        case .next: select(row + 1)
        case .previous: select(row - 1)
        case .pageDown: select(row + max(1, visibleRows))
        case .pageUp: select(row - max(1, visibleRows))
        case .first: select(0)
        case .last: select(tasks.count - 1)
        case .help: isHelpShown.toggle()
        case .back:
            guard isHelpShown else { return [] }
            isHelpShown = false
        case .redraw: return [.redraw, .repaint]
        case .quit:
            isQuitting = true
            return .quit
        }
        scroll()
        return .redraw
    }

    private mutating func select(_ row: Int) {
        selection = tasks.isEmpty ? nil : tasks[min(max(0, row), tasks.count - 1)].name
    }

    /// Keeps the selected task on the screen, and the screen full.
    private mutating func scroll() {
        let rows = max(1, visibleRows)
        if let row = selectedRow {
            top = min(max(top, row - rows + 1), row)
        }
        top = max(0, min(top, tasks.count - rows))
    }
}
