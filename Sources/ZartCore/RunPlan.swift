/// What a further run of an ended execution keeps of the run before.
///
/// Steps come in the order in which they began, as the store lists them. A step of a parallel group that is listed
/// before another was begun no later; where a run repeats "from a step on" that order decides, so that a sibling
/// listed before the step is kept if it completed and one listed after it repeats.
package enum RunPlan {
    /// Keeps everything that completed, to go on where the run failed: at that step, or wherever it was.
    ///
    /// A run may have been cut short before it came to a step of the run that it was to go on with: it goes on there.
    ///
    /// - Throws: a ``ZartError``: `notFound` if there is no such step, `refused` if it completed.
    package static func retry(_ step: String?, of execution: EndedExecution) throws(ZartError) -> [String] {
        guard let step else {
            guard execution.status != .completed else {
                throw ZartError(
                    .refused,
                    "execution '\(execution.id)' has completed: to repeat it use restart, or rerun from a step"
                )
            }
            return completed(execution.steps[...])
        }
        let found = try find(step, of: execution)
        guard found?.status != .completed else {
            throw ZartError(
                .refused,
                "step '\(step)' of '\(execution.id)' has completed: to repeat it use rerun --from \(step)"
            )
        }
        return completed(execution.steps[...])
    }

    /// Keeps what completed of the steps that began before that one.
    ///
    /// - Throws: a ``ZartError``: `notFound` if there is no such step.
    package static func rerun(from step: String, of execution: EndedExecution) throws(ZartError) -> [String] {
        _ = try find(step, of: execution)
        return completed(execution.steps.prefix { $0.name != step })
    }

    private static func completed(_ steps: ArraySlice<RecordedStep>) -> [String] {
        steps.filter { $0.status == .completed && $0.kind != .onFailure }.map(\.name)
    }

    /// Nil where the newest run was cut short before it came to that step.
    private static func find(_ step: String, of execution: EndedExecution) throws(ZartError) -> RecordedStep?
    {
        let steps = execution.steps.filter { $0.kind != .onFailure }
        if let found = steps.first(where: { $0.name == step }) { return found }
        if execution.status != .completed, execution.earlier.contains(step) { return nil }
        let names = steps.prefix(10).map(\.name).joined(separator: ", ")
        let more = steps.count > 10 ? " and \(steps.count - 10) more" : ""
        throw ZartError(
            .notFound,
            "run \(execution.run) of '\(execution.id)' has no step '\(step)'"
                + (steps.isEmpty ? ": it began none" : ": it has \(names)\(more)")
        )
    }
}
