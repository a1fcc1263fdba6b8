package import Timetable

extension AlarmJudge {
    /// Why an alarm is over, in one sentence.
    package static func recovery(
        of alarm: RaisedAlarm,
        _ facts: AlarmFacts,
        _ rules: AlarmRules,
        now: Instant
    ) -> String {
        let lasted = (now - alarm.since).roughText
        let what = alarm.execution ?? "its function"
        let isOver = facts.state == .stopped || facts.state == .finished
        switch alarm.kind {
        case .shorterThan where isOver, .noSuccess where isOver, .failures where isOver:
            return "the task is \(facts.state.rawValue)"
        case .late where alarm.subject.isEmpty, .noHandler:
            guard facts.state == .active || isDecided(alarm, facts) else {
                return "the task is \(facts.state.rawValue)"
            }
            return "the instant was decided \(lasted) after its time"
        case .late:
            guard let open = facts.open.first(where: { $0.id == alarm.subject }) else {
                return "\(what) ended before it began"
            }
            return open.startedAt == nil ? "\(what) is no longer late" : "\(what) began \(lasted) late"
        case .longerThan where rules.longerThan == .off: return "the rule is gone"
        case .longerThan:
            let isOpen = facts.open.contains { $0.id == alarm.subject }
            return isOpen ? "\(what) is within its limit again" : "\(what) ended after \(lasted)"
        case .shorterThan:
            guard rules.shorterThan.value(standard: nil) != nil, let last = facts.lastCompleted else {
                return "the rule is gone"
            }
            return "\(last.id.isEmpty ? what : last.id) took \(last.duration.roughText)"
        case .noSuccess:
            guard rules.noSuccess.value(standard: nil) != nil, let last = facts.lastSuccess else {
                return "the rule is gone"
            }
            return "a success at \(last.shortDescription)"
        case .failures:
            guard rules.failures.value(standard: AlarmRules.standardFailures) != nil else {
                return "the rule is gone"
            }
            guard facts.streak?.count == 0 else { return "the streak is below the limit" }
            return facts.lastCompleted.map { "\($0.id.isEmpty ? "its function" : $0.id) completed" }
                ?? "one completed"
        case .starved:
            guard rules.starved.value(standard: AlarmRules.standardStarved) != nil else {
                return "the rule is gone"
            }
            let isOpen = facts.open.contains { $0.id == alarm.subject }
            return isOpen ? "\(what) no longer holds ticks up" : "\(what) ended"
        case .stubborn: return "step \(alarm.step ?? "") of \(what) has stopped"
        }
    }

    /// Whether the instant that was late was decided before its task was paused: the next one is a later one.
    private static func isDecided(_ alarm: RaisedAlarm, _ facts: AlarmFacts) -> Bool {
        facts.state == .paused && facts.due.map { $0 > alarm.since } ?? true
    }
}
