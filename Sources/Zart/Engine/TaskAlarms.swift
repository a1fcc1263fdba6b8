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
    /// The newest execution that completed in this session.
    var lastCompleted: AlarmFacts.Completed?
    /// The time its timer is armed for, so that an older one is known as such.
    var armedFor: Instant?

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
