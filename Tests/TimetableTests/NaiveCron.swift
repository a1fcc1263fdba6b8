/// A cron expression as a beginner would match it: field by field, against one local time after the other.
///
/// It reads only what the property test's expressions use, and shares no code with the parser under test.
struct NaiveCron {
    let text: String
    /// Whether the expression is at fixed times by the Debian rule.
    let isFixedTime: Bool
    let hasSeconds: Bool
    private let seconds: [Bool]
    private let minutes: [Bool]
    private let hours: [Bool]
    private let months: [Bool]
    private let dayFields: (month: String, week: String)

    init(_ text: String) {
        self.text = text
        var fields = text.split(separator: " ").map(String.init)
        hasSeconds = fields.count == 6
        if !hasSeconds { fields.insert("0", at: 0) }
        seconds = (0..<60).map { NaiveCron.matches(fields[0], $0) }
        minutes = (0..<60).map { NaiveCron.matches(fields[1], $0) }
        hours = (0..<24).map { NaiveCron.matches(fields[2], $0) }
        months = (0...12).map { NaiveCron.matches(fields[4], $0, from: 1) }
        dayFields = (fields[3], fields[5])
        isFixedTime = !fields[1].hasPrefix("*") && !fields[2].hasPrefix("*")
    }

    func matches(hour: Int, minute: Int, second: Int) -> Bool {
        seconds[second] && minutes[minute] && hours[hour]
    }

    func matches(year: Int, month: Int, day: Int, weekday: Int) -> Bool {
        guard months[month] else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        let byMonth = dayFields.month.split(separator: ",").contains { part in
            if part == "L" { return day == length }
            if part == "LW" {
                let lastWeekday = (weekday + length - day) % 7
                return day == length - (lastWeekday == 0 ? 2 : lastWeekday == 6 ? 1 : 0)
            }
            if part.hasPrefix("L-") { return day == length - (Int(part.dropFirst(2)) ?? 0) }
            if part.hasSuffix("W") {
                let target = Int(part.dropLast()) ?? 0
                guard target <= length else { return false }
                let targetWeekday = (weekday + target - day + 35) % 7
                switch targetWeekday {
                case 6: return day == (target == 1 ? 3 : target - 1)
                case 0: return day == (target == length ? target - 2 : target + 1)
                default: return day == target
                }
            }
            return NaiveCron.matches(String(part), day, from: 1)
        }
        let byWeek = dayFields.week.split(separator: ",").contains { part in
            if part.hasSuffix("L") {
                return Int(part.dropLast()).map { $0 % 7 } == weekday && day + 7 > length
            }
            let ends = part.split(separator: "#")
            if ends.count == 2 {
                return Int(ends[0]).map { $0 % 7 } == weekday && (day - 1) / 7 + 1 == Int(ends[1])
            }
            return NaiveCron.matches(String(part), weekday)
                || (weekday == 0 && NaiveCron.matches(String(part), 7))
        }
        let both = dayFields.month.hasPrefix("*") || dayFields.week.hasPrefix("*")
        return both ? byMonth && byWeek : byMonth || byWeek
    }

    /// Lists of `*`, numbers and ranges, with steps.
    private static func matches(_ field: String, _ value: Int, from low: Int = 0) -> Bool {
        field.split(separator: ",").contains { part in
            let halves = part.split(separator: "/")
            let step = halves.count == 2 ? Int(halves[1]) ?? 1 : 1
            if halves[0] == "*" { return (value - low) % step == 0 }
            let ends = halves[0].split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last else { return false }
            return value >= first && value <= last && (value - first) % step == 0
        }
    }
}
