/// Counting matches on a clock that is never set, without visiting them.
extension CronExpression {
    /// Counts the matching local seconds from one up to, not including, another.
    func countMatches(from start: Int, to end: Int) -> Int {
        guard start < end else { return 0 }
        let firstDay = floorDivide(start, by: 86_400)
        let lastDay = floorDivide(end, by: 86_400)
        var count = 0
        if firstDay < lastDay { count = countDays(from: firstDay, to: lastDay) * countTimes(before: 86_400) }
        if countDays(from: firstDay, to: firstDay + 1) > 0 {
            count -= countTimes(before: start - firstDay * 86_400)
        }
        if countDays(from: lastDay, to: lastDay + 1) > 0 {
            count += countTimes(before: end - lastDay * 86_400)
        }
        return count
    }

    /// Counts the matching days from one up to, not including, another, a month at a time.
    private func countDays(from start: Int, to end: Int) -> Int {
        var count = 0
        var day = start
        while day < end {
            let date = CivilDate(daysSinceEpoch: day)
            let length = CivilDate.length(ofMonth: date.month, year: date.year)
            let monthStart = day - date.day + 1
            if months & 1 << UInt32(date.month) != 0 {
                let first = CivilDate.weekday(daysSinceEpoch: monthStart)
                var mask = dayMask(length: length, firstWeekday: first) & ~0 << UInt32(date.day)
                let past = end - monthStart + 1
                if past <= length { mask &= 1 << UInt32(past) - 1 }
                count += mask.nonzeroBitCount
            }
            day = monthStart + length
        }
        return count
    }

    /// Counts the matching seconds of a day before that one.
    private func countTimes(before secondOfDay: Int) -> Int {
        let hour = secondOfDay / 3600
        let minute = secondOfDay % 3600 / 60
        let second = secondOfDay % 60
        let perMinute = seconds.nonzeroBitCount
        var count = (hours & ~(~0 << UInt32(hour))).nonzeroBitCount * minutes.nonzeroBitCount * perMinute
        guard hours & 1 << UInt32(hour) != 0 else { return count }
        count += (minutes & ~(~0 << UInt64(minute))).nonzeroBitCount * perMinute
        guard minutes & 1 << UInt64(minute) != 0 else { return count }
        count += (seconds & ~(~0 << UInt64(second))).nonzeroBitCount
        return count
    }
}
