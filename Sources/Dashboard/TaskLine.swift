/// One recurring task as the overview shows it.
package struct TaskLine: Hashable, Sendable {
    /// Its name, which is its identity on the screen.
    package var name: String
    /// `active`, `paused`, `stopped`, `finished`, or `late` when its next instant has passed undecided.
    package var state: String
    /// When it fires next, in milliseconds since the Unix epoch; nil when it does not.
    package var nextFireAt: Int64?
    /// The counter: the number its next execution will have.
    package var occurrence: Int
    /// Its executions that run now.
    package var running: Int
    /// The overlap policy, as the engine spells it.
    package var overlap: String
    /// Instants it skipped.
    package var skipped: Int
    /// The states of its last executions, oldest first, as the engine spells them.
    package var lastOutcomes: [String]
    /// The recurrence, as its author wrote it.
    package var schedule: String
    /// What an operator should know of it.
    package var note: String

    /// Creates a line.
    package init(
        name: String,
        state: String,
        nextFireAt: Int64? = nil,
        occurrence: Int = 0,
        running: Int = 0,
        overlap: String = "",
        skipped: Int = 0,
        lastOutcomes: [String] = [],
        schedule: String = "",
        note: String = ""
    ) {
        self.name = name
        self.state = state
        self.nextFireAt = nextFireAt
        self.occurrence = occurrence
        self.running = running
        self.overlap = overlap
        self.skipped = skipped
        self.lastOutcomes = lastOutcomes
        self.schedule = schedule
        self.note = note
    }

    /// The order of the overview: late, then by the next instant, then those that will not fire.
    static func sorted(_ lines: [TaskLine]) -> [TaskLine] {
        lines.map { (rank: $0.rank, line: $0) }
            .sorted { first, second in
                let (one, other) = (first.line, second.line)
                if first.rank != second.rank { return first.rank < second.rank }
                let (next, otherNext) = (one.nextFireAt ?? .max, other.nextFireAt ?? .max)
                return next == otherNext ? one.name < other.name : next < otherNext
            }
            .map(\.line)
    }

    private var rank: Int {
        switch state {
        case "late": 0
        case "paused": 2
        case "stopped", "finished": 3
        default: 1
        }
    }
}
