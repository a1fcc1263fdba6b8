/// The tasks in the order shown, and what the table's widths follow from.
///
/// There may be ten thousand, so both are worked out anew only when something has changed that they follow.
struct TaskOrder: Hashable {
    private var tasks: [TaskLine] = []
    private var sort = TaskSort()
    private var filter = Filter()
    /// The places of the tasks shown among all, in their order.
    private(set) var places: [Int] = []
    /// How wide their texts are.
    private(set) var widths = TaskWidths([])

    /// Takes other tasks, another order or another moment, and says whether the places have changed.
    mutating func update(_ tasks: [TaskLine], by sort: TaskSort, keeping filter: Filter, now: Int64) -> Bool {
        // Arrays of the same storage are equal without a look.
        let areNew = tasks != self.tasks
        if areNew { widths = TaskWidths(tasks) }
        guard areNew || filter.followsTime || sort != self.sort || filter != self.filter else { return false }
        (self.tasks, self.sort, self.filter) = (tasks, sort, filter)
        let new = sort.order(of: tasks) { filter.matches($0, now: now) }
        // The names at the same places may be others.
        guard areNew || new != places else { return false }
        places = new
        return true
    }
}
