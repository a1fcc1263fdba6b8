internal import Timetable
internal import ZartCore

/// Further runs of a task's executions that wait for a slot, oldest order first; at most one of an execution.
struct OrderQueue {
    /// A slice, for its first goes without the others moving up.
    private(set) var orders: ArraySlice<PendingOrder> = []
    private var actions: [String: Order.Action] = [:]
    /// What was begun in this session.
    var turn = ScheduleTurn()

    /// What is to be done again of an execution; nil where nothing waits.
    func action(about execution: String) -> Order.Action? { actions[execution] }

    mutating func insert(_ posted: PendingOrder) {
        let place = orders.lastIndex { $0.id < posted.id }.map { $0 + 1 } ?? orders.startIndex
        orders.insert(posted, at: place)
        actions[posted.order.target] = posted.order.action
    }

    mutating func takeFirst() -> PendingOrder? {
        guard let first = orders.popFirst() else { return nil }
        actions[first.order.target] = nil
        return first
    }

    /// Takes out the order about an execution, or all.
    mutating func take(about execution: String?) -> [PendingOrder] {
        if let execution, actions[execution] == nil { return [] }
        let taken = orders.filter { execution == nil || $0.order.target == execution }
        orders.removeAll { execution == nil || $0.order.target == execution }
        for posted in taken { actions[posted.order.target] = nil }
        return taken
    }
}
