internal import Zart

/// Where a configuration comes from.
struct ConfigSource: Codable, Sendable {
    var url: String
}

/// Only the newest state is worth having: a tick that finds an execution running cancels it and starts afresh.
///
/// Every other execution is slow, and so is cancelled by the tick after it; the ones between complete.
struct ConfigRefresh: DurableExecution {
    /// What the times of its steps are shares of: to sleep stands for their work.
    let pace: Duration

    func run(_ input: ConfigSource) async throws -> String {
        let isSlow = (ExecutionContext.current?.occurrence ?? 0).isMultiple(of: 2)
        let text = try await step("fetch", retry: .exponential(2, initial: .milliseconds(100))) {
            try await Task.sleep(for: pace / 8)
            return "# from \(input.url)"
        }
        try await step("apply") { try await Task.sleep(for: isSlow ? pace * 2 : pace / 4) }
        return text
    }
}
