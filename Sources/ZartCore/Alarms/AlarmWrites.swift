package import Timetable

/// An alarm that begins, with the notice of it.
package struct AlarmRaise: Sendable {
    package var alarm: RaisedAlarm
    /// Whether somebody is to be told.
    package var isAddressed: Bool

    package init(_ alarm: RaisedAlarm, isAddressed: Bool) {
        self.alarm = alarm
        self.isAddressed = isAddressed
    }
}

/// An alarm that is over, with the notice of that.
package struct AlarmEnd: Sendable {
    package var alarm: Int64
    package var sentence: String
    package var isAddressed: Bool
    package var at: Instant

    package init(alarm: Int64, sentence: String, isAddressed: Bool, at: Instant) {
        self.alarm = alarm
        self.sentence = sentence
        self.isAddressed = isAddressed
        self.at = at
    }
}

/// Somebody has an alarm in hand.
package struct AlarmAcknowledgement: Sendable, Hashable {
    package var alarm: Int64
    package var actor: String
    package var terminal: String
    package var reason: String?
    package var at: Instant

    package init(alarm: Int64, actor: String, terminal: String, reason: String?, at: Instant) {
        self.alarm = alarm
        self.actor = actor
        self.terminal = terminal
        self.reason = reason
        self.at = at
    }
}

/// A try to deliver a notice has ended.
package struct NoticeAttempt: Sendable {
    package var alarm: Int64
    package var change: AlarmChange
    package var status: NoticeStatus
    /// Tries so far, this one among them.
    package var attempts: Int
    /// When it is tried next; nil when it is not.
    package var dueAt: Instant?
    package var error: String?
    package var at: Instant

    package init(
        alarm: Int64,
        change: AlarmChange,
        status: NoticeStatus,
        attempts: Int,
        dueAt: Instant? = nil,
        error: String? = nil,
        at: Instant
    ) {
        self.alarm = alarm
        self.change = change
        self.status = status
        self.attempts = attempts
        self.dueAt = dueAt
        self.error = error
        self.at = at
    }
}

/// What a worker begins with of alarms.
package struct AlarmImage: Sendable {
    /// Raised ones, by their numbers.
    package var raised: [RaisedAlarm] = []
    /// Notices that have yet to be delivered, oldest first.
    package var pending: [PendingNotice] = []
    /// The greatest number that an alarm has.
    package var last: Int64 = 0

    package init() {}
}

/// What of a task's history alarms are judged by.
package struct AlarmHistory: Sendable, Hashable {
    package var streak: AlarmFacts.Streak
    /// When an execution last completed; where none has, when the task was made.
    package var lastSuccess: Instant
    /// Whether one has.
    package var hasSucceeded: Bool
    /// When it was paused or stopped since then, by itself or with everything; those that go on have no end.
    package var idle: [Idle] = []
    /// Since when it ticks; nil if it always did, or does not.
    package var activeSince: Instant?

    package struct Idle: Sendable, Hashable {
        package let from: Instant
        package let to: Instant?

        package init(from: Instant, to: Instant?) {
            self.from = from
            self.to = to
        }
    }

    package init(streak: AlarmFacts.Streak, lastSuccess: Instant?, createdAt: Instant) {
        self.streak = streak
        self.lastSuccess = lastSuccess ?? createdAt
        hasSucceeded = lastSuccess != nil
    }

    /// For how long it was paused or stopped since the last success; what overlaps counts once.
    package func idle(until now: Instant) -> Duration {
        var total = Duration.zero
        var counted = lastSuccess
        for span in idle.sorted(by: { $0.from < $1.from }) {
            let begin = max(span.from, counted)
            let end = min(span.to ?? now, now)
            guard end > begin else { continue }
            total += end - begin
            counted = end
        }
        return total
    }
}
