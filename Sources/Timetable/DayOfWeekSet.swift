/// The days of the week a cron expression asks for, as masks in which bit 0 is Sunday.
struct DayOfWeekSet: Hashable, Sendable {
    /// The weekdays of every week.
    var days: UInt32 = 0
    /// Seven bits for each of the five times a weekday comes in a month, the lowest for the first time.
    var nth: UInt64 = 0
    /// The weekdays asked for where they come for the last time in the month.
    var last: UInt32 = 0

    /// Gives the mask of the days asked for in a month of that length whose first day is that weekday; bit
    /// `n` is day `n`.
    @inline(__always)
    func mask(length: Int, firstWeekday: Int) -> UInt32 {
        if days == 0x7F { return monthMask(length: length) }
        let week = DayOfWeekSet.turned(days, to: firstWeekday)
        var mask = UInt64(week) * 0x1020_4081  // five weeks, seven bits apart
        if nth != 0 || last != 0 { mask |= specialMask(length: length, firstWeekday: firstWeekday) }
        return UInt32(truncatingIfNeeded: mask << 1) & monthMask(length: length)
    }

    private func specialMask(length: Int, firstWeekday: Int) -> UInt64 {
        var mask: UInt64 = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            let week = DayOfWeekSet.turned(
                UInt32(truncatingIfNeeded: nth >> UInt64(shift)) & 0x7F,
                to: firstWeekday
            )
            mask |= UInt64(week) << UInt64(shift)
        }
        let lastWeek = DayOfWeekSet.turned(last, to: (firstWeekday + length) % 7)
        return mask | UInt64(lastWeek) << UInt64(length - 7)
    }

    /// Turns a week of seven bits so that bit 0 is that weekday.
    @inline(__always)
    private static func turned(_ week: UInt32, to weekday: Int) -> UInt32 {
        (week >> UInt32(weekday) | week << UInt32(7 - weekday)) & 0x7F
    }
}
