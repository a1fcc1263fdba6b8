package import Timetable

/// What a further run of an ended execution would do, before anybody orders it.
package struct RunPreview: Sendable, Hashable {
    package let execution: String
    package let task: String
    /// The number the run would have.
    package let run: Int
    package let trigger: RunTrigger
    /// The first step to run again; nil when all do, or the one that failed.
    package let from: String?
    /// The steps that the newest run has begun, in that order; those of the task as it is by now, where that is taken.
    package private(set) var steps: [Step]
    /// Whose number is in the keys of the steps that it begins.
    private let keyRun: Int

    /// The steps that it has not come to and that follow; nil where only its handler knows whether there are any.
    package var following: [String]?
    /// The input in place of the one it had; nil where that stays.
    package var payload: String?
    /// Whether it would be let in.
    package var admission = RunAdmission.starts
    /// When the overlap policy cancels it, should it still run then; nil where it does not, as far as is known.
    package var replacedAt: Instant?

    /// What becomes of one step.
    package struct Step: Sendable, Hashable {
        package let name: String
        /// Whether its result stands; it runs again otherwise.
        package let isKept: Bool
        /// The idempotency key it would run with; nil where its result stands or where it has none.
        package let key: String?

        fileprivate init(_ name: String, _ kind: StepKind, isKept: Bool, of execution: String, _ run: Int) {
            self.name = name
            self.isKept = isKept
            key = isKept || !kind.isTried ? nil : "\(execution)/\(run)/\(name)"
        }
    }

    /// Works out what `retry`, `restart` or `rerun` would do.
    ///
    /// - Throws: a ``ZartError``, as the order would be refused.
    package init(
        _ trigger: RunTrigger,
        from step: String?,
        of detail: ExecutionDetail
    ) throws(ZartError) {
        let execution = detail.execution
        guard execution.status.isEnded else {
            throw ZartError(
                .refused,
                "execution '\(execution.id)' has not ended: it is \(execution.status); wait for its end or cancel it first"
            )
        }
        let ended = EndedExecution(detail)
        let keeps: [String] =
            switch trigger {
            case .retry: try RunPlan.retry(step, of: ended)
            case .rerun: try RunPlan.rerun(from: step ?? "", of: ended)
            case .initial, .restart: []
            }
        self.execution = execution.id
        task = execution.task
        self.trigger = trigger
        from = step
        run = execution.run + 1
        if execution.status == .completed { following = [] }
        // A retry goes on with the keys of the run that is gone on with, which may be several runs back.
        let number =
            trigger == .retry ? detail.runs.last { $0.trigger != .retry }?.run ?? 0 : execution.run + 1
        keyRun = number
        steps = ended.steps.filter { $0.kind != .onFailure }.map { step in
            Step(step.name, step.kind, isKept: keeps.contains(step.name), of: execution.id, number)
        }
    }

    /// Goes by other steps than those that the execution has: all that the run would come to, in their order.
    package mutating func follow(_ planned: [(name: String, kind: StepKind)]) {
        let kept = Set(steps.filter(\.isKept).map(\.name))
        steps = planned.map { name, kind in
            Step(name, kind, isKept: kept.contains(name), of: execution, keyRun)
        }
        following = []
    }

    package var isRefused: Bool {
        switch admission {
        case .refused: true
        case .queued(let kind): kind != trigger.rawValue
        case .starts, .replaces, .waits: false
        }
    }

    package var waits: Bool {
        switch admission {
        case .waits: true
        case .queued(let kind): kind == trigger.rawValue
        case .starts, .replaces, .refused: false
        }
    }

    /// What the rest of a line stands under that is too long for a terminal.
    package static let hanging = String(repeating: " ", count: 13)

    /// For people, in the words of the question that the dashboard asks.
    package var lines: [String] {
        let what =
            switch trigger {
            case .retry: from.map { "retry step '\($0)'" } ?? "go on where it failed"
            case .rerun: "repeat from step '\(from ?? "")' on"
            case .initial, .restart: "begin from the start"
            }
        var lines = ["run \(run) of \(execution) would \(what)"]
        let keys = trigger == .retry ? "with the same idempotency keys" : "with new idempotency keys"
        if !kept.isEmpty { lines.append("  kept       \(Self.list(kept))") }
        if !again.isEmpty { lines.append("  again      \(Self.list(again)): \(keys)") }
        if let payload { lines.append("  input      \(payload), in place of the one it had") }
        switch admission {
        case .starts: break
        case .replaces(let ids): lines.append("  cancels    \(Self.list(ids))")
        case .refused(let holder):
            lines.append(
                "  refused    while '\(task)' runs \(holder ?? "another"): have it wait with --queue, or give "
                    + "--overlap always-start"
            )
        case .queued(let kind) where kind == trigger.rawValue: lines.append("  waits      for a slot already")
        case .queued(let kind):
            lines.append("  refused    a \(kind) of it waits for a slot: 'cancel \(execution)' takes it back")
        case .waits(let holder):
            lines.append("  waits      for a slot of '\(task)'\(holder.map { ": \($0) has it" } ?? "")")
        }
        if !coming.isEmpty { lines.append("  then       \(Self.list(coming))") }
        if let replacedAt, !isRefused, !waits {
            lines.append("  cancelled  by the next occurrence, due \(replacedAt), if it still runs then")
        }
        lines.append("  A run is added; the ones before stay as they are.")
        return lines
    }

    /// In one line: `kept fetch; again pack, send; then any steps that it had not come to`.
    package var summary: String {
        let parts = [("kept", kept), ("again", again), ("then", coming)].filter { !$0.1.isEmpty }
        return parts.isEmpty
            ? "every step" : parts.map { "\($0.0) \(Self.list($0.1))" }.joined(separator: "; ")
    }

    private var kept: [String] { steps.filter(\.isKept).map(\.name) }
    private var again: [String] { steps.filter { !$0.isKept }.map(\.name) }
    private var coming: [String] { following ?? ["any steps that it had not come to"] }

    private static func list(_ names: [String]) -> String {
        names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
    }
}

extension EndedExecution {
    /// As much of it as a plan needs.
    fileprivate init(_ detail: ExecutionDetail) {
        let execution = detail.execution
        self.init(
            sequence: execution.sequence,
            id: execution.id,
            task: nil,
            handler: execution.handler,
            occurrence: execution.occurrence,
            nominalAt: execution.nominalAt,
            scheduledAt: execution.scheduledAt,
            status: execution.status,
            run: execution.run,
            epoch: 0,
            steps: (detail.runs.last?.steps ?? []).map { step in
                RecordedStep(
                    name: step.name,
                    kind: step.kind,
                    status: step.status,
                    startedAt: step.startedAt,
                    endedAt: step.endedAt,
                    wakeAt: nil,
                    totalDeadline: nil,
                    attempt: step.attempts.last?.attempt ?? 0,
                    attemptStatus: step.attempts.last?.status ?? .completed,
                    attemptStartedAt: step.startedAt,
                    failures: step.failures,
                    result: step.result,
                    error: step.error,
                    keyRun: 0
                )
            },
            earlier: Set(
                detail.runs.dropLast().flatMap(\.steps).filter { $0.kind != .onFailure }.map(\.name)
            )
        )
    }
}
