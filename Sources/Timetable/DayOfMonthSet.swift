/// The days of the month a cron expression asks for, as masks in which bit `n` is day `n`.
struct DayOfMonthSet: Hashable, Sendable {
    /// The days by number.
    var days: UInt32 = 0
    /// Bit `n`: the day `n` days before the last, so bit 0 is the last.
    var beforeLast: UInt32 = 0
    /// Bit `n`: the weekday (Monday to Friday) nearest to day `n` in the same month.
    var nearestWeekday: UInt32 = 0
    /// The last weekday (Monday to Friday) of the month.
    var lastWeekday = false

    /// Gives the mask of the days asked for in a month of that length whose first day is that weekday.
    @inline(__always)
    func mask(length: Int, firstWeekday: Int) -> UInt32 {
        var mask = days
        if beforeLast | nearestWeekday != 0 || lastWeekday {
            mask |= specialMask(length: length, firstWeekday: firstWeekday)
        }
        return mask & monthMask(length: length)
    }

    private func specialMask(length: Int, firstWeekday: Int) -> UInt32 {
        var mask: UInt32 = 0
        var rest = beforeLast
        while rest != 0 {
            let distance = rest.trailingZeroBitCount
            rest &= rest - 1
            if distance < length { mask |= 1 << (length - distance) }
        }
        rest = nearestWeekday
        while rest != 0 {
            let day = rest.trailingZeroBitCount
            rest &= rest - 1
            if day <= length { mask |= 1 << nearest(to: day, length: length, firstWeekday: firstWeekday) }
        }
        if lastWeekday { mask |= 1 << nearest(to: length, length: length, firstWeekday: firstWeekday) }
        return mask
    }

    private func nearest(to day: Int, length: Int, firstWeekday: Int) -> Int {
        switch (firstWeekday + day - 1) % 7 {
        case 0: day == length ? day - 2 : day + 1
        case 6: day == 1 ? 3 : day - 1
        default: day
        }
    }
}

/// Bits 1 up to the length of a month.
@inline(__always)
func monthMask(length: Int) -> UInt32 { UInt32(truncatingIfNeeded: (1 << (length + 1)) - 2) }
