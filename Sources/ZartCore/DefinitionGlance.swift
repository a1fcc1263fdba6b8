/// What somebody who can read the body of a definition has to say of the executions that it is of.
package struct DefinitionGlance: Sendable, Hashable {
    /// How many steps they have.
    package let steps: Int
    /// The events that steps wait for, by the names of the steps.
    package let events: [String: String]

    package init(steps: Int, events: [String: String]) {
        self.steps = steps
        self.events = events
    }
}
