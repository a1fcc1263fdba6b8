/// What a wall clock and a calendar show together, to the second, without saying where.
///
/// Values compare as they would be written down; only a ``Zone`` can place one on the time line.
package struct CivilTime: Hashable, Comparable, Sendable {
    package let date: CivilDate
    /// 0 to 23.
    package let hour: Int
    /// 0 to 59.
    package let minute: Int
    /// 0 to 59; there are no leap seconds.
    package let second: Int

    /// Creates the time, or nil if no calendar and clock ever show it.
    package init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        guard let date = CivilDate(year: year, month: month, day: day), 0..<24 ~= hour, 0..<60 ~= minute,
            0..<60 ~= second
        else { return nil }
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Creates the time that a clock shows which was at 1970-01-01 00:00:00 that many of its own seconds ago.
    package init(localSeconds: Int) {
        let day = floorDivide(localSeconds, by: 86_400)
        let secondOfDay = localSeconds - day * 86_400
        date = CivilDate(daysSinceEpoch: day)
        hour = secondOfDay / 3600
        minute = secondOfDay % 3600 / 60
        second = secondOfDay % 60
    }

    package var year: Int { date.year }
    package var month: Int { date.month }
    package var day: Int { date.day }

    /// The day of the week, 0 for Sunday up to 6 for Saturday.
    package var weekday: Int { date.weekday }

    /// The seconds this clock counts from 1970-01-01 00:00:00 of its own to this time.
    package var localSeconds: Int {
        date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second
    }

    package static func < (lhs: CivilTime, rhs: CivilTime) -> Bool {
        (lhs.date, lhs.hour, lhs.minute, lhs.second) < (rhs.date, rhs.hour, rhs.minute, rhs.second)
    }
}

extension CivilTime: CustomStringConvertible {
    /// The time as `2026-12-24 18:00:00`.
    package var description: String {
        let clock = "\(padded(hour, to: 2)):\(padded(minute, to: 2)):\(padded(second, to: 2))"
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2)) \(clock)"
    }
}

/// Writes the number with leading zeros up to the width; a minus sign goes in front of them.
func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
}
