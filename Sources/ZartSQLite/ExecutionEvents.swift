internal import Timetable
internal import ZartCore

/// Everything that happened to one execution, from its details.
struct ExecutionEvents {
    /// In no order.
    private(set) var all: [EventRecord] = []
    private let execution: ExecutionRecord
    /// When it was decided to start it, which may be long after it was due.
    private let createdAt: Instant

    init(_ detail: ExecutionDetail, createdAt: Instant) {
        execution = detail.execution
        self.createdAt = createdAt
        for run in detail.runs { add(run, of: detail) }
        for (index, offer) in detail.offers.enumerated() {
            add(
                .offered(name: offer.name, actor: offer.actor, usedAt: offer.usedAt),
                at: offer.offeredAt,
                6,
                index
            )
        }
        for order in detail.orders { add(.ordered(order), at: order.postedAt, 2, Int(order.id)) }
    }

    private mutating func add(_ run: RunRecord, of detail: ExecutionDetail) {
        if run.run == 0 {
            let kind = EventRecord.Kind.dispatched(
                cause: execution.cause,
                occurrence: execution.occurrence,
                startedAt: run.startedAt
            )
            add(kind, at: createdAt, 5, run.run)
        } else if let began = run.startedAt {
            add(.runBegan(run: run.run, run.trigger), at: began, 5, run.run)
        }
        for (index, step) in run.steps.enumerated() { add(step, run.run, index) }
        if let ended = run.endedAt {
            add(.ended(run.status, startedAt: run.startedAt, error: run.error), at: ended, 10, run.run)
        }
    }

    private mutating func add(_ step: StepRecord, _ run: Int, _ index: Int) {
        // What a run kept has happened in the run that it is kept from.
        guard step.keptFrom == nil else { return }
        for attempt in step.attempts {
            let began = EventRecord.Kind.attemptStarted(
                step: step.name,
                attempt: attempt.attempt,
                session: attempt.worker
            )
            add(began, at: attempt.startedAt, 7, run, index, attempt.attempt)
            guard let ended = attempt.endedAt, attempt.status.isFault else { continue }
            let failed = EventRecord.Kind.attemptFailed(
                step: step.name,
                attempt: attempt.attempt,
                attempt.status,
                startedAt: attempt.startedAt,
                error: attempt.error,
                nextRetryAt: attempt.nextRetryAt
            )
            add(failed, at: ended, 8, run, index, attempt.attempt)
        }
        guard let ended = step.endedAt else { return }
        let kind = EventRecord.Kind.stepEnded(
            step: step.name,
            kind: step.kind,
            step.status,
            startedAt: step.startedAt,
            attempt: step.attempts.last?.attempt ?? 0
        )
        add(kind, at: ended, 9, run, index)
    }

    private mutating func add(_ kind: EventRecord.Kind, at time: Instant, _ rank: Int, _ key: Int...) {
        all.append(
            EventRecord(
                at: time,
                task: execution.task,
                execution: execution.id,
                kind: kind,
                position: EventPosition(at: time, source: rank, key: key.map { Int64($0) })
            )
        )
    }
}

extension AttemptStatus {
    /// Whether it did not do what it was to do.
    fileprivate var isFault: Bool {
        switch self {
        case .failed, .timedOut, .interrupted: true
        case .running, .completed, .cancelled: false
        }
    }
}
