internal import Jobs
internal import ZartCore

/// A step that an execution has not come to.
struct FollowingStep {
    let name: String
    let kind: StepKind
}

extension StoreReader {
    /// The names of ``following(_:)``.
    func followingSteps(of detail: ExecutionDetail) throws(StoreError) -> [String]? {
        try following(detail)?.map(\.name)
    }

    /// The steps of a job file's execution that it has not come to, in the order of the file; nil for any other one.
    ///
    /// It does what it began with, whatever the file says by now.
    func following(_ detail: ExecutionDetail) throws(StoreError) -> [FollowingStep]? {
        guard let body = try body(ofExecution: detail.execution.id),
            let definition = JobDefinition(json: body)
        else { return nil }
        let begun = Set(detail.runs.last?.steps.filter { $0.status != .skipped }.map(\.name) ?? [])
        return Self.steps(definition).filter { !begun.contains($0.name) }
    }

    /// All steps of what the execution's task does by now, in the order of the file; nil where that has not changed, and
    /// for what is of no job file.
    func changedSteps(of detail: ExecutionDetail) throws(StoreError) -> [FollowingStep]? {
        try changedBody(ofExecution: detail.execution.id).flatMap { JobDefinition(json: $0) }.map(Self.steps)
    }

    /// Adds to what a further run would do the steps that a job file lets follow: those of the task as it is by now where
    /// the run takes them and they have changed.
    func complete(_ preview: inout RunPreview, of detail: ExecutionDetail, isLatest: Bool) throws(StoreError)
    {
        if isLatest, let changed = try changedSteps(of: detail) {
            preview.follow(changed.map { ($0.name, $0.kind) })
        } else if preview.following == nil {
            let known = Set(preview.steps.map(\.name))
            preview.following = try followingSteps(of: detail)?.filter { !known.contains($0) }
        }
    }

    private static func steps(_ definition: JobDefinition) -> [FollowingStep] {
        definition.steps.map { step in
            switch step.action {
            case .command: FollowingStep(name: step.name, kind: .step)
            case .sleep: FollowingStep(name: step.name, kind: .sleep)
            case .waitFor: FollowingStep(name: step.name, kind: .event)
            }
        }
    }
}

extension DefinitionGlance {
    /// What a job file's definition says; nil for any other one.
    static let ofJob: @Sendable (_ body: String) -> DefinitionGlance? = { body in
        JobDefinition(json: body).map { definition in
            var work: [String] = []
            var events: [String: String] = [:]
            for step in definition.steps {
                switch step.action {
                case .command: work.append(step.name)
                case .sleep: break
                case .waitFor(let event): events[step.name] = event
                }
            }
            return DefinitionGlance(
                steps: definition.steps.count,
                work: work,
                events: events,
                timeout: definition.timeout?.duration
            )
        }
    }
}
