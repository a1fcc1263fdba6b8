internal import Timetable

/// A recurring task as the store holds it, with all that an `apply` may change: what a plan compares with.
package struct RegisteredTask: Sendable {
    package var spec: TaskSpec
    package var source: TaskSource
    /// Every id template that it has had: their ids stay its own.
    package var templates: [IDTemplate]
    /// What its executions do, as JSON text; nil for a task of a program.
    package var definition: String?
    /// What else is said about it, as JSON text; nil for a task of a program.
    package var conduct: String?
    /// Whether it was stopped by being taken out of its job file; another one may take it then.
    package var isRemoved: Bool
    /// Its state, and where it stands in its schedule.
    package var view: TaskView

    package init(
        spec: TaskSpec,
        source: TaskSource,
        templates: [IDTemplate] = [],
        definition: String? = nil,
        conduct: String? = nil,
        isRemoved: Bool = false,
        view: TaskView
    ) {
        self.spec = spec
        self.source = source
        self.templates = templates
        self.definition = definition
        self.conduct = conduct
        self.isRemoved = isRemoved
        self.view = view
    }
}
