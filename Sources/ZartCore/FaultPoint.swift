/// A place where a crash is worth trying: each lies between two things that must not come apart.
///
/// Named in production code, and nothing there; a test kills the process at one.
package enum FaultPoint: String, Sendable, Hashable, CaseIterable {
    /// A session has begun, nothing has been recovered yet.
    case sessionBegun = "session-begun"
    /// Due instants are decided, not committed.
    case ticksDecided = "ticks-decided"
    /// Transitions are gathered, the commit has not begun.
    case beforeCommit = "before-commit"
    /// The commit is durable, nobody has been told.
    case afterCommit = "after-commit"
    /// A pass is claimed, its handler not yet started.
    case claimed
    /// A step's body has returned, its result is not yet with the engine.
    case stepReturned = "step-returned"
    /// A step is checkpointed, its handler not yet told.
    case stepCheckpointed = "step-checkpointed"
    /// A handler has returned, its execution is not yet ended.
    case handlerReturned = "handler-returned"
    /// An order is applied, its answer not yet given.
    case orderApplied = "order-applied"
    /// The worker drains.
    case draining
}
