import Testing

@testable import Dashboard

/// What is worked out anew, and what is not.
struct TaskOrderTests {
    private let tasks = [
        TaskLine("late-fee", state: "active", nextFireAt: 90_000),
        TaskLine("backup", state: "active", nextFireAt: 30_000),
        TaskLine("old", state: "stopped"),
    ]
    private var order = TaskOrder()

    /// The names in their order after something has come; nil when nothing has changed.
    private mutating func names(
        _ tasks: [TaskLine],
        by sort: TaskSort = TaskSort(),
        _ filter: String = "",
        at now: Int64 = 0
    ) -> [String]? {
        let isNew = order.update(tasks, by: sort, keeping: Filter(filter), now: now)
        return isNew ? order.places.map { tasks[$0].name } : nil
    }

    @Test mutating func `the same tasks have the same places, until order or filter change`() {
        let first = names(tasks)
        #expect(first == ["backup", "late-fee", "old"])
        let again = names(tasks, at: 1)
        #expect(again == nil)
        var sort = TaskSort()
        sort.isInverted = true
        let turned = names(tasks, by: sort)
        #expect(turned == ["late-fee", "backup", "old"])
        let found = names(tasks, by: sort, "backup")
        #expect(found == ["backup"])
    }

    @Test mutating func `another name at the same place is a change`() {
        _ = names(tasks)
        var renamed = tasks
        renamed[1].name = "backup-2"
        let new = names(renamed)
        #expect(new == ["backup-2", "late-fee", "old"])
        #expect(order.widths.name == 8)
    }

    @Test mutating func `a filter of ages lets tasks come and go with time alone`() {
        var young = tasks
        young[1].last = ExecutionLine("backup-7", task: "backup", state: "completed", scheduledAt: 0)
        let before = names(young, "age<1m", at: 59_000)
        #expect(before == ["backup"])
        let same = names(young, "age<1m", at: 59_500)
        #expect(same == nil)
        let after = names(young, "age<1m", at: 61_000)
        #expect(after == [])
    }

    @Test func `when tasks fire is as wide as what is furthest away`() {
        let widths = TaskWidths(tasks)
        #expect(widths.next(now: 0) == "stopped".count)
        #expect(widths.next(now: -86_400_000) == "01-01 00:01".count)
        #expect(TaskWidths([tasks[0]]).next(now: 60_000) == "30s".count)
        #expect(TaskWidths([tasks[0]]).next(now: 190_000) == "-1m40s".count)
        #expect(TaskWidths([TaskLine("a", state: "active")]).next(now: 0) == 0)
    }
}
