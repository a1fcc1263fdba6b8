package import Timetable

/// What an execution was doing at a moment, from the history of its attempts.
package struct StepActivity: Sendable, Hashable {
    /// The step; nil between steps, and before the run began.
    package let step: String?
    package let kind: StepKind
    package let doing: Doing
    /// Since when it had been doing that; of an attempt that its worker's death cut off, when that was found.
    package let since: Instant
    /// The attempt at work, or the last one before; nil for steps that are not tried.
    package let attempt: Int?
    /// Why the last attempt had failed; nil if none had.
    package let error: String?
    /// Which rule held it back, whose and why; nil unless one did.
    package let rule: String?
    /// The event it waited for; nil where that is not what it did.
    package let event: String?

    package enum Doing: String, Sendable, Hashable {
        /// It had not begun.
        case scheduled
        case running
        case retrying
        /// Its attempt was interrupted, as by the death of its worker.
        case cutOff
        case sleeping
        case waiting
        /// Its handler was at work between steps.
        case between
        /// It had ended, with that step still to be stopped.
        case stopping
        /// It had not begun, since a rule held it back.
        case held
    }

    /// Looks at an execution as it was then; nil if it had ended and nothing of it was left.
    package init?(of detail: ExecutionDetail, at moment: Instant) {
        guard let run = detail.runs.last(where: { ($0.startedAt ?? .distant) <= moment }) else {
            let ended = detail.execution.endedAt.map { $0 <= moment } ?? false
            guard !ended, detail.execution.scheduledAt <= moment || detail.runs.count <= 1 else { return nil }
            self.init(nil, .step, .scheduled, since: min(detail.execution.scheduledAt, moment))
            return
        }
        let isOver = run.endedAt.map { $0 <= moment } ?? false
        let open = run.steps.filter { step in
            step.keptFrom == nil && step.startedAt <= moment && (step.endedAt.map { $0 > moment } ?? true)
        }
        let left = run.steps.last { step in
            step.isStopping && step.startedAt <= moment
        }
        guard !isOver else {
            guard let left else { return nil }
            self.init(left.name, left.kind, .stopping, since: run.endedAt ?? moment)
            return
        }
        // Of parallel steps the one longest at work holds the slot the longest.
        guard let step = open.min(by: { $0.startedAt < $1.startedAt }) else {
            // A rule held it back then that has gone since.
            let held = run.steps.first { step in
                step.heldAt.map { $0 <= moment && moment < step.startedAt } ?? false
            }
            if let held, let since = held.heldAt {
                self.init(held.name, held.kind, .held, since: since, rule: held.wasHeldBy)
                return
            }
            let last = run.steps.compactMap(\.endedAt).filter { $0 <= moment }.max()
            self.init(nil, .step, .between, since: last ?? run.startedAt ?? moment)
            return
        }
        if let rule = step.heldBy {
            self.init(step.name, step.kind, .held, since: step.startedAt, rule: rule)
            return
        }
        let attempts = step.attempts.filter { $0.startedAt <= moment }
        switch step.kind {
        case .sleep: self.init(step.name, step.kind, .sleeping, since: step.startedAt)
        case .event:
            let event = step.event ?? step.name
            self.init(step.name, step.kind, .waiting, since: step.startedAt, event: event)
        default:
            guard let last = attempts.last else {
                self.init(step.name, step.kind, .running, since: step.startedAt)
                return
            }
            let isAtWork = last.endedAt.map { $0 > moment } ?? true
            self.init(
                step.name,
                step.kind,
                isAtWork ? .running : last.status == .interrupted ? .cutOff : .retrying,
                since: isAtWork ? last.startedAt : last.endedAt ?? last.startedAt,
                attempt: last.attempt,
                error: isAtWork ? attempts.dropLast().last?.error : last.error
            )
        }
    }

    private init(
        _ step: String?,
        _ kind: StepKind,
        _ doing: Doing,
        since: Instant,
        attempt: Int? = nil,
        error: String? = nil,
        rule: String? = nil,
        event: String? = nil
    ) {
        self.rule = rule
        self.event = event
        self.step = step
        self.kind = kind
        self.doing = doing
        self.since = since
        self.attempt = attempt
        self.error = error
    }

    /// It as the end of a sentence: `in step email, attempt 3, for 2m06s`.
    package func phrase(at moment: Instant) -> String {
        let span = (moment - since).brief
        let name = step ?? ""
        switch doing {
        case .scheduled: return "not begun yet"
        case .running:
            let number = attempt.map { $0 > 1 ? ", attempt \($0)" : "" } ?? ""
            return "in step \(name)\(number), for \(span)"
        case .retrying:
            let number = attempt.map { " \($0)" } ?? ""
            return "in step \(name), waiting to retry since attempt\(number) failed \(span) before"
        case .cutOff:
            let number = attempt.map { $0 > 1 ? " attempt \($0)," : "" } ?? ""
            // One that its worker's death cut off has its end from who found it so, and no error.
            let how = error == nil ? "found interrupted" : "interrupted"
            return "in step \(name),\(number) which was \(how) \(span) before"
        case .sleeping: return "asleep in \(name) for \(span)"
        case .waiting: return "waiting for event \(event ?? name) for \(span)"
        case .between: return "between steps for \(span)"
        case .held: return "held back before step \(name) for \(span) by \(rule ?? "a rule")"
        case .stopping: return "ended, but its step \(name) had yet to stop"
        }
    }
}

extension Instant {
    /// Later than anything.
    fileprivate static var distant: Instant { Instant(milliseconds: .max) }
}
