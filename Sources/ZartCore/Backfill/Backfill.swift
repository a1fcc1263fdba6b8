package import Timetable

/// A backfill as it is kept: what was asked, whose instants they are, and how far it has come.
package struct Backfill: Sendable, Hashable {
    package var id: Int64
    package var task: Int64
    /// Its end is not after the last instant that was decided when it began.
    package var request: BackfillRequest
    /// Oldest first.
    package var stretches: [BackfillStretch]
    package var state: BackfillState
    /// The last instant that was dispatched or left out; nil before the first.
    package var position: Instant?
    /// How many instants its stretches have.
    package var instants: Int
    package var dispatched: Int
    /// Instants that were passed by and not started.
    package var leftOut: Int
    package var actor: String
    package var terminal: String
    package var reason: String?
    package var createdAt: Instant

    package init(
        id: Int64,
        task: Int64,
        request: BackfillRequest,
        stretches: [BackfillStretch],
        state: BackfillState = .running,
        position: Instant? = nil,
        instants: Int,
        dispatched: Int = 0,
        leftOut: Int = 0,
        actor: String,
        terminal: String,
        reason: String?,
        createdAt: Instant
    ) {
        self.id = id
        self.task = task
        self.request = request
        self.stretches = stretches
        self.state = state
        self.position = position
        self.instants = instants
        self.dispatched = dispatched
        self.leftOut = leftOut
        self.actor = actor
        self.terminal = terminal
        self.reason = reason
        self.createdAt = createdAt
    }

    /// The part of its range that lies behind its position; nil before the first instant.
    package var passed: ClosedRange<Instant>? {
        position.map { position in
            request.order == .oldest
                ? request.from...max(position, request.from) : min(position, request.to)...request.to
        }
    }

    /// The part of its range that has been dealt with: whatever in it was not started was left out for a reason.
    ///
    /// Nil before the first instant, and for one that only looked for failures.
    package var covered: ClosedRange<Instant>? {
        guard request.only != .failed else { return nil }
        if state == .completed { return request.from...request.to }
        guard let position, request.from <= position, position <= request.to else { return nil }
        return request.order == .oldest ? request.from...position : position...request.to
    }
}

/// A backfill that has not ended, with its executions that have not.
package struct OpenBackfill: Sendable {
    package let backfill: Backfill
    package let executions: Set<Int64>

    package init(backfill: Backfill, executions: Set<Int64>) {
        self.backfill = backfill
        self.executions = executions
    }
}
