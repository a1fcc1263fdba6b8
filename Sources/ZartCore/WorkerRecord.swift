package import Timetable

/// One worker session: a process from taking the worker's lock to letting it go.
package struct SessionRecord: Sendable, Hashable {
    /// How the session of an order without a worker ends.
    package static let errand = "errand"

    package let number: Int
    package let process: Int
    package let host: String
    package let program: String
    package let beganAt: Instant
    package let endedAt: Instant?
    /// Such as `died`; nil while it lasts.
    package let endReason: String?
    /// The last sign of life of one that died: `endedAt` is when it was found dead.
    ///
    /// Of a moment in between, which has passed, this is known and that one is nil.
    package let seenAt: Instant?
    /// Since when it has taken no new work; nil if it was not asked to stop.
    package let drainingAt: Instant?
    /// Steps that it has in flight.
    package let stepsInFlight: Int

    package init(
        number: Int,
        process: Int,
        host: String,
        program: String,
        beganAt: Instant,
        endedAt: Instant?,
        endReason: String?,
        seenAt: Instant?,
        drainingAt: Instant?,
        stepsInFlight: Int
    ) {
        self.number = number
        self.process = process
        self.host = host
        self.program = program
        self.beganAt = beganAt
        self.endedAt = endedAt
        self.endReason = endReason
        self.seenAt = seenAt
        self.drainingAt = drainingAt
        self.stepsInFlight = stepsInFlight
    }
}

/// Who works on the database, newest session first, and whether anybody does now.
package struct WorkerReport: Sendable, Hashable {
    package let sessions: [SessionRecord]
    /// The session that holds the lease; nil when the last one let it go.
    package let current: Int?
    package let renewedAt: Instant?
    package let leaseExpiresAt: Instant?
    /// Whether a process holds the worker's lock at this very moment: the kernel's word, not the lease's.
    package let isLocked: Bool

    /// The session that holds the lease, while it lasts.
    package var holder: SessionRecord? { sessions.first { $0.number == current && $0.endedAt == nil } }

    package init(
        sessions: [SessionRecord],
        current: Int?,
        renewedAt: Instant?,
        leaseExpiresAt: Instant?,
        isLocked: Bool
    ) {
        self.sessions = sessions
        self.current = current
        self.renewedAt = renewedAt
        self.leaseExpiresAt = leaseExpiresAt
        self.isLocked = isLocked
    }
}
