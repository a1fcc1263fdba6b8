public import Timetable

/// Which past instants of a task to start, and how.
public struct BackfillRequest: Sendable, Hashable {
    /// The first instant that may be started.
    public var from: Instant
    /// The last instant that may be started; not in the future.
    public var to: Instant
    public var only: BackfillSelection
    public var order: BackfillOrder
    /// How many of its executions may be scheduled or running at once, beside the task's own maximum.
    public var maximum: Int

    public init(
        from: Instant,
        to: Instant,
        only: BackfillSelection = .missing,
        order: BackfillOrder = .oldest,
        maximum: Int = 1
    ) {
        self.from = from
        self.to = to
        self.only = only
        self.order = order
        self.maximum = maximum
    }
}

/// Which instants of its range a backfill starts.
///
/// An instant that waits in the task's buffer is left out by each: it will start by itself.
public enum BackfillSelection: String, Sendable, Hashable, CaseIterable {
    /// Those nothing was started for, by their tick or by an earlier backfill; what an operator excluded, and what was
    /// pruned from the ledger and so is not known, is left out.
    case missing
    /// Those whose newest execution failed.
    case failed
    /// Every one, whatever was started for it.
    case all
}

/// Which end of its range a backfill begins with.
public enum BackfillOrder: String, Sendable, Hashable, CaseIterable {
    case oldest
    case newest
}

/// What a backfill is at.
public enum BackfillState: String, Sendable, Hashable, CaseIterable {
    case running
    case paused
    /// Everything in its range was decided, and what it dispatched has ended.
    case completed
    case cancelled

    package var isEnded: Bool { self == .completed || self == .cancelled }
}
