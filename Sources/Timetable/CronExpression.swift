/// A parsed cron expression: what Debian's cron reads, an optional seconds field, and a few signs more.
///
/// * Five fields: minute 0-59, hour 0-23, day of month 1-31, month 1-12 or `jan`-`dec`, day of week 0-7 or
///   `sun`-`sat`, in any case. A sixth field in front holds seconds; without it they are 0.
/// * In each field `*`, numbers, ranges `8-11`, and lists of those; `*` and ranges may have a step, `*/5`.
/// * Day of month also `L` (the last day), `L-3` (three days before it), `15W` (the weekday, Monday to
///   Friday, nearest to the 15th in its month), `LW` (the last weekday). Day of week also `5#2` (the second
///   Friday) and `5L` (the last).
/// * If either day field begins with `*`, a day must match both; otherwise either is enough.
/// * `@yearly` `@annually` `@monthly` `@weekly` `@daily` `@midnight` `@hourly`.
package struct CronExpression: Hashable, Sendable {
    /// The expression as its author wrote it.
    package let text: String

    let seconds: UInt64
    let minutes: UInt64
    let hours: UInt32
    let daysOfMonth: DayOfMonthSet
    /// Bit 1 is January.
    let months: UInt32
    let daysOfWeek: DayOfWeekSet
    /// Whether a day must match both day fields; otherwise either is enough.
    let needsBothDays: Bool

    /// Whether the minute or the hour field begins with a star.
    ///
    /// Such a job fires every real period, whatever the clocks do. All others are jobs at fixed times, to
    /// which the daylight-saving rules apply. The seconds field has no say: `* 30 2 * * *` is the whole
    /// minute 02:30, which a gap skips and a set-back clock repeats as one.
    package let isWildcard: Bool

    /// Reads an expression.
    ///
    /// - Throws: `bad-cron`, naming the field, the column and the reason, if a field is malformed, missing or
    ///   too many; `never-matches` if no month of the months asked for ever has a day asked for.
    package init(_ text: String) throws(TimetableError) {
        let fields = try CronText.fields(of: text)
        var masks: [CronField: CronFieldMask] = [:]
        for field in fields { masks[field.field] = try CronFieldReader.mask(of: field) }
        func bits(_ field: CronField) -> UInt64 { masks[field]?.bits ?? 1 }
        self.text = text
        seconds = bits(.second)
        minutes = bits(.minute)
        hours = UInt32(truncatingIfNeeded: bits(.hour))
        months = UInt32(truncatingIfNeeded: bits(.month))
        daysOfMonth = masks[.dayOfMonth]?.daysOfMonth ?? DayOfMonthSet()
        daysOfWeek = masks[.dayOfWeek]?.daysOfWeek ?? DayOfWeekSet()
        func isStar(_ field: CronField) -> Bool { masks[field]?.beginsWithStar ?? false }
        isWildcard = isStar(.minute) || isStar(.hour)
        needsBothDays = isStar(.dayOfMonth) || isStar(.dayOfWeek)
        guard hasDay else { throw CronText.neverMatches(fields) }
    }

    /// Whether any month asked for has a day asked for.
    ///
    /// In 400 years each month of each length begins on each weekday, so these are all the cases there are.
    private var hasDay: Bool {
        (1...12).contains { month in
            guard months & 1 << UInt32(month) != 0 else { return false }
            let longest = CivilDate.length(ofMonth: month, year: 2000)
            return (month == 2 ? 28...29 : longest...longest).contains { length in
                (0..<7).contains { dayMask(length: length, firstWeekday: $0) != 0 }
            }
        }
    }

    /// Gives the mask of the matching days of a month of that length whose first day is that weekday.
    @inline(__always)
    func dayMask(length: Int, firstWeekday: Int) -> UInt32 {
        let byMonth = daysOfMonth.mask(length: length, firstWeekday: firstWeekday)
        let byWeek = daysOfWeek.mask(length: length, firstWeekday: firstWeekday)
        return needsBothDays ? byMonth & byWeek : byMonth | byWeek
    }

    /// Names the first field that the time does not match, from month down to second; nil if all match.
    ///
    /// If a day may match either day field and matches none, the day of the month is named.
    package func mismatch(at time: CivilTime) -> CronField? {
        guard months & 1 << UInt32(time.month) != 0 else { return .month }
        let length = CivilDate.length(ofMonth: time.month, year: time.year)
        let first = floorRemainder(time.weekday - time.day + 1, by: 7)
        if dayMask(length: length, firstWeekday: first) & 1 << UInt32(time.day) == 0 {
            let byMonth = daysOfMonth.mask(length: length, firstWeekday: first) & 1 << UInt32(time.day) != 0
            return byMonth ? .dayOfWeek : .dayOfMonth
        }
        if hours & 1 << UInt32(time.hour) == 0 { return .hour }
        if minutes & 1 << UInt64(time.minute) == 0 { return .minute }
        return seconds & 1 << UInt64(time.second) == 0 ? .second : nil
    }
}
