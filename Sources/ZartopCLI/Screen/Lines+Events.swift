internal import Dashboard
internal import Timetable
internal import ZartCore

// How events become sentences.

extension EventLine {
    init(_ event: EventRecord) {
        self.init(
            event.position.description,
            at: event.at.milliseconds,
            level: Level(event.level),
            message: event.kind.sentence.inOneLine
        )
        task = event.task ?? ""
        execution = event.execution ?? ""
        step = event.step ?? ""
        attempt = event.attempt
    }
}

extension EventLine.Level {
    fileprivate init(_ level: EventRecord.Level) {
        self =
            switch level {
            case .debug: .debug
            case .info: .info
            case .skip: .skip
            case .warn: .warn
            case .error: .error
            }
    }
}

extension EventRecord.Kind {
    /// What happened, for people.
    var sentence: String {
        switch self {
        case .dispatched(let cause, let occurrence, let startedAt):
            let number = occurrence.map { " occurrence \($0)" } ?? ""
            let how = cause == .tick ? "" : " by \(cause.rawValue)"
            return (startedAt == nil ? "scheduled" : "started") + number + how
        case .runBegan(let run, let trigger): return "run \(run) began, a \(trigger.rawValue)"
        case .ended(let status, let startedAt, let error):
            if let error, error.hasPrefix(status.rawValue) { return error }
            let reason = error.map { ": \($0)" } ?? ""
            return status.rawValue + (startedAt == nil ? " before it began" : "") + reason
        case .decided(let decision, let first, let last, let count, let heldBy, let into):
            let when = count == 1 ? first.time : "\(first.time) to \(last.time), \(count) instants"
            let why = heldBy.map { ": \($0) held the slot" } ?? into.map { " into \($0.time)" } ?? ""
            return "\(when) \(decision == .skippedOverlap ? "skipped" : decision.rawValue)\(why)"
        case .attemptFailed(_, _, let status, _, let error, let nextRetryAt):
            let reason = error.map { ": \($0)" } ?? ""
            let next = nextRetryAt.map { "; next at \($0.time)" } ?? ""
            return status.rawValue + reason + next
        case .attemptStarted(_, _, let session): return "started on w\(session)"
        case .stepEnded(_, let kind, let status, _, _):
            return (kind == .step ? "" : "\(kind.rawValue) ") + status.rawValue
        case .stateChanged(let from, let to, let actor, let terminal, let reason):
            return "\(to.rawValue), was \(from.rawValue)"
                + String(actor: actor, terminal: terminal, reason: reason)
        case .ordered(let order):
            var answer = order.answer?.message ?? order.queued ?? "no answer yet"
            // What waited for a slot, or for a worker, was answered when its turn had come.
            if let time = order.answeredAt, time - order.postedAt > .seconds(5) {
                answer = "answered at \(HumanTime.clock(time).prefix(8)): \(answer)"
            }
            return "order \(order.kind) \(order.target)"
                + String(actor: order.actor, terminal: order.terminal, reason: order.reason)
                + ": \(answer)"
        case .offered(let name, let actor, let usedAt):
            return "event \(name) offered by \(actor)" + (usedAt == nil ? ", not used yet" : "")
        case .workerBegan(let session, let process, let host):
            return "worker w\(session) began: pid \(process) on \(host)"
        case .workerEnded(let session, let reason, let seen):
            return "worker w\(session) ended" + (reason.map { ": \($0)" } ?? "")
                + (seen.map { ", last seen at \(HumanTime.clock($0).prefix(8))" } ?? "")
        case .alarmRaised(let number, let kind, let sentence):
            return "alarm \(number), \(kind.rawValue): \(sentence)"
        case .alarmRecovered(let number, let kind, let sentence):
            return "alarm \(number), \(kind.rawValue), is over: \(sentence)"
        case .backfillCompleted(let id, let dispatched, let leftOut):
            return "backfill \(id) completed: \(dispatched) dispatched, \(leftOut) left out"
        case .holdEnded(let actor, let terminal, let note):
            return
                "everything goes on: the pause\(String(actor: actor, terminal: terminal, reason: note)) is over"
        case .clockSet(let delta):
            return
                "the wall clock was set \(delta < .zero ? "back" : "forward") by \(delta.magnitude.operatorText)"
        }
    }
}

extension Duration {
    fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}

extension Instant {
    /// The time of day, to the second.
    fileprivate var time: String { String(HumanTime.clock(self).prefix(8)) }
}
