package import Timetable

extension TaskView {
    /// The last instant that an operator said to skip; nil when none is, or when it cannot be known yet.
    package var lastSkipped: Instant? {
        var last: Instant?
        var cursor = cursor
        for _ in 0..<skips {
            guard let nominal = next(after: cursor) else { break }
            last = nominal
            guard afterCompletion == nil else { break }
            cursor = nominal
        }
        return last
    }

    /// The next instants after that one at which it acts, at most so many; none unless it is active or paused.
    package func coming(_ limit: Int, after instant: Instant) -> [Instant] {
        guard state == .active || state == .paused else { return [] }
        let wanted = min(limit, maxOccurrences.map { max(0, $0 - occurrence) } ?? .max)
        var cursor = max(self.cursor, instant)
        var coming: [Instant] = []
        while coming.count < wanted, let nominal = next(after: cursor) {
            coming.append(effective(nominal))
            // What follows a completion has one instant at most, wherever one looks from.
            guard afterCompletion == nil else { break }
            cursor = nominal
        }
        return coming
    }
}
