internal import Timetable
public import Zart
internal import ZartCore

/// Whether the store says of a scenario what its policy promises.
public struct ScenarioVerdict: Sendable, Hashable, CustomStringConvertible {
    /// The task.
    public let task: String
    public let isAsPromised: Bool
    /// What was found.
    public let finding: String

    public var description: String { "\(isAsPromised ? "ok  " : "FAIL") \(task): \(finding)" }
}

extension Scenarios {
    /// Reads the store and judges what happened since that moment; nothing is taken from memory.
    ///
    /// - Throws: a `ZartError` when the store cannot be read.
    public static func check(_ scheduler: DurableScheduler, since start: Instant) throws(ZartError)
        -> [ScenarioVerdict]
    {
        [
            try checkInventory(scheduler, start),
            try checkConfig(scheduler, start),
            try checkAudit(scheduler, start),
            try checkCounters(scheduler),
        ]
    }

    /// A tick was skipped, and the execution it names was really running; a step was retried.
    private static func checkInventory(
        _ scheduler: DurableScheduler,
        _ start: Instant
    ) throws(ZartError) -> ScenarioVerdict {
        let executions = try recent(scheduler, inventory, start)
        let skips = try scheduler.ledger(inventory, from: start).filter { $0.decision == .skippedOverlap }
        guard let skip = skips.first else { return no(inventory, "no tick was skipped") }
        for skip in skips {
            guard let id = skip.heldBy, let holder = try? scheduler.show(id).execution else {
                return no(
                    inventory,
                    "the tick of \(skip.nominalAt) was skipped for an execution that is not there"
                )
            }
            guard holder.scheduledAt <= skip.decidedAt, (holder.endedAt ?? .distantFuture) >= skip.decidedAt
            else {
                return no(
                    inventory,
                    "\(holder.id) did not run when the tick of \(skip.nominalAt) was skipped for it"
                )
            }
        }
        if let pair = overlapping(executions) { return no(inventory, "\(pair.0) and \(pair.1) overlapped") }
        var retried: String?
        for execution in executions where execution.status == .completed {
            let steps = try scheduler.show(execution.id).runs.last?.steps ?? []
            if let step = steps.first(where: { $0.attempts.count > 1 && $0.status == .completed }) {
                retried = "\(execution.id)/\(step.name) completed at attempt \(step.attempts.count)"
            }
        }
        guard let retried else { return no(inventory, "no execution completed after a retried step") }
        let count = skips.reduce(0) { $0 + $1.count }
        return yes(
            inventory,
            "\(count) tick\(count == 1 ? "" : "s") skipped, the first while \(skip.heldBy ?? "") ran; \(retried)"
        )
    }

    /// A running execution was cancelled, and the next one was dispatched in the same transaction.
    private static func checkConfig(
        _ scheduler: DurableScheduler,
        _ start: Instant
    ) throws(ZartError) -> ScenarioVerdict {
        let executions = try recent(scheduler, config, start)
        let cancelled = executions.filter { $0.status == .cancelled && $0.startedAt != nil }
        guard let stale = cancelled.first else {
            return no(config, "no execution was cancelled by a newer tick")
        }
        for old in cancelled {
            guard let next = executions.first(where: { $0.occurrence == old.occurrence.map { $0 + 1 } })
            else {
                return no(config, "\(old.id) was cancelled and nothing followed")
            }
            guard let end = old.endedAt, next.startedAt.map({ $0 >= end }) ?? true else {
                return no(config, "\(next.id) started before \(old.id) had ended")
            }
        }
        if let pair = overlapping(executions) { return no(config, "\(pair.0) and \(pair.1) overlapped") }
        guard executions.contains(where: { $0.status == .completed }) else {
            return no(config, "no execution completed")
        }
        return yes(
            config,
            "\(cancelled.count) cancelled, the first \(stale.id); each was followed by a fresh one"
        )
    }

    /// Executions ran at the same time, and completed.
    private static func checkAudit(
        _ scheduler: DurableScheduler,
        _ start: Instant
    ) throws(ZartError) -> ScenarioVerdict {
        let executions = try recent(scheduler, audit, start)
        let completed = executions.filter { $0.status == .completed }
        guard let pair = overlapping(completed) else {
            return no(audit, "no two completed executions overlapped")
        }
        if let bad = executions.first(where: { $0.status == .cancelled || $0.status == .failed }) {
            return no(audit, "\(bad.id) is \(bad.status)")
        }
        let skips = try scheduler.ledger(audit, from: start).filter { $0.decision != .started }
        if let skip = skips.first {
            return no(audit, "the tick of \(skip.nominalAt) is \(skip.decision.rawValue)")
        }
        return yes(
            audit,
            "\(completed.count) completed, none skipped; \(pair.0) and \(pair.1) ran side by side"
        )
    }

    /// The counters are what was dispatched.
    private static func checkCounters(_ scheduler: DurableScheduler) throws(ZartError) -> ScenarioVerdict {
        for task in try scheduler.tasks() where [inventory, config, audit].contains(task.name) {
            let newest = try scheduler.executions(of: task.name, limit: 1).first?.occurrence
            guard task.occurrence == (newest.map { $0 + 1 } ?? 0) else {
                return no(
                    task.name,
                    "the counter is \(task.occurrence), the newest occurrence \(newest ?? -1)"
                )
            }
        }
        return yes("counters", "each equals the number of executions dispatched")
    }

    // MARK: Looking

    /// Executions dispatched by ticks since then, oldest first.
    private static func recent(
        _ scheduler: DurableScheduler,
        _ task: String,
        _ start: Instant
    ) throws(ZartError) -> [ExecutionRecord] {
        try scheduler.executions(of: task, since: start, limit: 1_000)
            .filter { ($0.nominalAt ?? start) >= start }
            .sorted { ($0.occurrence ?? 0) < ($1.occurrence ?? 0) }
    }

    /// Two executions that ran at the same time.
    private static func overlapping(_ executions: [ExecutionRecord]) -> (String, String)? {
        for (index, one) in executions.enumerated() {
            for two in executions[(index + 1)...] {
                guard let begin = two.startedAt, one.startedAt != nil else { continue }
                if (one.endedAt ?? .distantFuture) > begin { return (one.id, two.id) }
            }
        }
        return nil
    }

    private static func yes(_ task: String, _ finding: String) -> ScenarioVerdict {
        ScenarioVerdict(task: task, isAsPromised: true, finding: finding)
    }

    private static func no(_ task: String, _ finding: String) -> ScenarioVerdict {
        ScenarioVerdict(task: task, isAsPromised: false, finding: finding)
    }
}

extension Instant {
    /// Later than any end.
    fileprivate static let distantFuture = Instant(milliseconds: .max)
}
