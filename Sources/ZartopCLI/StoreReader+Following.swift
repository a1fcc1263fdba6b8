internal import Jobs
internal import ZartCore

extension StoreReader {
    /// The steps of a job file's execution that it has not come to, in the order of the file; nil for any other one.
    func followingSteps(of detail: ExecutionDetail) throws(StoreError) -> [String]? {
        guard let body = try body(ofExecution: detail.execution.id),
            let definition = JobDefinition(json: body)
        else { return nil }
        let begun = Set(detail.runs.last?.steps.filter { $0.status != .skipped }.map(\.name) ?? [])
        return definition.steps.map(\.name).filter { !begun.contains($0) }
    }
}
