internal import Timetable
internal import ZartCore

/// The times of the nearest events that a page has found so far: what lies beyond all of them it does not need.
struct NearestEvents {
    private let filter: EventFilter
    private let direction: WalkDirection
    private let limit: Int
    /// In the order of the walk, at most as many as the page has.
    private var times: [Instant] = []

    init(_ filter: EventFilter, _ direction: WalkDirection, limit: Int) {
        self.filter = filter
        self.direction = direction
        self.limit = limit
    }

    /// The time of the last event on the page, were there no more; nil while it has room.
    var farthest: Instant? { times.count < limit ? nil : times.last }

    /// Whether an event of that time may be on the page.
    func mayNeed(_ time: Instant) -> Bool {
        guard let farthest else { return true }
        return direction == .older ? time >= farthest : time <= farthest
    }

    /// Takes an event into account.
    mutating func note(_ event: EventRecord) {
        guard filter.lets(event), limit > 0 else { return }
        let place = times.lastIndex { direction == .older ? $0 >= event.at : $0 <= event.at }
        times.insert(event.at, at: place.map { $0 + 1 } ?? 0)
        if times.count > limit { times.removeLast() }
    }
}

extension EventFilter {
    /// Whether an event is one of those wanted, but for its execution.
    func lets(_ event: EventRecord) -> Bool {
        event.level >= level && (task == nil || event.task == task)
    }
}
