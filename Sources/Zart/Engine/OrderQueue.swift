internal import Timetable
internal import ZartCore

/// Further runs of a task's executions that wait for a slot, oldest order first.
struct OrderQueue {
    var orders: [PendingOrder] = []
    /// What was begun last in this session, and when.
    var dispatched: (ids: Set<String>, at: Instant)?
}
