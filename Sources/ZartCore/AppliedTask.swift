/// A task as a job file says it: what an `apply` makes so.
package struct AppliedTask: Sendable, Hashable {
    package var spec: TaskSpec
    package var definition: TaskDefinition
    /// What else is said about the task and no execution needs, as JSON text.
    package var conduct: String

    package init(spec: TaskSpec, definition: TaskDefinition, conduct: String) {
        self.spec = spec
        self.definition = definition
        self.conduct = conduct
    }
}

/// What the executions of a task do, as its handler understands it; stored once by the hash of its content.
package struct TaskDefinition: Sendable, Hashable {
    /// The name it is stored under; equal bodies have equal hashes.
    package var hash: String
    /// JSON text.
    package var body: String

    package init(hash: String, body: String) {
        self.hash = hash
        self.body = body
    }
}
