public import Timetable

/// One line of what happened, told by ``Worker/Builder/logging(_:)`` once it is durable.
public struct LogEvent: Sendable, Hashable {
    /// How much somebody should care, least first.
    public enum Level: String, Sendable, Hashable, CaseIterable, Comparable {
        /// Each step's checkpoint.
        case debug
        /// What was started, ended, ordered and registered.
        case info
        /// What is tried again, came late or was left out.
        case warn
        /// What has failed for good, and what keeps the worker from working.
        case error

        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        private var rank: Int { Level.allCases.firstIndex(of: self) ?? 0 }
    }

    public let at: Instant
    public let level: Level
    /// A stable word for what it is, such as `execution-started`.
    public let event: String
    public let task: String?
    public let execution: String?
    public let step: String?
    /// The rest of the sentence, for people; what it quotes of an error or a payload is as it came, with whatever control
    /// characters are in it.
    public let message: String

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
