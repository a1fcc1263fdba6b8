/// How often in a row a task has failed.
package struct FailureStreak: Sendable, Hashable {
    package private(set) var count: Int
    /// What failed, oldest first; the newest ten at most.
    package private(set) var names: [String]

    /// The greatest number of failures whose names are kept.
    package static let kept = 10

    package init(count: Int = 0, names: [String] = []) {
        self.count = count
        self.names = names
    }

    /// The streak after an end; a cancelled execution neither failed nor succeeded.
    package func after(_ status: ExecutionStatus, of name: String) -> FailureStreak {
        switch status {
        case .failed: FailureStreak(count: count + 1, names: (names + [name]).suffix(Self.kept))
        case .completed: FailureStreak()
        case .cancelled, .scheduled, .running: self
        }
    }

    /// Why a task is paused for it, naming what failed.
    package var reason: String {
        let more = count > names.count ? "… " : ""
        return
            "\(count) \(count == 1 ? "failure" : "failures in a row"): \(more)\(names.joined(separator: ", "))"
    }
}
