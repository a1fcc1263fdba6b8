/// What somebody who can read the body of a definition has to say of the executions that it is of.
package struct DefinitionGlance: Sendable, Hashable {
    /// How many steps they have.
    package let steps: Int
    /// The names of those that do work, in the order of the file.
    package let work: [String]
    /// The events that steps wait for, by the names of the steps.
    package let events: [String: String]
    /// The limit of a run, from its start.
    package let timeout: Duration?

    package init(steps: Int, work: [String], events: [String: String], timeout: Duration? = nil) {
        self.timeout = timeout
        self.steps = steps
        self.work = work
        self.events = events
    }
}
