internal import FoundationEssentials
internal import Timetable
internal import ZartCore

/// What the engine keeps of a task's alarms.
struct TaskAlarms {
    var rules = AlarmRules.standard
    /// Whether its conduct names a command that is told of them.
    var hasHook = false
    /// Raised ones, by their numbers.
    var raised: [RaisedAlarm] = []
    /// Failures in a row; nil until it matters, and is looked up.
    var streak: AlarmFacts.Streak?
    /// Nil until it matters, and is looked up.
    var lastSuccess: Instant?
    /// Whether there was one.
    var hasSucceeded = true
    /// For how long of the time since then it did not tick, and since when it does not.
    var idle = Duration.zero
    var idleSince: Instant?
    /// Since when it ticks; nil until it matters, and is looked up.
    var activeSince: Instant?
    /// Whether what is on record has been looked up.
    var hasHistory = false
    /// The newest execution that completed in this session.
    var lastCompleted: AlarmFacts.Completed?
    /// The time its timer is armed for, so that an older one is known as such.
    var armedFor: Instant?
    /// When the first of the executions is late that were dispatched since the last judgement and have not begun.
    var nextLate: Instant?

    /// An execution was dispatched that begins later.
    mutating func noteWaiting(since due: Instant) {
        guard let limit = rules.lateLimit else { return }
        nextLate = min(nextLate ?? due + limit, due + limit)
    }

    /// Takes note of whether the task ticks.
    mutating func follow(_ state: TaskState, at now: Instant) {
        if state == .active {
            guard let since = idleSince else { return }
            idle += max(.zero, now - since)
            idleSince = nil
            activeSince = now
        } else if idleSince == nil {
            idleSince = now
        }
    }

    /// An execution completed: what was before is of no interest any more.
    mutating func noteSuccess(at now: Instant) {
        lastSuccess = now
        hasSucceeded = true
        idle = .zero
        if idleSince != nil { idleSince = now }
    }

    /// Takes up what is on record where it is not known yet.
    mutating func complete(by history: AlarmHistory, at now: Instant) {
        hasHistory = true
        streak = streak ?? history.streak
        activeSince = activeSince ?? history.activeSince
        guard lastSuccess == nil else { return }
        lastSuccess = history.lastSuccess
        hasSucceeded = history.hasSucceeded
        idle = history.idle(until: now)
        if idleSince != nil { idleSince = now }
    }

    /// Keeps lengths of time as they are when the wall clock is set.
    mutating func shift(by jump: Duration) {
        lastSuccess = lastSuccess.map { $0 + jump }
        idleSince = idleSince.map { $0 + jump }
        activeSince = activeSince.map { $0 + jump }
        armedFor = armedFor.map { $0 + jump }
        nextLate = nextLate.map { $0 + jump }
    }

    /// Takes the rules out of what is said about a task.
    mutating func read(_ conduct: String?) {
        rules = .standard
        hasHook = false
        // By other rules other times are of interest.
        armedFor = nil
        guard let conduct, conduct.contains("\"alarms\""),
            let said = try? JSONDecoder().decode(Conduct.self, from: Data(conduct.utf8)).alarms
        else { return }
        rules = said.rules
        hasHook = said.hasHook
    }

    /// The part of a task's conduct that alarms go by.
    private struct Conduct: Decodable {
        let alarms: Alarms?

        struct Alarms: Decodable {
            let rules: AlarmRules
            let hasHook: Bool

            private enum CodingKeys: String, CodingKey {
                case notify
            }

            init(from decoder: any Decoder) throws {
                rules = try AlarmRules(from: decoder)
                hasHook = try decoder.container(keyedBy: CodingKeys.self).contains(.notify)
            }
        }
    }

    /// What a program says about a task, in the form in which a job file's conduct is kept; nil if that is nothing.
    static func conduct(of rules: AlarmRules) throws -> String? {
        rules == .standard ? nil : try JSONCoding.encode(["alarms": rules])
    }
}
