internal import Timetable
internal import ZartCore

/// The stable shapes; the order of the keys is theirs too.
extension JSONValue {
    init(_ task: TaskRecord) {
        // What is rare is there only where it says something.
        var rare: [(key: String, value: JSONValue)] = []
        if task.skips > 0 { rare.append(("skipNext", .number(task.skips))) }
        if task.queuedRuns > 0 { rare.append(("queuedRuns", .number(task.queuedRuns))) }
        if task.isHeld { rare.append(("held", .bool(true))) }
        self = .object(
            [
                ("task", .string(task.name)),
                ("kind", .string(task.kind.rawValue)),
                ("state", .string(task.state.rawValue)),
                ("schedule", .string(task.recurrence.description)),
                ("timezone", .text(task.timezone)),
                ("overlap", .string(task.overlap.description)),
                ("missed", .string(task.missed.description)),
                ("occurrence", .number(task.occurrence)),
                ("nextFireAt", .time(task.nextFireAt)),
                ("running", .number(task.running)),
                ("buffered", .number(task.buffered)),
                ("lastExecution", .text(task.lastExecution)),
                ("lastStatus", .text(task.lastStatus)),
                ("started", .number(task.started)),
                ("skipped", .number(task.skipped)),
                ("coalesced", .number(task.coalesced)),
                ("missedCount", .number(task.missedCount)),
                ("note", .text(task.note)),
            ] + rare
        )
    }

    init(_ execution: ExecutionRecord) {
        self = .object(Self.fields(execution))
    }

    init(_ detail: ExecutionDetail) {
        self = .object(
            Self.fields(detail.execution) + [
                ("payload", .stored(detail.execution.payload)),
                ("runs", .list(detail.runs.map { JSONValue($0, order: detail.order(ofRun: $0.run)) })),
            ]
        )
    }

    init(_ entry: LedgerRecord) {
        self = .object([
            ("nominalAt", .time(entry.nominalAt)),
            ("decision", .string(entry.decision.rawValue)),
            ("decidedAt", .time(entry.decidedAt)),
            ("execution", .text(entry.execution)),
            ("heldBy", .text(entry.heldBy)),
            ("until", .time(entry.until)),
            ("count", .number(entry.count)),
        ])
    }

    /// What `wait` tells of an execution.
    init(waitedFor execution: ExecutionRecord) {
        self = .object([
            ("id", .string(execution.id)),
            ("status", .string(execution.status.rawValue)),
            ("result", .stored(execution.result)),
            ("error", .text(execution.error)),
        ])
    }

    private static func fields(_ execution: ExecutionRecord) -> [(key: String, value: JSONValue)] {
        let rare: [(key: String, value: JSONValue)] = execution.queued.map { [("queued", .string($0))] } ?? []
        return [
            ("id", .string(execution.id)),
            ("task", .string(execution.task)),
            ("occurrence", .number(execution.occurrence)),
            ("status", .string(execution.status.rawValue)),
            ("nominalAt", .time(execution.nominalAt)),
            ("scheduledAt", .time(execution.scheduledAt)),
            ("startedAt", .time(execution.startedAt)),
            ("endedAt", .time(execution.endedAt)),
            ("lagMs", .milliseconds(execution.lag)),
            ("error", .text(execution.error)),
            ("result", .stored(execution.result)),
        ] + rare
    }

    private init(_ run: RunRecord, order: OrderRecord?) {
        var rare: [(key: String, value: JSONValue)] = run.payload.map { [("payload", .stored($0))] } ?? []
        if let order {
            rare += [
                ("actor", .text(order.actor)), ("terminal", .text(order.terminal)),
                ("reason", .text(order.reason)),
            ]
        }
        self = .object(
            [
                ("run", .number(run.run)),
                ("trigger", .string(run.trigger.rawValue)),
                ("status", .string(run.status.rawValue)),
                ("startedAt", .time(run.startedAt)),
                ("endedAt", .time(run.endedAt)),
                ("error", .text(run.error)),
                ("steps", .list(run.steps.map { JSONValue($0) })),
            ] + rare
        )
    }

    private init(_ step: StepRecord) {
        let rule: [(key: String, value: JSONValue)] = step.heldBy.map { [("heldBy", .string($0))] } ?? []
        self = .object(
            [
                ("name", .string(step.name)),
                ("kind", .string(step.kind.rawValue)),
                ("status", .string(step.status.rawValue)),
                ("startedAt", .time(step.startedAt)),
                ("endedAt", .time(step.endedAt)),
                ("nextRetryAt", .time(step.nextRetryAt)),
                ("error", .text(step.error)),
                ("result", .stored(step.result)),
                ("attempts", .list(step.attempts.map { JSONValue($0) })),
            ] + rule
        )
    }

    private init(_ attempt: AttemptRecord) {
        self = .object([
            ("attempt", .number(attempt.attempt)),
            ("status", .string(attempt.status.rawValue)),
            ("startedAt", .time(attempt.startedAt)),
            ("endedAt", .time(attempt.endedAt)),
            ("error", .text(attempt.error)),
            ("worker", .number(attempt.worker)),
        ])
    }
}
