internal import Dashboard
internal import Timetable
internal import ZartCore

/// What orders would do, for the questions before them.
extension SnapshotSource {
    /// What the question's orders would do.
    ///
    /// Of those that cost a look at much it is kept for a while, as a busy worker commits many times a second.
    func readPreview(_ verbs: [OrderRequest.Verb], at: Instant) throws(StoreError) -> OrderPreview {
        if let costly, costly.preview.verbs == verbs, at >= costly.at, at - costly.at < Self.againAfter {
            return costly.preview
        }
        let preview = try preview(of: verbs, at: at)
        var isCostly = verbs.count > 1
        if case .prune = verbs[0] { isCostly = true }
        costly = isCostly ? (preview, at) : nil
        return preview
    }

    private static let againAfter = Duration.seconds(5)

    private func preview(of verbs: [OrderRequest.Verb], at: Instant) throws(StoreError) -> OrderPreview {
        var preview = OrderPreview(verbs)
        switch verbs[0] {
        case _ where verbs.count > 1: preview.sentences = try readRuns(verbs)
        case .cancel(let id), .kill(let id), .rerun(let id, _), .restart(let id, _):
            preview.refusal = try missing(id)
        case .backfill, .prune: try read(&preview, at: at)
        default: break
        }
        if case .restart(_, let payload?) = verbs[0], preview.refusal == nil {
            preview.refusal = JSONCheck.fault(in: payload).map {
                "The payload is not JSON: at column \($0.column) \($0.reason)."
            }
        }
        return preview
    }

    /// What would run again and what would not, each way once, the most frequent first.
    private func readRuns(_ verbs: [OrderRequest.Verb]) throws(StoreError) -> [String] {
        var counts: [String: Int] = [:]
        for verb in verbs {
            guard let (id, trigger, step) = verb.furtherRun else { continue }
            let way =
                if let detail = try reader.detail(id: id) {
                    try furtherRun(trigger, from: step, of: detail)
                } else {
                    "not at all: there is no such execution"
                }
            counts[way, default: 0] += 1
        }
        let ways = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        let rest = ways.dropFirst(Self.mostWays).reduce(0) { $0 + $1.value }
        return ways.prefix(Self.mostWays).map { counts.count == 1 ? $0.key : "\($0.value): \($0.key)" }
            + (rest > 0 ? ["\(rest) in other ways"] : [])
    }

    private static let mostWays = 4

    private func furtherRun(
        _ trigger: RunTrigger,
        from step: String?,
        of detail: ExecutionDetail
    ) throws(StoreError) -> String {
        if trigger == .retry, let step, detail.backOff(of: step) != nil {
            return "tried again without waiting any longer"
        }
        guard detail.execution.status.isEnded else { return "not at all: it has not ended" }
        var preview: RunPreview
        do throws(ZartError) {
            preview = try RunPreview(trigger, from: step, of: detail)
        } catch {
            // The errors name the execution, and no two were the same.
            let step = step ?? ""
            let lacks = error.code == .notFound
            return "not at all: "
                + (lacks ? "there is no step '\(step)' in it" : "its step '\(step)' has completed")
        }
        try reader.complete(&preview, of: detail, isLatest: trigger == .restart)
        return preview.summary
    }

    /// What is wrong where there is no such execution.
    private func missing(_ id: String) throws(StoreError) -> String? {
        try reader.execution(id: id) == nil ? "There is no execution '\(id)'." : nil
    }

    private func read(_ preview: inout OrderPreview, at: Instant) throws(StoreError) {
        let action: Order.Action
        do throws(CommandFailure) {
            action = try Order.Action(OrderRequest(preview.verbs[0]), now: at)
        } catch {
            preview.refusal = error.message
            return
        }
        if case .cancelBackfill(let id) = action { return try readEnd(of: id, &preview) }
        if case .prune(let task, let age) = action { return try readPruned(task, age, &preview, at: at) }
        guard case .backfill(let task, let request) = action else { return }
        switch try reader.backfillPreview(task: task, request, now: at) {
        case nil: preview.refusal = "no task '\(task)'"
        case .failure(let error): preview.refusal = error.message
        case .success(let found):
            preview.sentences = found.sentences
            preview.refusal = found.starts > 0 ? nil : "Nothing to start."
        }
    }

    private func readPruned(
        _ task: String?,
        _ age: Duration?,
        _ preview: inout OrderPreview,
        at: Instant
    ) throws(StoreError) {
        if let task, try reader.task(named: task) == nil {
            preview.refusal = "There is no task '\(task)'."
            return
        }
        let plans = try reader.keepingPlans(task: task, before: age.map { at - $0 }, rule: .standard, now: at)
        preview.sentences = plans.prefix(Self.mostWays).map(\.sentence)
        if plans.count > Self.mostWays {
            preview.sentences.append("and of \(plans.count - Self.mostWays) more")
        }
        preview.refusal = plans.isEmpty ? "Nothing is past keeping." : nil
    }

    private func readEnd(of id: Int64, _ preview: inout OrderPreview) throws(StoreError) {
        guard let record = try reader.backfill(id) else {
            preview.refusal = "There is no backfill \(id)."
            return
        }
        guard !record.state.isEnded else {
            preview.refusal = "Backfill \(id) is \(record.state.rawValue) already."
            return
        }
        let running = record.open > 0 ? ", \(record.open) running" : ""
        preview.sentences = [
            "\(record.settled) of \(record.instants) instants of \(record.task) are done\(running)."
        ]
    }
}

extension OrderRequest.Verb {
    /// The execution that it runs again, how, and from which step.
    fileprivate var furtherRun: (id: String, trigger: RunTrigger, step: String?)? {
        switch self {
        case .restart(let id, _): (id, .restart, nil)
        case .rerun(let id, let step): (id, .rerun, step)
        case .retry(let id, let step): (id, .retry, step)
        default: nil
        }
    }
}

extension KeepingPlan {
    fileprivate var sentence: String {
        let failed = failed > 0 ? ", \(failed) of them failed" : ""
        let oldest = oldestEnd.map { "; the oldest ended at \(HumanTime.seconds($0))" } ?? ""
        return
            "\(task): \(executions.counted("execution"))\(failed), and \(decisions.counted("decision"))\(oldest)"
    }
}
