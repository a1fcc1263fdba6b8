internal import Timetable
internal import ZartCore

/// Notices that have yet to be delivered, in the order in which they are due.
///
/// There may be ten thousand at once: the next one is found without a look at the others. That an alarm is over is told
/// after that it was raised.
struct NoticeQueue {
    private var pending: [String: PendingNotice] = [:]
    /// May hold what has gone or is due at another time by now, which is passed over.
    private var order = TimerHeap<Place, String>()
    /// What nobody here can be told of.
    private var aside: Set<String> = []

    private struct Place: Comparable {
        let dueAt: Instant
        let number: Int64

        init(_ notice: PendingNotice) { (dueAt, number) = (notice.dueAt, notice.notice.number) }

        static func < (one: Place, other: Place) -> Bool {
            (one.dueAt, one.number) < (other.dueAt, other.number)
        }
    }

    subscript(id: String) -> PendingNotice? { pending[id] }

    /// Adds a notice, or has it tried again when it says.
    mutating func put(_ notice: PendingNotice) { put([notice]) }

    /// Adds notices in whatever order: one that has another of them to wait for waits.
    mutating func put(_ notices: [PendingNotice]) {
        for notice in notices { pending[notice.notice.id] = notice }
        for notice in notices where isFree(notice) { order.push(notice.notice.id, at: Place(notice)) }
    }

    /// Takes a notice out for good; what waited for it is free.
    mutating func remove(_ id: String) {
        guard let gone = pending.removeValue(forKey: id), gone.notice.change == .raised,
            let next = pending[Self.id(gone.notice.number, .recovered)]
        else { return }
        order.push(next.notice.id, at: Place(next))
    }

    /// When the next one is due; nil when there is none.
    mutating func nextDue() -> Instant? {
        skipStale()
        return order.next?.dueAt
    }

    /// Takes the next one that is due out of the order; it is put back, or removed.
    mutating func takeNext(due now: Instant) -> PendingNotice? {
        skipStale()
        guard let next = order.next, next.dueAt <= now, let id = order.pop(due: next) else { return nil }
        return pending[id]
    }

    /// Leaves a notice alone until it is reconsidered.
    mutating func setAside(_ id: String) { aside.insert(id) }

    /// Has another look at what nobody could be told of.
    mutating func reconsider() {
        for id in aside { if let notice = pending[id] { put(notice) } }
        aside = []
    }

    /// Moves all along with a clock that was set.
    mutating func shift(by jump: Duration) {
        order = TimerHeap()
        aside = []
        for var notice in pending.values {
            notice.dueAt += jump
            put(notice)
        }
    }

    private static func id(_ number: Int64, _ change: AlarmChange) -> String {
        "\(number)-\(change.rawValue)"
    }

    private func isFree(_ notice: PendingNotice) -> Bool {
        notice.notice.change == .raised || pending[Self.id(notice.notice.number, .raised)] == nil
    }

    private mutating func skipStale() {
        while let next = order.next, let id = order.first, pending[id].map(Place.init) != next {
            _ = order.pop(due: next)
        }
    }
}
