package import Timetable

/// An alarm as it stood when it was read.
package struct AlarmRecord: Sendable, Hashable {
    package let id: Int64
    package let task: String
    package let kind: AlarmKind
    package var execution: String?
    package let step: String?
    package let since: Instant
    package let raisedAt: Instant
    package var sentence: String
    /// JSON text.
    package var evidence: String
    /// Nil while it is raised, as is why it is over.
    package let recoveredAt: Instant?
    package let recovery: String?
    /// Who has it in hand; nil while nobody said so.
    package let acknowledgement: AlarmAcknowledgement?
    /// That it was raised, and once it is over that it is.
    package var notices: [Notice] = []

    /// What became of telling somebody.
    package struct Notice: Sendable, Hashable {
        package let change: AlarmChange
        package let status: NoticeStatus
        /// Tries so far.
        package let attempts: Int
        package let nextAt: Instant?
        package let endedAt: Instant?
        /// Why the last try failed.
        package let error: String?

        package init(
            change: AlarmChange,
            status: NoticeStatus,
            attempts: Int,
            nextAt: Instant?,
            endedAt: Instant?,
            error: String?
        ) {
            self.change = change
            self.status = status
            self.attempts = attempts
            self.nextAt = nextAt
            self.endedAt = endedAt
            self.error = error
        }

        /// Whether nobody could be told so far.
        package var isFailing: Bool { status == .failed || status == .pending && attempts > 0 }
    }

    package init(
        id: Int64,
        task: String,
        kind: AlarmKind,
        execution: String?,
        step: String?,
        since: Instant,
        raisedAt: Instant,
        sentence: String,
        evidence: String,
        recoveredAt: Instant?,
        recovery: String?,
        acknowledgement: AlarmAcknowledgement?
    ) {
        self.id = id
        self.task = task
        self.kind = kind
        self.execution = execution
        self.step = step
        self.since = since
        self.raisedAt = raisedAt
        self.sentence = sentence
        self.evidence = evidence
        self.recoveredAt = recoveredAt
        self.recovery = recovery
        self.acknowledgement = acknowledgement
    }
}
