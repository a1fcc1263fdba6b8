/// The order of the overview.
package struct TaskSort: Hashable, Sendable {
    /// What it goes by; the text form is the column's title.
    package enum Column: String, CaseIterable, Hashable, Sendable {
        case next = "NEXT"
        case task = "TASK"
        case occurrence = "OCC"
        case running = "RUN"
        case p95 = "p95"
        case skipped = "SKIP"
    }

    /// What it goes by.
    package var column = Column.next
    /// Whether it is turned round.
    package var isInverted = false

    /// Creates the usual order.
    package init() {}
}

/// The order of the list of executions.
package struct ExecutionSort: Hashable, Sendable {
    /// What it goes by; the text form is the column's title.
    package enum Column: String, CaseIterable, Hashable, Sendable {
        case started = "STARTED"
        case state = "STATE"
        case elapsed = "ELAPSED"
        case task = "TASK"
    }

    /// What it goes by.
    package var column = Column.started
    /// Whether it is turned round; the newest, longest or first comes first otherwise.
    package var isInverted = false

    /// Creates the usual order.
    package init() {}
}

extension TaskSort {
    /// Whether the least comes first.
    var isAscending: Bool { (column == .next || column == .task) != isInverted }

    /// The tasks in this order; those that have nothing in the column come last either way, and names decide ties.
    ///
    /// By `NEXT` the late ones come first, the latest of them before the others, then what fires soonest; tasks
    /// that do not fire come last: paused ones, stopped ones, finished ones.
    ///
    /// - Returns: the places of those that are kept: tasks are large, and there may be ten thousand.
    func order(of tasks: [TaskLine], keeping isKept: (TaskLine) -> Bool) -> [Int] {
        let turned = isAscending
        return tasks.indices.filter { isKept(tasks[$0]) }
            .map { (place: $0, key: key(tasks[$0]), rest: Self.rest(tasks[$0])) }
            .sorted { one, other in
                switch (one.key, other.key) {
                case (let key?, let otherKey?) where key != otherKey: return (key < otherKey) == turned
                case (_?, nil): return true
                case (nil, _?): return false
                case (nil, nil) where column == .next && one.rest != other.rest: return one.rest < other.rest
                default:
                    let (name, otherName) = (tasks[one.place].name, tasks[other.place].name)
                    let isBefore = name < otherName
                    return column == .task && name != otherName ? isBefore == turned : isBefore
                }
            }
            .map(\.place)
    }

    private func key(_ task: TaskLine) -> Int64? {
        switch column {
        case .next: Self.rest(task) > 0 ? nil : task.nextFireAt ?? (task.state == "late" ? .min : nil)
        case .task: 0
        case .occurrence: Int64(task.occurrence)
        case .running: Int64(task.running)
        case .p95: task.p95
        case .skipped: task.canSkip ? Int64(task.skipped) : nil
        }
    }

    /// The place among tasks that do not fire.
    private static func rest(_ task: TaskLine) -> Int {
        switch task.state {
        case "paused": 1
        case "stopped": 2
        case "finished": 3
        default: 0
        }
    }
}
