public import Timetable

/// What somebody is told of an alarm: that it was raised, or that it is over.
///
/// Delivered at least once; ``id`` is the same each time, so that a receiver can tell what it has already.
public struct AlarmNotice: Sendable, Hashable {
    /// The alarm's number and the change, such as `17-raised`; unique within the database.
    public var id: String { "\(number)-\(change.rawValue)" }
    /// The alarm's number: the two notices of one alarm share it.
    public let number: Int64
    public let change: AlarmChange
    public let alarm: AlarmKind
    public let task: String
    /// The execution it is about, where it is about one.
    public let execution: String?
    public let step: String?
    /// Since when it is so, which may be long before it was raised.
    public let since: Instant
    public let raisedAt: Instant
    /// Nil in the notice that it was raised.
    public let recoveredAt: Instant?
    /// What is the matter, or why it is over.
    public let sentence: String
    /// The numbers behind the sentence with which it was raised, as JSON text.
    public let evidence: String

    package init(
        number: Int64,
        change: AlarmChange,
        alarm: AlarmKind,
        task: String,
        execution: String?,
        step: String?,
        since: Instant,
        raisedAt: Instant,
        recoveredAt: Instant?,
        sentence: String,
        evidence: String
    ) {
        self.number = number
        self.change = change
        self.alarm = alarm
        self.task = task
        self.execution = execution
        self.step = step
        self.since = since
        self.raisedAt = raisedAt
        self.recoveredAt = recoveredAt
        self.sentence = sentence
        self.evidence = evidence
    }

    package init(of alarm: RaisedAlarm, task: String, recovered: (at: Instant, sentence: String)? = nil) {
        self.init(
            number: alarm.id,
            change: recovered == nil ? .raised : .recovered,
            alarm: alarm.kind,
            task: task,
            execution: alarm.execution,
            step: alarm.step,
            since: alarm.since,
            raisedAt: alarm.raisedAt,
            recoveredAt: recovered?.at,
            sentence: recovered?.sentence ?? alarm.sentence,
            evidence: alarm.evidence
        )
    }

    /// The notice as a hook gets it: one JSON object on one line.
    public var json: String {
        func text(_ value: String?) -> String { value.map(JSONText.quoted) ?? "null" }
        let members = [
            ("id", text(id)), ("number", "\(number)"), ("change", text(change.rawValue)),
            ("alarm", text(alarm.rawValue)), ("task", text(task)), ("execution", text(execution)),
            ("step", text(step)), ("since", text(since.description)),
            ("raisedAt", text(raisedAt.description)), ("recoveredAt", text(recoveredAt?.description)),
            ("sentence", text(sentence)), ("evidence", evidence),
        ]
        return "{\(members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ","))}"
    }
}

/// A notice that has yet to be delivered.
package struct PendingNotice: Sendable, Hashable {
    package let notice: AlarmNotice
    package let task: Int64
    /// Tries that failed.
    package var attempts: Int
    /// When it is tried next.
    package var dueAt: Instant

    package init(_ notice: AlarmNotice, task: Int64, attempts: Int = 0, dueAt: Instant) {
        self.notice = notice
        self.task = task
        self.attempts = attempts
        self.dueAt = dueAt
    }

    /// Tries at most; the last is about half an hour after the first.
    package static let mostAttempts = 10

    /// The wait after so many tries that failed; nil when there is no further one.
    package static func wait(after attempts: Int) -> Duration? {
        guard attempts < mostAttempts else { return nil }
        return RetryConfig.exponential(mostAttempts, initial: .seconds(5), cap: .seconds(600))
            .delay(beforeRetry: attempts, roll: 0)
    }
}
