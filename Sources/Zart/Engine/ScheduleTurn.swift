internal import Timetable
internal import ZartCore

/// Whose turn a free slot is: what runs beside the schedule leaves it to the tick that it kept from starting.
struct ScheduleTurn {
    /// What began beside the schedule since a tick had its turn.
    private var ids: Set<String> = []
    /// When the last of it began.
    private var last: Instant?
    /// For how long what kept a tick from starting ran, once it was over, and when that had begun.
    private var length: Duration?
    private var measured: Instant?

    /// For how long the last of it has run, where it owes the schedule a turn; a tick that is due before as much again
    /// has passed is to have the slot.
    ///
    /// What has once kept a tick from starting goes on only where it is likely to be over before the next one, if half of
    /// the time between two ticks is enough for it; but it does not let more than three of them go first.
    mutating func kept(
        from newest: TickPlan.Entry?,
        now: Instant,
        interval: Duration? = nil,
        isOver: Bool = false
    ) -> Duration {
        guard let last else { return .zero }
        guard isOwed(newest) else {
            guard let length, let interval, length * 2 <= interval, now - last < interval * 3 else {
                return .zero
            }
            return length
        }
        let time = max(.zero, now - last)
        if isOver, measured != last { (length, measured) = (time, last) }
        return time
    }

    mutating func began(_ new: Set<String>, after newest: TickPlan.Entry?, at now: Instant) {
        ids = isOwed(newest) ? ids.union(new) : new
        last = now
    }

    /// Whether the newest instant was kept from starting by something that began since.
    private func isOwed(_ newest: TickPlan.Entry?) -> Bool {
        guard let newest, newest.decision == .skippedOverlap, let holder = newest.heldBy else { return false }
        return ids.contains(holder)
    }
}
