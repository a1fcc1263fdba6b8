/// A binary heap of things to be done at a time.
///
/// Entries are never taken out before their time: who pops one checks whether it still holds.
struct TimerHeap<Time: Comparable, Event> {
    private var entries: [(time: Time, event: Event)] = []

    /// The earliest time; nil when empty.
    var next: Time? { entries.first?.time }

    /// What comes then; nil when empty.
    var first: Event? { entries.first?.event }

    var count: Int { entries.count }

    mutating func push(_ event: Event, at time: Time) {
        entries.append((time, event))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].time < entries[parent].time else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest entry if its time has come.
    mutating func pop(due now: Time) -> Event? {
        guard let first = entries.first, first.time <= now else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return first.event
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in (2 * parent + 1)...(2 * parent + 2)
            where child < entries.count && entries[child].time < entries[least].time {
                least = child
            }
            guard least != parent else { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
