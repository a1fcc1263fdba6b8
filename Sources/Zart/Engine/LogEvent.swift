package import Timetable

/// One line of what happened, once it is durable.
package struct LogEvent: Sendable, Hashable {
    package enum Level: String, Sendable, Hashable, CaseIterable, Comparable {
        case debug
        case info
        case warn
        case error

        package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        private var rank: Int { Level.allCases.firstIndex(of: self) ?? 0 }
    }

    package let at: Instant
    package let level: Level
    /// A stable word for what it is, such as `execution-started`.
    package let event: String
    package let task: String?
    package let execution: String?
    package let step: String?
    /// The rest of the sentence, for people.
    package let message: String

    package init(
        at: Instant,
        level: Level,
        event: String,
        task: String? = nil,
        execution: String? = nil,
        step: String? = nil,
        message: String
    ) {
        self.at = at
        self.level = level
        self.event = event
        self.task = task
        self.execution = execution
        self.step = step
        self.message = message
    }
}
