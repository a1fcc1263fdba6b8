// The words of the house. Each state has one stable text form, used alike in the database, the logs, `--json`
// and on screen; the cases below are that form, and a row never says anything else.

/// What a recurring task is doing about its schedule.
public enum TaskState: String, Sendable, Hashable, CaseIterable {
    /// Fires at its instants.
    case active
    /// Enumerates its instants but starts nothing; each is recorded as ``Decision/paused``.
    case paused
    /// Ended by an operator; stays so across restarts until revived.
    case stopped
    /// Has no instant left: its one time is past, its end reached, or its number of occurrences used up.
    case finished

    /// What it is as far as instants are concerned: an active task is paused while everything is.
    package func effective(isHeld: Bool) -> TaskState { isHeld && self == .active ? .paused : self }
}

/// Where an execution, and equally its newest run, stands.
public enum ExecutionStatus: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case scheduled
    case running
    case completed
    case failed
    case cancelled

    /// Whether no further change can come without an operator's `retry`, `restart` or `rerun`.
    public var isEnded: Bool {
        switch self {
        case .scheduled, .running: false
        case .completed, .failed, .cancelled: true
        }
    }

    public var description: String { rawValue }
}

/// Where a step stands within its run.
public enum StepStatus: String, Sendable, Hashable, CaseIterable {
    case scheduled
    case running
    case retrying
    case sleeping
    case waiting
    case completed
    case failed
    case cancelled
    /// A parallel sibling that was not begun because another step of its group failed.
    case skipped

    /// Whether the step will not change again in this run.
    public var isEnded: Bool {
        switch self {
        case .scheduled, .running, .retrying, .sleeping, .waiting: false
        case .completed, .failed, .cancelled, .skipped: true
        }
    }
}

/// What became of one try of a step.
public enum AttemptStatus: String, Sendable, Hashable, CaseIterable {
    case running
    case completed
    case failed
    case timedOut = "timed-out"
    case cancelled
    /// The worker driving it died; uses up no retry.
    case interrupted
}

/// What a step is; replay refuses a name that comes back as another kind.
public enum StepKind: String, Sendable, Hashable, CaseIterable {
    case step
    case sleep
    case event
    case value
    case transaction
    case onFailure = "on-failure"
}

/// How a run of an execution came to be.
public enum RunTrigger: String, Sendable, Hashable, CaseIterable {
    case initial
    case retry
    case restart
    case rerun
}

/// Why an execution exists.
public enum ExecutionCause: String, Sendable, Hashable, CaseIterable {
    case tick
    case trigger
    case start
    case backfill
}

/// What was done about one nominal instant; the ledger holds exactly one for each.
public enum Decision: String, Sendable, Hashable, CaseIterable {
    case started
    case skippedOverlap = "skipped-overlap"
    case coalesced
    case missed
    case excluded
    case limit
    case expired
    /// Provisional: waits for a slot, and ends as `started`, `expired` or `skipped-overlap`.
    case buffered
    /// Provisional while the task is paused; a resume may turn it into `started` or `coalesced`.
    case paused
}

/// What kind of work a recurring task starts.
public enum TaskKind: String, Sendable, Hashable, CaseIterable {
    /// Durable executions with checkpointed steps.
    case durable
    /// One function a tick: no execution, at most once.
    case scheduled
}

extension StepKind {
    /// Whether a step of this kind is tried; the others only wait, or hold a value.
    package var isTried: Bool {
        switch self {
        case .step, .transaction, .onFailure: true
        case .sleep, .event, .value: false
        }
    }
}
