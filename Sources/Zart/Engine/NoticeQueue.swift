internal import Timetable
internal import ZartCore

/// Notices that have yet to be delivered, in the order in which they are due.
///
/// There may be ten thousand at once: the next one is found without a look at the others. That an alarm is over is told
/// after that it was raised. What is told for the first time goes before what is tried again, and of one task's notices
/// one is on its way at a time: who cannot be reached for one task keeps nobody from hearing of another.
struct NoticeQueue {
    private var pending: [String: PendingNotice] = [:]
    /// What has not been tried yet, and what has; may hold what has gone or is due at another time by now, which is
    /// passed over.
    private var first = TimerHeap<Place, String>()
    private var again = TimerHeap<Place, String>()
    /// What is due, and waits for another one of its task.
    private var behind: [Int64: [String]] = [:]
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
        for notice in notices where isFree(notice) { push(notice) }
    }

    private mutating func push(_ notice: PendingNotice) {
        if notice.attempts == 0 {
            first.push(notice.notice.id, at: Place(notice))
        } else {
            again.push(notice.notice.id, at: Place(notice))
        }
    }

    /// Takes a notice out for good; what waited for it is free.
    mutating func remove(_ id: String) {
        guard let gone = pending.removeValue(forKey: id), gone.notice.change == .raised,
            let next = pending[Self.id(gone.notice.number, .recovered)]
        else { return }
        push(next)
    }

    /// When the next one is due; nil when there is none.
    mutating func nextDue() -> Instant? {
        skipStale()
        return [first.next?.dueAt, again.next?.dueAt].compactMap(\.self).min()
    }

    /// Takes the next one that is due out of the order; it is put back, or removed.
    ///
    /// Those of the given tasks wait until ``release(_:)``.
    mutating func takeNext(due now: Instant, besides busy: Set<Int64> = []) -> PendingNotice? {
        while true {
            skipStale()
            var id: String?
            if let next = first.next, next.dueAt <= now {
                id = first.pop(due: next)
            } else if let next = again.next, next.dueAt <= now {
                id = again.pop(due: next)
            }
            guard let notice = id.flatMap({ pending[$0] }) else { return nil }
            guard busy.contains(notice.task) else { return notice }
            behind[notice.task, default: []].append(notice.notice.id)
        }
    }

    /// No notice of that task is on its way any more.
    mutating func release(_ task: Int64) {
        for id in behind.removeValue(forKey: task) ?? [] { if let notice = pending[id] { put(notice) } }
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
        first = TimerHeap()
        again = TimerHeap()
        aside = []
        behind = [:]
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
        Self.skipStale(&first, pending)
        Self.skipStale(&again, pending)
    }

    private static func skipStale(_ order: inout TimerHeap<Place, String>, _ pending: [String: PendingNotice])
    {
        while let next = order.next, let id = order.first, pending[id].map(Place.init) != next {
            _ = order.pop(due: next)
        }
    }
}
