package import Timetable

/// An order as it was given, with what came of it.
package struct OrderRecord: Sendable, Hashable {
    package let id: Int64
    /// As it is stored, such as `trigger` or `cancel`.
    package let kind: String
    /// A task's name or an execution's id.
    package let target: String
    /// Who gave it, from which terminal, and why.
    package let actor: String
    package let terminal: String
    package let reason: String?
    package let postedAt: Instant
    /// Nil while it has no answer, as is the answer; neither has one that waits for a slot of its task.
    package let answeredAt: Instant?
    package let answer: OrderAnswer?
    /// What was said when it was queued for a slot; nil where it is not, or no longer.
    package let queued: String?

    package init(
        id: Int64,
        kind: String,
        target: String,
        actor: String,
        terminal: String,
        reason: String?,
        postedAt: Instant,
        answeredAt: Instant?,
        answer: OrderAnswer?,
        queued: String? = nil
    ) {
        self.queued = queued
        self.id = id
        self.kind = kind
        self.target = target
        self.actor = actor
        self.terminal = terminal
        self.reason = reason
        self.postedAt = postedAt
        self.answeredAt = answeredAt
        self.answer = answer
    }
}

/// An event that was offered to an execution.
package struct OfferRecord: Sendable, Hashable {
    package let name: String
    /// JSON text.
    package let data: String
    package let actor: String
    package let offeredAt: Instant
    /// The run and the time in which a step took it; nil while it is kept.
    package let usedRun: Int?
    package let usedAt: Instant?

    package init(
        name: String,
        data: String,
        actor: String,
        offeredAt: Instant,
        usedRun: Int?,
        usedAt: Instant?
    ) {
        self.name = name
        self.data = data
        self.actor = actor
        self.offeredAt = offeredAt
        self.usedRun = usedRun
        self.usedAt = usedAt
    }
}
