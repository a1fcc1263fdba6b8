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
    /// The tasks in this order.
    func sorted(_ tasks: [TaskLine]) -> [TaskLine] { tasks }
}
