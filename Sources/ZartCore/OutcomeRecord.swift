package import Timetable

/// One cell of a task's strip: an execution, or an instant that was skipped since another one ran.
package struct OutcomeRecord: Sendable, Hashable {
    /// Where the execution stands; nil for a skipped instant, and only then.
    package let phase: ExecutionPhase?
    /// Nil for a skipped instant, and for the outcome of a plain scheduled task.
    package let id: String?
    /// Nil for what has no number: a skipped instant, or an execution under an id of its own.
    package let occurrence: Int?
    /// The instant of the schedule; nil when started by hand, and for what lies inside a row of skipped instants.
    package let nominalAt: Instant?
    package let startedAt: Instant?
    package let endedAt: Instant?
    /// Which execution was in the way of a skipped instant.
    package let heldBy: String?

    package init(
        phase: ExecutionPhase?,
        id: String? = nil,
        occurrence: Int? = nil,
        nominalAt: Instant? = nil,
        startedAt: Instant? = nil,
        endedAt: Instant? = nil,
        heldBy: String? = nil
    ) {
        self.phase = phase
        self.id = id
        self.occurrence = occurrence
        self.nominalAt = nominalAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.heldBy = heldBy
    }

    /// Whether the instant was skipped.
    package var isSkip: Bool { phase == nil }

    /// How long the execution's newest run took; nil until it has ended.
    package var duration: Duration? {
        guard let startedAt, let endedAt else { return nil }
        return startedAt.duration(to: endedAt)
    }
}
