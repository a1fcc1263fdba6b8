internal import Zart

/// What an audit looks at.
struct AuditScope: Codable, Sendable {
    var region: String
}

/// Every window must be audited, whatever else runs: executions overlap, and each runs two steps side by side.
struct AuditWindow: DurableExecution {
    /// What the times of its steps are shares of: to sleep stands for their work.
    let pace: Duration

    func run(_ input: AuditScope) async throws -> String {
        try await step("open-window") { try await Task.sleep(for: pace / 8) }
        async let hash: String = step("hash-entries") {
            try await Task.sleep(for: pace)
            return "sha256:9f86d081"
        }
        async let count: Int = step("count-entries") {
            try await Task.sleep(for: pace * 3 / 4)
            return 4_711
        }
        let (digest, entries) = try await (hash, count)
        try await Durable.sleep("settle", for: pace / 4)
        try await step("seal") { try await Task.sleep(for: pace / 8) }
        return "\(input.region): \(entries) entries, \(digest)"
    }
}
