/// A field of a cron expression that a time does not match.
package struct CronMismatch: Hashable, Sendable {
    package let field: CronField
    /// What the time has there; weekdays are 0 for Sunday up to 6.
    package let value: Int
    /// What the expression allows there, as its author wrote it, or as its `@` word stands for.
    package let allowed: String
}

extension CronExpression {
    /// Names every field that the time does not match, from month down to second; none if it matches.
    ///
    /// Of the day fields both are named where either would be enough, and else the one that does not match.
    package func mismatches(at time: CivilTime) -> [CronMismatch] {
        var found: [CronMismatch] = []
        func note(_ field: CronField, _ value: Int) {
            found.append(CronMismatch(field: field, value: value, allowed: written(field)))
        }
        if months & 1 << UInt32(time.month) == 0 { note(.month, time.month) }
        let length = CivilDate.length(ofMonth: time.month, year: time.year)
        let first = floorRemainder(time.weekday - time.day + 1, by: 7)
        let day: UInt32 = 1 << UInt32(time.day)
        let isInMonth = daysOfMonth.mask(length: length, firstWeekday: first) & day != 0
        let isInWeek = daysOfWeek.mask(length: length, firstWeekday: first) & day != 0
        if needsBothDays ? !(isInMonth && isInWeek) : !(isInMonth || isInWeek) {
            if !isInMonth { note(.dayOfMonth, time.day) }
            if !isInWeek { note(.dayOfWeek, time.weekday) }
        }
        if hours & 1 << UInt32(time.hour) == 0 { note(.hour, time.hour) }
        if minutes & 1 << UInt64(time.minute) == 0 { note(.minute, time.minute) }
        if seconds & 1 << UInt64(time.second) == 0 { note(.second, time.second) }
        return found
    }

    /// A field as the expression has it; seconds that it does not mention are 0.
    private func written(_ field: CronField) -> String {
        let fields = (try? CronText.fields(of: text)) ?? []
        return fields.first { $0.field == field }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "0"
    }
}
