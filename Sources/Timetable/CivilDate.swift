/// A day of the proleptic Gregorian calendar, without a zone.
///
/// The calendar repeats exactly, weekdays included, every 400 years, which are 146,097 days.
package struct CivilDate: Hashable, Comparable, Sendable {
    package let year: Int
    /// 1 for January up to 12.
    package let month: Int
    /// 1 up to the length of the month.
    package let day: Int

    /// Creates the date, or nil if that month has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard 1...12 ~= month, day >= 1, day <= CivilDate.length(ofMonth: month, year: year) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Creates the date that many days after 1970-01-01, by the arithmetic of Hinnant's `civil_from_days`:
    /// years begin in March, so that a leap day is the last day of its year.
    package init(daysSinceEpoch: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = floorDivide(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The number of days since 1970-01-01; negative before.
    package var daysSinceEpoch: Int {
        CivilDate.daysSinceEpoch(toFirstOf: month, year: year) + day - 1
    }

    /// The day of the week, 0 for Sunday up to 6 for Saturday.
    package var weekday: Int { CivilDate.weekday(daysSinceEpoch: daysSinceEpoch) }

    /// The number of days from 1970-01-01 to the first of the month.
    package static func daysSinceEpoch(toFirstOf month: Int, year: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = floorDivide(marchYear, by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day of the week of that day since 1970-01-01, which was a Thursday; 0 is Sunday.
    package static func weekday(daysSinceEpoch: Int) -> Int {
        floorRemainder(daysSinceEpoch + 4, by: 7)
    }

    /// Tells whether the year has a 29th of February.
    package static func isLeap(_ year: Int) -> Bool {
        year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The number of days in the month; the month is 1 to 12.
    package static func length(ofMonth month: Int, year: Int) -> Int {
        // Odd months have 31 days up to July, even ones from August on.
        month == 2 ? (isLeap(year) ? 29 : 28) : 30 + ((month + (month >> 3)) & 1)
    }

    package static func < (lhs: CivilDate, rhs: CivilDate) -> Bool {
        (lhs.year, lhs.month, lhs.day) < (rhs.year, rhs.month, rhs.day)
    }
}
