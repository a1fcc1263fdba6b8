package import Timetable

/// One change of a backfill, all or nothing.
package enum BackfillWrite: Sendable {
    case begin(Backfill)
    case advance(BackfillAdvance)
    case change(BackfillChange)
}

/// A bite of a backfill: its executions, the task's counter and the backfill's position move in one.
///
/// Refused when the backfill is no longer where the bite began.
package struct BackfillAdvance: Sendable {
    package var backfill: Int64
    /// Where it stood in the store.
    package var from: Instant?
    package var position: Instant
    package var leftOut: Int
    package var created: [NewExecution]
    package var task: Int64
    /// The number of the task's next occurrence afterwards.
    package var occurrence: Int
    package var at: Instant

    package init(
        backfill: Int64,
        from: Instant?,
        position: Instant,
        leftOut: Int,
        created: [NewExecution],
        task: Int64,
        occurrence: Int,
        at: Instant
    ) {
        self.backfill = backfill
        self.from = from
        self.position = position
        self.leftOut = leftOut
        self.created = created
        self.task = task
        self.occurrence = occurrence
        self.at = at
    }
}

/// A change of a backfill's state.
package struct BackfillChange: Sendable, Hashable {
    package var backfill: Int64
    package var from: BackfillState
    package var to: BackfillState
    /// Who changed it and why, for people; nil when it completed by itself.
    package var note: String?
    package var at: Instant

    package init(backfill: Int64, from: BackfillState, to: BackfillState, note: String?, at: Instant) {
        self.backfill = backfill
        self.from = from
        self.to = to
        self.note = note
        self.at = at
    }
}
