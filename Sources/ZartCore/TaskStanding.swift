package import Timetable

/// How a task stands, as far as its coming instants are concerned.
package struct TaskStanding: Sendable {
    /// With the executions that hold its slots, and the instants that wait for one.
    package let view: TaskView
    /// When those executions began, by id; those that have not are missing.
    package let begun: [String: Instant]

    package init(view: TaskView, begun: [String: Instant]) {
        self.view = view
        self.begun = begun
    }
}
