package import Timetable

/// A further run of an ended execution.
package struct RunStart: Sendable, Hashable {
    /// How the answer begins to the order that begins a run.
    package static func phrase(_ run: Int, of id: String) -> String { "run \(run) of \(id) " }

    package var execution: Int64
    /// Its number: one more than that of the run that ended.
    package var run: Int
    package var trigger: RunTrigger
    /// The completed steps of the run before whose results stand in this one, in the order in which they began.
    package var keeps: [String]
    /// Nil for the payload it had.
    package var payload: String?
    /// Nil for the definition it had.
    package var definition: TaskDefinition?
    /// The execution whose stopping step it waits for.
    package var waitsFor: Int64?
    /// Set when an operator's order let it go over the task's maximum.
    package var isOverride: Bool
    package var at: Instant

    package init(
        execution: Int64,
        run: Int,
        trigger: RunTrigger,
        keeps: [String],
        payload: String?,
        definition: TaskDefinition? = nil,
        waitsFor: Int64?,
        isOverride: Bool,
        at: Instant
    ) {
        self.execution = execution
        self.run = run
        self.trigger = trigger
        self.keeps = keeps
        self.payload = payload
        self.definition = definition
        self.waitsFor = waitsFor
        self.isOverride = isOverride
        self.at = at
    }
}
