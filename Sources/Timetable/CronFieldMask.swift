/// What one field of a cron expression asks for.
struct CronFieldMask {
    /// Bit `n` for the number `n`; weekday 7 is already 0.
    var bits: UInt64 = 0
    /// Whether the field begins with `*`, which is not to match everything: `*/5` does, `0-59` does not.
    var beginsWithStar = false
    /// The signs only a day field can have.
    var special = DayOfMonthSet()
    var specialWeekdays = DayOfWeekSet()

    var daysOfMonth: DayOfMonthSet {
        var set = special
        set.days = UInt32(truncatingIfNeeded: bits)
        return set
    }

    var daysOfWeek: DayOfWeekSet {
        var set = specialWeekdays
        set.days = UInt32(truncatingIfNeeded: bits)
        return set
    }
}
