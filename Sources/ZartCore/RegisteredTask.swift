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
    /// What it was when it was taken out of its job file, which stopped it; nil if it was not.
    package var removedFrom: TaskState?
    /// How many instants its pause, or that of everything, holds for a resume.
    package var heldBack: Int
    /// Its state, and where it stands in its schedule.
    package var view: TaskView

    package init(
        spec: TaskSpec,
        source: TaskSource,
        templates: [IDTemplate] = [],
        definition: String? = nil,
        conduct: String? = nil,
        removedFrom: TaskState? = nil,
        heldBack: Int = 0,
        view: TaskView
    ) {
        self.spec = spec
        self.source = source
        self.templates = templates
        self.definition = definition
        self.conduct = conduct
        self.removedFrom = removedFrom
        self.heldBack = heldBack
        self.view = view
    }

    /// Whether another job file may take it.
    package var isRemoved: Bool { removedFrom != nil }
}
