internal import Timetable
internal import ZartCore

/// An execution as a person reads it: what it is, what happened in which order, and what happens next.
struct ExecutionStory {
    private let detail: ExecutionDetail
    /// Whether there is somebody who sees what becomes of it.
    private let isWorked: Bool
    private let now: Instant

    init(_ detail: ExecutionDetail, isWorked: Bool, now: Instant) {
        self.detail = detail
        self.isWorked = isWorked
        self.now = now
    }

    private var execution: ExecutionRecord { detail.execution }

    /// The lines, of any width, with the store's text as it is.
    var lines: [String] {
        head + detail.runs.flatMap { [""] + runLines($0) } + next
    }

    // MARK: What it is

    private var head: [String] {
        let occurrence = execution.occurrence.map { ", occurrence \($0)" } ?? ""
        var lines = ["\(execution.id)  \(execution.status)"]
        lines.append("  task     \(execution.task)\(occurrence), \(cause)")
        // What is caught up, backfilled or spread by a jitter begins at a time of its own.
        let instant = execution.nominalAt.flatMap { $0 == execution.scheduledAt ? nil : $0 }
        if let instant { lines.append("  for      \(HumanTime.exact(instant))") }
        let set = HumanTime.exact(execution.scheduledAt)
        lines.append(instant == nil ? "  due      \(set)" : "  set for  \(set)")
        if let started = execution.startedAt {
            let after =
                execution.lag.map {
                    $0 > .zero
                        ? "  \(HumanTime.brief($0)) after it was due" : ""
                } ?? ""
            lines.append("  started  \(HumanTime.exact(started))\(after)")
            if let ended = execution.endedAt {
                lines.append(
                    "  ended    \(HumanTime.exact(ended))  after \(HumanTime.brief(ended - started))"
                )
            }
        } else if let ended = execution.endedAt {
            let what = execution.run > 0 ? "run \(execution.run) of it" : "it"
            lines.append("  ended    \(HumanTime.exact(ended))  before \(what) began")
        }
        lines.append("  payload  \(execution.payload)")
        if let result = execution.result { lines.append("  result   \(result)") }
        if let error = execution.error { lines += Self.paragraph("  error    ", error) }
        return lines
    }

    private var cause: String {
        switch execution.cause {
        case .tick: "started by the schedule"
        case .trigger: "triggered\(detail.origin)"
        case .start: "started by hand\(detail.origin)"
        case .backfill: "backfilled\(detail.origin)"
        }
    }

    /// A text of several lines, the later ones below the first.
    private static func paragraph(_ label: String, _ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: true).enumerated().map { index, line in
            (index == 0 ? label : String(repeating: " ", count: label.count)) + line
        }
    }

    /// A text of several lines as one, with what else moves a cursor left to be seen.
    private static func line(_ text: String) -> String {
        text.textLines.filter { !$0.isEmpty }.joined(separator: ": ")
    }

    // MARK: What happened

    private func runLines(_ run: RunRecord) -> [String] {
        var head = "run \(run.run)  \(run.trigger.rawValue)  \(run.status)"
        if let started = run.startedAt {
            head += "  from \(HumanTime.exact(started))"
            if let ended = run.endedAt { head += ", \(HumanTime.brief(ended - started))" }
        }
        let isNewest = run.run == execution.run
        let error = isNewest ? nil : run.error
        let show = clock(for: run)
        let width = run.steps.map { step in PlainText.width(PlainText.harmless(step.name)) }.max() ?? 0
        var lines = [head]
        if let order = detail.order(ofRun: run.run) {
            lines.append(" " + String(actor: order.actor, terminal: order.terminal, reason: order.reason))
        }
        // The one that it has now is told above.
        if let payload = run.payload { lines.append("  payload  \(payload)") }
        if let error { lines += Self.paragraph("  error    ", error) }
        for step in run.steps { lines += stepLines(step, nameWidth: min(width, 30), clock: show) }
        return lines
    }

    /// How the times of a run are written: without the day if all of them are of one.
    private func clock(for run: RunRecord) -> (Instant) -> String {
        let times = run.steps.flatMap { step in [step.startedAt] + step.attempts.map(\.startedAt) }
        let days = ([run.startedAt].compactMap { $0 } + times).map { String(HumanTime.exact($0).prefix(10)) }
        let isOneDay = Set(days).count <= 1
        return { isOneDay ? HumanTime.clock($0) : HumanTime.exact($0) }
    }

    private func stepLines(_ step: StepRecord, nameWidth: Int, clock: (Instant) -> String) -> [String] {
        let name = PlainText.harmless(step.name)
        let space = String(repeating: " ", count: max(0, nameWidth - PlainText.width(name)))
        var line = "  \(clock(step.startedAt))  \(name)\(space)  "
        if step.kind != .step { line += "\(step.kind.rawValue), " }
        if let run = step.keptFrom { line += "kept from run \(run), " }
        line += step.isStopping ? "\(step.status.rawValue), still stopping" : step.status.rawValue
        if let ended = step.endedAt {
            let wait = HumanTime.brief(ended - step.startedAt)
            line += step.endedUnbegun ? " before it began, after \(wait)" : "  \(wait)"
        }
        if let rule = step.heldBy { line += ", held by \(rule)" }
        if let hold = step.hold {
            let time = step.endedUnbegun ? "" : " \(HumanTime.brief(hold.upperBound - hold.lowerBound))"
            line += ", held back\(time) by \(step.wasHeldBy ?? "a rule")"
        }
        if let told = step.error.map(Self.line) ?? step.result { line += "  \(told)" }
        return [line] + attempts(of: step, clock: clock)
    }

    /// The attempts, unless there is nothing to tell that the step's own line does not.
    private func attempts(of step: StepRecord, clock: (Instant) -> String) -> [String] {
        if step.attempts.count == 1, let only = step.attempts.first {
            if only.status == .completed || only.status == .running || only.error == step.error { return [] }
        }
        let widest = step.attempts.map(\.status.rawValue.count).max() ?? 0
        return step.attempts.map { attempt in
            let status = attempt.status.rawValue
            let space = String(repeating: " ", count: widest - status.count)
            // One that its worker's death interrupted has its end from who found it dead.
            let bound = attempt.status == .interrupted && attempt.error == nil ? "<" : ""
            let took = attempt.endedAt.map { bound + HumanTime.brief($0 - attempt.startedAt) } ?? "-"
            let gap = String(repeating: " ", count: max(0, 6 - took.count))
            let begin = "    attempt \(attempt.attempt)  \(clock(attempt.startedAt))  \(status)\(space)"
            let error = attempt.error.map { "  \(Self.line($0))" } ?? ""
            return "\(begin)  \(gap)\(took)  worker \(attempt.worker)\(error)"
        }
    }

    // MARK: What happens next

    private var next: [String] {
        let coming = comingSentences
        guard !coming.isEmpty else { return [] }
        return [""] + coming.enumerated().map { index, line in (index == 0 ? "next  " : "      ") + line }
    }

    private var comingSentences: [String] {
        let steps = detail.runs.last?.steps ?? []
        switch execution.status {
        case .scheduled:
            if let holder = execution.waitsFor { return ["begins when \(holder) has stopped"] }
            return [
                execution.scheduledAt > now
                    ? "begins at \(moment(execution.scheduledAt))" : "begins when a worker has a free slot"
            ]
        case .running:
            let told = steps.compactMap(coming)
            let between =
                isWorked
                ? "its handler is at work between steps" : "no step is begun: the next worker goes on with it"
            return told.isEmpty ? [between] : told
        case .completed, .failed, .cancelled:
            let stopping = steps.filter(\.isStopping).map { step in
                isWorked
                    ? "'\(step.name)' has yet to stop"
                    : "'\(step.name)' had yet to stop when that was last looked at: the next worker or order looks again"
            }
            let queued = detail.queued.map { order in
                "the \(order.kind) that \(order.actor.actorPhrase) gave at \(moment(order.postedAt)), waits for a slot "
                    + "of '\(execution.task)'; 'cancel \(execution.id)' takes it back"
            }
            return stopping + (queued.map { [$0] } ?? [])
        }
    }

    private func coming(_ step: StepRecord) -> String? {
        let time = step.nextRetryAt.map(moment)
        switch step.status {
        case .running:
            let begun = step.attempts.last?.startedAt ?? step.startedAt
            guard isWorked else {
                return
                    "'\(step.name)' was begun \(HumanTime.relative(begun, now: now)) by a worker that is gone: "
                    + "the next one picks it up"
            }
            return "'\(step.name)' is at work, \(HumanTime.brief(now - begun)) so far"
        case .retrying:
            let attempt = (step.attempts.last?.attempt ?? 0) + 1
            return "'\(step.name)' is tried again, attempt \(attempt), at \(time ?? "once")"
        case .sleeping: return "'\(step.name)' sleeps until \(time ?? "it is woken")"
        case .waiting:
            if let rule = step.heldBy { return "'\(step.name)' has not begun: held by \(rule)" }
            let limit = time.map { " until \($0)" } ?? ""
            return "waits for event '\(step.event ?? step.name)'\(limit)"
        case .scheduled:
            guard let cutOff = step.attempts.last, cutOff.status == .interrupted else {
                return "'\(step.name)' begins when there is a free slot"
            }
            let since = cutOff.endedAt.map { " \(HumanTime.relative($0, now: now))" } ?? ""
            // With the death of its worker it ended before that was found.
            let how = cutOff.error == nil ? "found interrupted" : "interrupted"
            return "'\(step.name)' was \(how)\(since): it is picked up when a worker has a free slot"
        case .completed, .failed, .cancelled, .skipped: return nil
        }
    }

    private func moment(_ instant: Instant) -> String {
        "\(HumanTime.seconds(instant, besides: now)), \(HumanTime.relative(instant, now: now))"
    }
}
