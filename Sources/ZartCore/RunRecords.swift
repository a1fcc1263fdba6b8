public import Timetable

/// One pass of an execution.
public struct RunRecord: Sendable, Hashable {
    /// Numbered from 0.
    public let run: Int
    public let trigger: RunTrigger
    public let status: ExecutionStatus
    public let startedAt: Instant?
    public let endedAt: Instant?
    public let error: String?
    /// What it was given, as JSON text, where a run after it was given something else.
    public let payload: String?
    /// In the order in which they began.
    public internal(set) var steps: [StepRecord]

    package init(
        run: Int,
        trigger: RunTrigger,
        status: ExecutionStatus,
        startedAt: Instant?,
        endedAt: Instant?,
        error: String?,
        payload: String? = nil,
        steps: [StepRecord]
    ) {
        self.payload = payload
        self.run = run
        self.trigger = trigger
        self.status = status
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.error = error
        self.steps = steps
    }
}

/// One step of a run.
public struct StepRecord: Sendable, Hashable {
    public let name: String
    public let kind: StepKind
    public let status: StepStatus
    public let startedAt: Instant
    public let endedAt: Instant?
    /// When it goes on by itself: the planned retry, the end of a sleep, the time limit of a wait.
    public let nextRetryAt: Instant?
    public let error: String?
    /// JSON text.
    public let result: String?
    /// Oldest first.
    public let attempts: [AttemptRecord]
    /// Its execution was cancelled, and the attempt in flight has yet to stop.
    package let isStopping: Bool
    /// How it is tried again; nil if it is not, or was last written by a version that kept this for people only.
    package let retry: RetryConfig?
    /// Attempts that failed so far; interrupted ones do not count.
    package let failures: Int
    /// By when it must be done in all, retries included.
    package let totalDeadline: Instant?
    /// The run it completed in, when this one only keeps its result; its attempts are shown there.
    package let keptFrom: Int?
    /// Which rule holds it back, whose and why; nil unless it has not begun for that.
    package let heldBy: String?
    /// Since when a rule had held it back before it began; nil where none had.
    package let heldAt: Instant?
    /// Which rule had held it back, whose and why; nil where none had, and while one does.
    package internal(set) var wasHeldBy: String?
    /// The event it waits for, where somebody has found that it has another name than the step.
    package internal(set) var event: String?

    /// From when until when a rule held it back; nil where none did, and while one does.
    package var hold: Range<Instant>? {
        if let heldAt, heldAt < startedAt { return heldAt..<startedAt }
        guard isUnbegun, let endedAt, startedAt < endedAt else { return nil }
        return startedAt..<endedAt
    }

    private var isUnbegun: Bool {
        (status == .cancelled || status == .skipped) && kind.isTried && attempts.isEmpty && keptFrom == nil
    }

    /// Whether it was cancelled before it was tried at all.
    package var endedUnbegun: Bool {
        status == .cancelled && isUnbegun
    }

    package init(
        name: String,
        kind: StepKind,
        status: StepStatus,
        startedAt: Instant,
        endedAt: Instant?,
        nextRetryAt: Instant?,
        error: String?,
        result: String?,
        attempts: [AttemptRecord],
        isStopping: Bool,
        retry: RetryConfig? = nil,
        failures: Int = 0,
        totalDeadline: Instant? = nil,
        keptFrom: Int? = nil,
        heldBy: String? = nil,
        heldAt: Instant? = nil
    ) {
        self.heldBy = heldBy
        self.heldAt = heldAt
        self.name = name
        self.kind = kind
        self.status = status
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.nextRetryAt = nextRetryAt
        self.error = error
        self.result = result
        self.attempts = attempts
        self.isStopping = isStopping
        self.retry = retry
        self.failures = failures
        self.totalDeadline = totalDeadline
        self.keptFrom = keptFrom
    }
}

/// One try of a step.
public struct AttemptRecord: Sendable, Hashable {
    /// Numbered from 1.
    public let attempt: Int
    public let status: AttemptStatus
    public let startedAt: Instant
    public let endedAt: Instant?
    public let error: String?
    /// The worker session that drove it.
    public let worker: Int
    /// The retry that was planned when it failed, whether or not it has come.
    package let nextRetryAt: Instant?

    package init(
        attempt: Int,
        status: AttemptStatus,
        startedAt: Instant,
        endedAt: Instant?,
        error: String?,
        worker: Int,
        nextRetryAt: Instant?
    ) {
        self.attempt = attempt
        self.status = status
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.error = error
        self.worker = worker
        self.nextRetryAt = nextRetryAt
    }
}
