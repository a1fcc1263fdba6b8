package import Timetable

/// How the executions of a task ended of late, looked at from the newest number on.
///
/// What was run again, or ran beside others, ended after younger ones: so the newest are put in the order of their ends.
package struct RecentEnds: Sendable {
    package struct End: Sendable {
        package let status: ExecutionStatus
        package let id: String
        package let at: Instant
        package let error: String?

        package init(status: ExecutionStatus, id: String, at: Instant, error: String?) {
            self.status = status
            self.id = id
            self.at = at
            self.error = error
        }
    }

    /// So many are looked at, even after a success.
    private let least: Int
    private var ends: [End] = []
    /// When the last of them completed; nil if none did.
    package private(set) var lastSuccess: Instant?

    package init(least: Int = 20) { self.least = least }

    package var count: Int { ends.count }

    /// Takes the next one; whether one more is wanted.
    package mutating func add(_ end: End) -> Bool {
        ends.append(end)
        if end.status == .completed { lastSuccess = max(lastSuccess ?? end.at, end.at) }
        return lastSuccess == nil || ends.count < least
    }

    /// The failures since the last success; one that was cancelled neither failed nor succeeded.
    package func streak(since created: Instant) -> AlarmFacts.Streak {
        var streak = AlarmFacts.Streak.none(since: created)
        let latest = ends.enumerated().sorted { ($1.element.at, $0.offset) < ($0.element.at, $1.offset) }
        for end in latest.map(\.element) {
            switch end.status {
            case .completed: return streak
            case .failed:
                if streak.count == 0 {
                    (streak.lastID, streak.lastAt, streak.error) = (end.id, end.at, end.error)
                }
                streak.count += 1
            case .cancelled, .scheduled, .running: break
            }
        }
        return streak
    }
}
