internal import Timetable
internal import ZartCore

/// A backfill that has not ended, as the engine holds it.
final class EngineBackfill {
    /// As the last commit that is on its way leaves it.
    var row: Backfill
    /// Nil when a time zone of it was not known here when that was last looked at.
    var instants: BackfillInstants?
    /// Its executions that had not ended when last looked at.
    var open: Set<Int64>
    /// What it dispatched in this session.
    var turn = ScheduleTurn()
    /// How far it was looked through without dispatching; that is not on record before the next dispatch.
    var scanned: Instant?
    /// How many instants lie between the position and there.
    var passedBy = 0
    /// Whether no instant is left.
    var isExhausted = false
    /// How many instants are looked at at a time: more while none of them is started.
    var look = EngineBackfill.firstLook

    static let firstLook = 32
    static let longestLook = 1_024

    init(_ open: OpenBackfill, instants: BackfillInstants?) {
        row = open.backfill
        self.instants = instants
        self.open = open.executions
        scanned = row.position
    }
}
