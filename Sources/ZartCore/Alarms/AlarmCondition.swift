package import Timetable

/// Something that is as it should not be: what an alarm is raised for, and kept raised as long as it is so.
package struct AlarmCondition: Sendable, Hashable {
    package var kind: AlarmKind
    /// What of the task it is about, such as an execution's id; empty for the task itself.
    package var subject: String
    package var execution: String?
    package var step: String?
    /// Since when it is so, which may be long before it counts.
    package var since: Instant
    /// One sentence with the numbers.
    package var sentence: String
    package var evidence: AlarmEvidence

    /// What tells it from the other alarms of its task.
    package var key: AlarmKey { AlarmKey(kind: kind, subject: subject) }
}

/// What an alarm is about, within its task: at most one is raised for each.
package struct AlarmKey: Sendable, Hashable {
    package let kind: AlarmKind
    package let subject: String

    package init(kind: AlarmKind, subject: String) {
        self.kind = kind
        self.subject = subject
    }
}

/// An alarm that is raised.
package struct RaisedAlarm: Sendable, Hashable {
    /// Its number, which no other alarm of the database ever has.
    package let id: Int64
    package let task: Int64
    package let kind: AlarmKind
    package let subject: String
    package let execution: String?
    package let step: String?
    package let since: Instant
    package let raisedAt: Instant
    package let sentence: String
    /// JSON text.
    package let evidence: String
    /// Who has it in hand; nil while nobody said so.
    package var acknowledgedBy: String?

    package init(
        id: Int64,
        task: Int64,
        kind: AlarmKind,
        subject: String,
        execution: String?,
        step: String?,
        since: Instant,
        raisedAt: Instant,
        sentence: String,
        evidence: String,
        acknowledgedBy: String? = nil
    ) {
        self.id = id
        self.task = task
        self.kind = kind
        self.subject = subject
        self.execution = execution
        self.step = step
        self.since = since
        self.raisedAt = raisedAt
        self.sentence = sentence
        self.evidence = evidence
        self.acknowledgedBy = acknowledgedBy
    }

    /// An alarm that begins now.
    package init(id: Int64, task: Int64, _ condition: AlarmCondition, at now: Instant) {
        self.init(
            id: id,
            task: task,
            kind: condition.kind,
            subject: condition.subject,
            execution: condition.execution,
            step: condition.step,
            since: condition.since,
            raisedAt: now,
            sentence: condition.sentence,
            evidence: condition.evidence.json
        )
    }

    package var key: AlarmKey { AlarmKey(kind: kind, subject: subject) }
}
