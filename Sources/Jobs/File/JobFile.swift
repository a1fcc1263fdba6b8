package import ZartCore

/// A job file that was read and found right.
package struct JobFile: Sendable, Hashable {
    /// The tasks in the order of the file.
    package var tasks: [JobTask]

    /// The handler that runs the steps of tasks from job files.
    package static let handler = "shell"

    package init(tasks: [JobTask]) {
        self.tasks = tasks
    }
}

/// A recurring task of a job file.
package struct JobTask: Sendable, Hashable {
    /// When it is due and what becomes of it then.
    package var spec: TaskSpec
    /// What its executions do.
    package var definition: JobDefinition
    /// What else the engine is told about it.
    package var conduct: JobConduct
    /// Where it begins in the file.
    package var mark: Mark

    package init(spec: TaskSpec, definition: JobDefinition, conduct: JobConduct, mark: Mark) {
        self.spec = spec
        self.definition = definition
        self.conduct = conduct
        self.mark = mark
    }

    package var name: String { spec.name }
}
