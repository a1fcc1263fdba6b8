package import Timetable

/// Executions that no instant of a schedule brought about.
extension Explanation {
    /// The further run that waits for a slot, if one does.
    static func waitingRun(of detail: ExecutionDetail, _ words: MomentText) -> [String] {
        detail.queued.map { order in
            let who = by(order.actor, order.terminal, order.reason)
            return ["a \(order.kind) asked for\(who) at \(words.brief(order.postedAt)) waits for a slot"]
        } ?? []
    }

    /// Who started an execution by hand, and how it stands.
    package static func sentences(
        ofStartByHand detail: ExecutionDetail,
        isWorked: Bool,
        now: Instant
    ) -> [String] {
        let execution = detail.execution
        let words = MomentText(zone: nil, besides: execution.scheduledAt)
        let how =
            switch execution.cause {
            case .trigger: "triggered"
            case .backfill: "backfilled"
            case .start, .tick: "started"
            }
        let reason =
            execution.nominalAt.map { nominal in
                " for \(words.full(nominal)); what the schedule made of that instant: why \(execution.task) \(nominal)"
            } ?? ": no instant of a schedule"
        var sentences = [
            "\(execution.id) was \(how)\(detail.origin) at \(words.full(execution.scheduledAt))\(reason)"
        ]
        if execution.run > 0, let run = detail.runs.last {
            let order = detail.order(ofRun: run.run)
            let who = order.map { by($0.actor, $0.terminal, $0.reason) } ?? ""
            let begin = run.startedAt.map { ", begun at \(words.brief($0))" } ?? ""
            sentences.append("run \(execution.run) is a \(run.trigger.rawValue)\(who)\(begin)")
        }
        if let end = execution.endedAt {
            let error = execution.error.map { ": \($0)" } ?? ""
            sentences.append("it ended \(execution.status.rawValue) at \(words.brief(end))\(error)")
        } else if execution.startedAt == nil {
            let waits = execution.waitsFor.map { "it waits for \($0) to stop" }
            let nobody = isWorked ? "it waits for a free slot of a worker" : "no worker runs"
            sentences.append(waits ?? "it has not begun: \(nobody)")
        } else if let held = StepActivity(of: detail, at: now) {
            let known = isWorked ? "" : ", as far as is known: no worker runs"
            sentences.append("it runs, \(held.phrase(at: now))\(known)")
        }
        return sentences + waitingRun(of: detail, words) + holds(of: detail)
    }
}
