package import Timetable

/// Which executions a list shows; an empty query shows all.
package struct ExecutionRowQuery: Sendable, Hashable {
    /// Names of tasks (handlers, for executions without one), with `*`, `?` and `[a-z]` as in a shell.
    package var task: String?
    /// Ids, with the same signs.
    package var id: String?
    /// Empty stands for all.
    package var phases: Set<ExecutionPhase>
    /// Created at that time or later.
    package var since: Instant?
    /// Created before that time.
    package var until: Instant?
    /// A part of the error of the execution or, while it is open, of one of its steps; ASCII case does not matter.
    package var error: String?
    /// A step of the newest run had more attempts than that.
    package var triesOver: Int?
    package var occurrence: Int?

    package init(
        task: String? = nil,
        id: String? = nil,
        phases: Set<ExecutionPhase> = [],
        since: Instant? = nil,
        until: Instant? = nil,
        error: String? = nil,
        triesOver: Int? = nil,
        occurrence: Int? = nil
    ) {
        self.task = task
        self.id = id
        self.phases = phases
        self.since = since
        self.until = until
        self.error = error
        self.triesOver = triesOver
        self.occurrence = occurrence
    }
}

/// Which way a list is walked: rows come in that order.
package enum WalkDirection: Sendable, Hashable, CaseIterable {
    /// From new to old.
    case older
    /// From old to new.
    case newer
}

/// One page of a list of executions.
package struct ExecutionPage: Sendable, Hashable {
    /// In the order of the walk.
    package let rows: [ExecutionRow]
    /// The border to go on from, by which the page may be empty and yet not the last; nil when there is nothing more.
    package let scannedTo: Int64?

    package init(rows: [ExecutionRow], scannedTo: Int64?) {
        self.rows = rows
        self.scannedTo = scannedTo
    }
}

/// A count that stops where it would say nothing more.
package struct BoundedCount: Sendable, Hashable, CustomStringConvertible {
    package let count: Int
    /// Whether there may be more.
    package let isPartial: Bool

    package init(_ count: Int, isPartial: Bool) {
        self.count = count
        self.isPartial = isPartial
    }

    /// As in `10482`, or `10000+`.
    package var description: String { isPartial ? "\(count)+" : "\(count)" }
}
