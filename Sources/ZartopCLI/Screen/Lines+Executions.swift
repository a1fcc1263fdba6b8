internal import Dashboard
internal import Timetable
internal import ZartCore

// How executions of the store become lines of the screen.

extension ExecutionLine {
    init(_ row: ExecutionRow, at now: Instant) {
        self.init(
            row.id,
            task: row.task,
            state: row.phase.rawValue,
            scheduledAt: row.scheduledAt.milliseconds
        )
        occurrence = row.occurrence
        isOfTask = row.isOfTask
        sequence = row.sequence
        nominalAt = row.nominalAt?.milliseconds
        startedAt = row.startedAt?.milliseconds
        endedAt = row.endedAt?.milliseconds
        stepsDone = row.stepsDone
        stepsKnown = max(row.stepsKnown, row.stepsUsual ?? 0)
        step = row.step?.name
        if let glance = row.step, let limit = glance.attemptLimit {
            attempt = glance.status == .retrying ? glance.failures + 1 : max(1, glance.attempt)
            attempts = max(limit, attempt ?? 0)
        }
        nextRetryAt = row.phase.isEnded ? nil : row.step?.wakeAt?.milliseconds
        if row.isStopping {
            note = "its step \(row.step?.name ?? "") has yet to stop"
        } else if let waits = row.waitsFor {
            note = "waits for \(waits) to stop"
        } else if let rule = row.heldBy {
            note = "held by \(rule.inOneLine)"
        } else {
            let instant = row.cause == .backfill ? row.nominalAt : nil
            note = row.error?.inOneLine ?? instant.map { "backfill for \(HumanTime.seconds($0))" } ?? ""
        }
        if let order = row.queued { note(waiting: order) }
    }

    /// Says that an order waits for a slot to run it again.
    fileprivate mutating func note(waiting order: String) {
        isQueued = true
        note = "\(order) queued\(note.isEmpty ? "" : "; \(note)")"
    }

    /// The little that a strip's cell says of an execution.
    init?(_ cell: OutcomeRecord, task: String) {
        guard let phase = cell.phase else { return nil }
        let moment = cell.startedAt ?? cell.nominalAt ?? cell.endedAt
        self.init(cell.id ?? task, task: task, state: phase.rawValue, scheduledAt: moment?.milliseconds ?? 0)
        occurrence = cell.occurrence
        nominalAt = cell.nominalAt?.milliseconds
        startedAt = cell.startedAt?.milliseconds
        endedAt = cell.endedAt?.milliseconds
    }

    init(_ record: ExecutionRecord) {
        self.init(
            record.id,
            task: record.task,
            state: record.status.rawValue,
            scheduledAt: record.scheduledAt.milliseconds
        )
        occurrence = record.occurrence
        isOfTask = record.isOfTask
        sequence = record.sequence
        nominalAt = record.nominalAt?.milliseconds
        startedAt = record.startedAt?.milliseconds
        endedAt = record.endedAt?.milliseconds
        note = record.error?.inOneLine ?? record.waitsFor.map { "waits for \($0) to stop" } ?? ""
    }
}

extension DetailPage {
    init(
        _ detail: ExecutionDetail,
        task: TaskRecord?,
        usual: [UsualStep],
        following: [FollowingStep],
        events: [EventLine],
        workers: WorkerReport,
        at now: Instant
    ) {
        let runs = detail.runs.map { run in
            let isNewest = run.run == detail.execution.run
            return RunLine(run, usual: isNewest ? usual : [], following: isNewest ? following : [], at: now)
        }
        var line = ExecutionLine(detail.execution)
        if let newest = detail.runs.last { line.summarise(newest, following: following) }
        if let order = detail.queued { line.note(waiting: order.kind) }
        self.init(line)
        payload = detail.execution.payload
        result = detail.execution.result
        error = detail.execution.error
        overlap = task?.overlap.description ?? ""
        schedule = task?.recurrence.description ?? ""
        taskNextFireAt = task?.effectiveState == .active ? task?.nextFireAt?.milliseconds : nil
        if !detail.execution.status.isEnded, workers.isLocked, let number = workers.current {
            worker = "w\(number)"
        }
        self.runs = runs
        self.events = events
    }
}

extension ExecutionLine {
    /// Says of the newest run what lists say of it.
    fileprivate mutating func summarise(_ run: RunRecord, following: [FollowingStep]) {
        let work = run.steps.filter { $0.kind != .onFailure }
        stepsDone = work.count { $0.status == .completed }
        let begun = Set(work.map(\.name))
        stepsKnown =
            begun.count + (run.status == .completed ? 0 : following.count { !begun.contains($0.name) })
        let current =
            run.steps.last { $0.status == .running } ?? run.steps.last { !$0.status.isEnded }
            ?? work.last { $0.status == .failed } ?? work.last { $0.status == .cancelled } ?? work.last
        guard let current else { return }
        step = current.name
        if let retry = current.retry {
            attempt = current.status == .retrying ? current.failures + 1 : max(1, current.attempts.count)
            attempts = max(retry.retries + 1, attempt ?? 0)
        }
        guard isOpen else { return }
        nextRetryAt = current.nextRetryAt?.milliseconds
        let doing = run.steps.contains { $0.status == .running }
        if state == "running", !doing, !current.status.isEnded { state = current.status.rawValue }
        if note.isEmpty, let rule = current.heldBy { note = "held by \(rule.inOneLine)" }
        if note.isEmpty { note = current.attempts.last?.error?.inOneLine ?? "" }
    }
}

extension RunLine {
    fileprivate init(
        _ run: RunRecord,
        usual: [UsualStep],
        following: [FollowingStep],
        at now: Instant
    ) {
        self.init(run.run, trigger: run.trigger.rawValue, state: run.status.rawValue)
        startedAt = run.startedAt?.milliseconds
        endedAt = run.endedAt?.milliseconds
        error = run.error
        payload = run.payload
        steps = run.steps.map { step in
            var line = StepLine(step, at: now)
            if let known = usual.first(where: { $0.name == step.name }) {
                line.usual = known.median.milliseconds
                line.usualMost = known.p95.milliseconds
            }
            line.isParallel = run.steps.contains { $0.name != step.name && $0.overlaps(step, at: now) }
            return line
        }
        guard !run.status.isEnded else { return }
        for expected in following where !run.steps.contains(where: { $0.name == expected.name }) {
            var line = StepLine(expected.name, state: "scheduled")
            line.kind = expected.kind.rawValue
            let known = usual.first { $0.name == expected.name }
            line.usual = known?.median.milliseconds
            line.usualMost = known?.p95.milliseconds
            steps.append(line)
        }
    }
}

extension StepRecord {
    /// Whether both were under way at one time.
    fileprivate func overlaps(_ other: StepRecord, at now: Instant) -> Bool {
        startedAt < (other.endedAt ?? now) && other.startedAt < (endedAt ?? now)
    }
}

extension StepLine {
    fileprivate init(_ step: StepRecord, at now: Instant) {
        self.init(step.name, state: step.status.rawValue)
        kind = step.kind.rawValue
        startedAt = step.startedAt.milliseconds
        endedAt = step.endedAt?.milliseconds
        nextRetryAt = step.nextRetryAt?.milliseconds
        isStopping = step.isStopping
        error = step.error
        heldBy = step.heldBy?.inOneLine
        heldAt = step.heldAt?.milliseconds
        isUnbegun = step.hold != nil && step.attempts.isEmpty
        result = step.result
        retry = step.retry?.description
        attempts = step.attempts.map { attempt in
            var line = AttemptLine(
                attempt.attempt,
                state: attempt.status.rawValue,
                startedAt: attempt.startedAt.milliseconds
            )
            line.endedAt = attempt.endedAt?.milliseconds
            line.error = attempt.error
            line.worker = attempt.worker
            if let end = attempt.endedAt, let next = attempt.nextRetryAt {
                line.backoff = (next - end).milliseconds
            }
            return line
        }
        planned = step.coming
    }
}

extension StepRecord {
    /// The attempts to come: the planned one, and those that follow if each fails.
    fileprivate var coming: [Dashboard.PlannedAttempt] {
        guard let retry, status == .retrying || status == .running else { return [] }
        let isRetrying = status == .retrying
        // What is in flight counts as failed: the plan says what follows if it does.
        let failed = failures + (isRetrying ? 0 : 1)
        guard failed <= retry.retries, let begun = attempts.last?.startedAt else { return [] }
        let at = isRetrying ? nextRetryAt : begun + retry.delay(beforeRetry: failed, roll: 0)
        guard let at else { return [] }
        let next = (attempts.last?.attempt ?? 0) + 1
        return retry.planned(
            failures: failed,
            nextAttempt: next,
            at: at,
            totalDeadline: totalDeadline,
            limit: 200
        )
        .map { Dashboard.PlannedAttempt($0.attempt, at: $0.notBefore.milliseconds, isLast: $0.isLast) }
    }
}

extension Duration {
    /// Whole milliseconds, as near as 64 bits allow.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000).partialValue
    }
}
