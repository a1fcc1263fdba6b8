/// Where an execution stands for people: its status, or for a running one what its steps do.
///
/// A running execution is `running` while a step of its newest run is in flight or about to be, else `retrying`,
/// `sleeping` or `waiting`, the first of these that one of its steps does.
package enum ExecutionPhase: String, Sendable, Hashable, CaseIterable {
    case scheduled
    case running
    case retrying
    case sleeping
    case waiting
    case completed
    case failed
    case cancelled

    /// Whether no further change comes without an operator.
    package var isEnded: Bool {
        switch self {
        case .scheduled, .running, .retrying, .sleeping, .waiting: false
        case .completed, .failed, .cancelled: true
        }
    }
}
