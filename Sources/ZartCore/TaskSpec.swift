package import Timetable

/// What a program or a job file says about a recurring task: everything a registration may change.
package struct TaskSpec: Sendable, Hashable {
    package var name: String
    package var kind: TaskKind
    /// The handler that runs it; the task's own name unless said otherwise.
    package var handler: String
    /// Nil for a plain scheduled task, which has no executions.
    package var template: IDTemplate?
    package var recurrence: Recurrence
    package var overlap: OverlapPolicy
    package var missed: MissedPolicy
    /// The initial payload, as JSON text.
    package var payload: String
    package var jitter: Duration?
    package var startingAt: Instant?
    package var endingAt: Instant?
    package var maxOccurrences: Int?
    package var lateGrace: Duration
    /// So many failures in a row pause the task; nil when none do.
    package var pauseAfterFailures: Int?
    /// How long what it did is kept.
    package var keep: Retention
    /// The name this task had before; counter and history move along.
    package var was: String?

    /// An undecided instant is late up to this age, and missed beyond it.
    package static let defaultLateGrace = Duration.seconds(10)

    package init(
        name: String,
        kind: TaskKind = .durable,
        handler: String? = nil,
        template: IDTemplate? = nil,
        recurrence: Recurrence,
        overlap: OverlapPolicy = .skipIfRunning,
        missed: MissedPolicy = .latest,
        payload: String = "null",
        jitter: Duration? = nil,
        startingAt: Instant? = nil,
        endingAt: Instant? = nil,
        maxOccurrences: Int? = nil,
        lateGrace: Duration = TaskSpec.defaultLateGrace,
        pauseAfterFailures: Int? = nil,
        keep: Retention = Retention(),
        was: String? = nil
    ) {
        self.pauseAfterFailures = pauseAfterFailures
        self.name = name
        self.kind = kind
        self.handler = handler ?? name
        self.template = template
        self.recurrence = recurrence
        self.overlap = overlap
        self.missed = missed
        self.payload = payload
        self.jitter = jitter
        self.startingAt = startingAt
        self.endingAt = endingAt
        self.maxOccurrences = maxOccurrences
        self.lateGrace = lateGrace
        self.keep = keep
        self.was = was
    }

    /// Refuses what can be seen to be wrong without looking at the store or a zone.
    package func validate() throws(InvalidInput) {
        try Limits.checkName(name, what: "task name '\(name)'")
        try Limits.checkName(handler, what: "handler name '\(handler)' of task '\(name)'")
        if payload.utf8.count > Limits.payload {
            throw InvalidInput(
                "payload of task '\(name)' is \(payload.utf8.count) bytes: at most \(Limits.payload) are allowed"
            )
        }
        if let maximum = overlap.maximum, maximum < 1 {
            throw InvalidInput("overlap of task '\(name)' allows \(maximum) executions: allow at least 1")
        }
        if case .buffer(let limit, _, _) = overlap.atCap, limit < 1 {
            throw InvalidInput("overlap of task '\(name)' buffers \(limit) instants: buffer at least 1")
        }
        if let maxOccurrences, maxOccurrences < 1 {
            throw InvalidInput("maxOccurrences of task '\(name)' is \(maxOccurrences): use at least 1")
        }
        if let pauseAfterFailures, pauseAfterFailures < 1 {
            throw InvalidInput(
                "task '\(name)' is to pause after \(pauseAfterFailures) failures: use at least 1, or leave it out"
            )
        }
        if case .all(let limit) = missed.rule, limit < 1 {
            throw InvalidInput(
                "missed rule of task '\(name)' starts at most \(limit): use at least 1, or skip"
            )
        }
        var durations = [("lateGrace", lateGrace)]
        if let jitter { durations.append(("jitter", jitter)) }
        if let age = keep.age { durations.append(("keep age", age)) }
        if let failed = keep.failed { durations.append(("keep failed", failed)) }
        if let count = keep.count, count < 1 {
            throw InvalidInput("task '\(name)' keeps \(count) executions: keep at least 1")
        }
        if let window = missed.window { durations.append(("missed window", window)) }
        if case .buffer(_, _, let ttl?) = overlap.atCap { durations.append(("buffer ttl", ttl)) }
        if let (what, duration) = durations.first(where: { $0.1 < .zero }) {
            throw InvalidInput("\(what) of task '\(name)' is \(duration.operatorText): use 0s or more")
        }
        if let startingAt, let endingAt, endingAt < startingAt {
            throw InvalidInput("task '\(name)' ends at \(endingAt), before it starts at \(startingAt)")
        }
    }
}
