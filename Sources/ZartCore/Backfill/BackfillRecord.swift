public import Timetable

/// A backfill as it stood when it was read.
public struct BackfillRecord: Sendable, Hashable {
    /// What it is paused, resumed and cancelled by.
    public let id: Int64
    public let task: String
    public let request: BackfillRequest
    public let state: BackfillState
    /// How many instants its range has.
    public let instants: Int
    /// Instants that an execution was dispatched for.
    public let dispatched: Int
    /// Instants that were passed by and not started.
    public let leftOut: Int
    /// Its executions that have not ended.
    public let open: Int
    /// Its kept executions that failed.
    public let failed: Int
    /// Its kept executions that were cancelled, by somebody or by the overlap policy.
    public let cancelled: Int
    /// The last instant that was dispatched or left out; nil before the first.
    public let position: Instant?
    public let actor: String
    public let terminal: String
    public let reason: String?
    /// Who paused or cancelled it, and why.
    public let note: String?
    public let createdAt: Instant
    public let endedAt: Instant?
    /// Why nothing of it is dispatched just now; nil when something is, or it has ended.
    public let waits: String?

    package init(
        id: Int64,
        task: String,
        request: BackfillRequest,
        state: BackfillState,
        instants: Int,
        dispatched: Int,
        leftOut: Int,
        open: Int,
        failed: Int,
        cancelled: Int,
        position: Instant?,
        actor: String,
        terminal: String,
        reason: String?,
        note: String?,
        createdAt: Instant,
        endedAt: Instant?,
        waits: String?
    ) {
        self.id = id
        self.task = task
        self.request = request
        self.state = state
        self.instants = instants
        self.dispatched = dispatched
        self.leftOut = leftOut
        self.open = open
        self.failed = failed
        self.cancelled = cancelled
        self.position = position
        self.actor = actor
        self.terminal = terminal
        self.reason = reason
        self.note = note
        self.createdAt = createdAt
        self.endedAt = endedAt
        self.waits = waits
    }

    /// Instants that are dealt with.
    public var done: Int { dispatched + leftOut }

    /// Those that nothing of runs any more; what was run again once all were is not the backfill's.
    package var settled: Int { state == .completed ? done : done - open }
}

/// How far a backfill that goes on has come.
package struct BackfillProgress: Sendable, Hashable {
    package let id: Int64
    package let task: String
    /// How many instants its range has.
    package let instants: Int
    /// Instants that are dealt with.
    package let done: Int
    /// Its executions that have not ended.
    package let open: Int
    package let actor: String
    /// Why nothing of it is dispatched just now; nil when something is.
    package let waits: String?

    /// Those that nothing of runs any more.
    package var settled: Int { done - open }

    package init(
        id: Int64,
        task: String,
        instants: Int,
        done: Int,
        open: Int,
        actor: String,
        waits: String?
    ) {
        self.id = id
        self.task = task
        self.instants = instants
        self.done = done
        self.open = open
        self.actor = actor
        self.waits = waits
    }
}
