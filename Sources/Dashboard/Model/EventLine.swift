/// Something that happened, as the events view shows it.
package struct EventLine: Hashable, Sendable {
    /// How much it matters; the text form is what the column says.
    package enum Level: String, CaseIterable, Hashable, Sendable, Comparable {
        case debug = "DEBUG"
        case info = "INFO"
        /// An instant that was not started.
        case skip = "SKIP"
        case warn = "WARN"
        case error = "ERROR"

        package static func < (one: Level, other: Level) -> Bool {
            one.order < other.order
        }

        private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// Its identity on the screen, unique among all events.
    package var key: String
    /// When it happened.
    package var at: Int64
    /// How much it matters.
    package var level: Level
    /// The task it is about; empty when it is about none.
    package var task = ""
    /// The execution it is about; empty when it is about none.
    package var execution = ""
    /// The step it is about; empty when it is about none.
    package var step = ""
    /// That step's attempt.
    package var attempt: Int?
    /// What happened, one sentence.
    package var message: String

    /// Creates an event.
    package init(_ key: String, at: Int64, level: Level, message: String) {
        self.key = key
        self.at = at
        self.level = level
        self.message = message
    }
}
