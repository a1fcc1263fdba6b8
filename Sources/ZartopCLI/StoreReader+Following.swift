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
        return definition.steps.filter { !begun.contains($0.name) }.map { step in
            switch step.action {
            case .command: FollowingStep(name: step.name, kind: .step)
            case .sleep: FollowingStep(name: step.name, kind: .sleep)
            case .waitFor: FollowingStep(name: step.name, kind: .event)
            }
        }
    }

    /// An execution with the names of the events that it waits for, which a job file may give other names than the steps.
    func namedDetail(id: String) throws(StoreError) -> ExecutionDetail? {
        guard let detail = try detail(id: id) else { return nil }
        return try named(detail)
    }

    func named(_ detail: ExecutionDetail) throws(StoreError) -> ExecutionDetail {
        guard detail.awaitsEvent, let body = try body(ofExecution: detail.execution.id),
            let definition = JobDefinition(json: body)
        else { return detail }
        var events: [String: String] = [:]
        for step in definition.steps {
            if case .waitFor(let event) = step.action { events[step.name] = event }
        }
        return detail.naming(events: events)
    }
}
