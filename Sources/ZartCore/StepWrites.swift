package import Timetable

/// How a step stands from now on: its newest attempt lives in the step's own row, earlier ones in rows of theirs.
package struct StepWrite: Sendable, Hashable {
    package var ref: PassRef
    package var name: String
    package var kind: StepKind
    package var status: StepStatus
    package var startedAt: Instant
    package var endedAt: Instant?
    /// Planned retry, end of a sleep, or the limit of a wait.
    package var wakeAt: Instant?
    package var totalDeadline: Instant?
    package var attempt: Int
    package var attemptStatus: AttemptStatus
    package var attemptStartedAt: Instant
    package var attemptEndedAt: Instant?
    /// Attempts that failed so far; interrupted ones do not count.
    package var failures: Int
    package var result: String?
    package var error: String?
    /// The run whose number is part of the idempotency key.
    package var keyRun: Int
    /// How it is tried again; nil if it is not.
    package var retry: RetryConfig?
    package var session: Int

    package init(
        ref: PassRef,
        name: String,
        kind: StepKind,
        status: StepStatus,
        startedAt: Instant,
        endedAt: Instant? = nil,
        wakeAt: Instant? = nil,
        totalDeadline: Instant? = nil,
        attempt: Int = 1,
        attemptStatus: AttemptStatus,
        attemptStartedAt: Instant,
        attemptEndedAt: Instant? = nil,
        failures: Int = 0,
        result: String? = nil,
        error: String? = nil,
        keyRun: Int,
        retry: RetryConfig? = nil,
        session: Int
    ) {
        self.ref = ref
        self.name = name
        self.kind = kind
        self.status = status
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.wakeAt = wakeAt
        self.totalDeadline = totalDeadline
        self.attempt = attempt
        self.attemptStatus = attemptStatus
        self.attemptStartedAt = attemptStartedAt
        self.attemptEndedAt = attemptEndedAt
        self.failures = failures
        self.result = result
        self.error = error
        self.keyRun = keyRun
        self.retry = retry
        self.session = session
    }
}

/// A step of an ended execution whose attempt has really stopped.
package struct StoppedStep: Sendable {
    package var execution: Int64
    package var run: Int
    package var name: String
    package var attemptStatus: AttemptStatus
    /// Once it was the last one: what waited for the execution, and what it waits for now.
    package var successors: [Successor]
    package var at: Instant

    /// An execution that waited for another to stop.
    package struct Successor: Sendable {
        package let execution: Int64
        /// Another one that has yet to stop before it may begin; nil when there is none.
        package let waitsFor: Int64?

        package init(execution: Int64, waitsFor: Int64?) {
            self.execution = execution
            self.waitsFor = waitsFor
        }
    }

    package init(
        execution: Int64,
        run: Int,
        name: String,
        attemptStatus: AttemptStatus,
        successors: [Successor],
        at: Instant
    ) {
        self.execution = execution
        self.run = run
        self.name = name
        self.attemptStatus = attemptStatus
        self.successors = successors
        self.at = at
    }
}

/// An event delivered to an execution; kept until a step asks for it.
package struct EventOffer: Sendable {
    package var sequence: Int64
    package var execution: Int64
    package var name: String
    package var data: String
    package var actor: String
    package var at: Instant

    package init(sequence: Int64, execution: Int64, name: String, data: String, actor: String, at: Instant) {
        self.sequence = sequence
        self.execution = execution
        self.name = name
        self.data = data
        self.actor = actor
        self.at = at
    }
}

/// A wait that got its event: the step completes and the event is used up, in one.
package struct EventConsumption: Sendable {
    package var event: Int64
    package var step: StepWrite

    package init(event: Int64, step: StepWrite) {
        self.event = event
        self.step = step
    }
}
