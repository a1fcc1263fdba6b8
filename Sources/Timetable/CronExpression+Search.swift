/// Finding matches on a clock that is never set: local seconds since 1970-01-01 00:00:00 local time.
extension CronExpression {
    /// The year after which no match is looked for: the last that RFC 3339 can write.
    static let lastYear = 9999

    /// Gives the first matching local second at or after that one; nil beyond the year 9999.
    ///
    /// Days are found a month at a time. The longest wait for a month with a matching day is 40 years (a
    /// weekday on a 29th of February around 2100), so the search is short however rare the matches are.
    @inline(__always)
    func nextMatch(from local: Int) -> Int? {
        let day = floorDivide(local, by: 86_400)
        let date = CivilDate(daysSinceEpoch: day)
        let secondOfDay = local - day * 86_400
        let monthStart = day - date.day + 1
        var rest: UInt32 = 0
        if months & 1 << UInt32(date.month) != 0, date.year <= CronExpression.lastYear {
            let first = CivilDate.weekday(daysSinceEpoch: monthStart)
            let length = CivilDate.length(ofMonth: date.month, year: date.year)
            rest = dayMask(length: length, firstWeekday: first) & ~0 << UInt32(date.day)
            if rest & 1 << UInt32(date.day) != 0 {
                if let time = nextTime(from: secondOfDay) { return day * 86_400 + time }
                rest &= rest - 1
            }
        }
        guard let time = nextTime(from: 0) else { return nil }
        if rest != 0 { return (monthStart + rest.trailingZeroBitCount - 1) * 86_400 + time }
        guard let found = nextDay(afterMonth: date.month, year: date.year) else { return nil }
        return found * 86_400 + time
    }

    /// Gives the first matching day in a later month, in days since 1970-01-01.
    @inline(__always)
    private func nextDay(afterMonth month: Int, year: Int) -> Int? {
        var month = month
        var year = year
        while true {
            let later = months & ~0 << UInt32(month + 1)
            if later == 0 { year += 1 }
            month = (later == 0 ? months : later).trailingZeroBitCount
            guard year <= CronExpression.lastYear else { return nil }
            let monthStart = CivilDate.daysSinceEpoch(toFirstOf: month, year: year)
            let length = CivilDate.length(ofMonth: month, year: year)
            let mask = dayMask(length: length, firstWeekday: CivilDate.weekday(daysSinceEpoch: monthStart))
            if mask != 0 { return monthStart + mask.trailingZeroBitCount - 1 }
        }
    }

    /// Gives the first matching second of a day at or after that one; nil if the day has no more.
    @inline(__always)
    func nextTime(from secondOfDay: Int) -> Int? {
        let hour = secondOfDay / 3600
        let minute = secondOfDay % 3600 / 60
        let second = secondOfDay % 60
        if hours & 1 << UInt32(hour) != 0 {
            if minutes & 1 << UInt64(minute) != 0 {
                let laterSeconds = seconds & ~0 << UInt64(second)
                if laterSeconds != 0 { return secondOfDay - second + laterSeconds.trailingZeroBitCount }
            }
            let laterMinutes = minutes & ~0 << UInt64(minute + 1)
            if laterMinutes != 0 {
                return hour * 3600 + laterMinutes.trailingZeroBitCount * 60 + seconds.trailingZeroBitCount
            }
        }
        let laterHours = hours & ~0 << UInt32(hour + 1)
        guard laterHours != 0 else { return nil }
        let firstMinute = minutes.trailingZeroBitCount
        return laterHours.trailingZeroBitCount * 3600 + firstMinute * 60 + seconds.trailingZeroBitCount
    }
}
