/// The footer of a zone file: a POSIX `TZ` text such as `EST5EDT,M3.2.0,M11.1.0`, as RFC 8536 extends it.
struct PosixRule {
    /// A day of the year and a time on it, counted in seconds from that day's midnight.
    struct Change {
        enum Day {
            /// `Jn`: 1 to 365, the 29th of February is never counted.
            case julian(Int)
            /// `n`: 0 to 365, the 29th of February counts.
            case zeroBased(Int)
            /// `Mm.w.d`: that weekday's `w`th time in the month, 5 for the last.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        let day: Day
        let time: Int

        /// The local second of the change in that year, on the clocks as they are before it.
        func second(in year: Int) -> Int {
            let newYear = CivilDate.daysSinceEpoch(toFirstOf: 1, year: year)
            let date: Int
            switch day {
            case .julian(let number):
                date = newYear + number - 1 + (number >= 60 && CivilDate.isLeap(year) ? 1 : 0)
            case .zeroBased(let number):
                date = newYear + number
            case .weekday(let month, let week, let weekday):
                let first = CivilDate.daysSinceEpoch(toFirstOf: month, year: year)
                let ahead = floorRemainder(weekday - CivilDate.weekday(daysSinceEpoch: first), by: 7)
                let length = CivilDate.length(ofMonth: month, year: year)
                let day = ahead + (week - 1) * 7
                date = first + (day < length ? day : day - 7)
            }
            return date * 86_400 + time
        }
    }

    /// Daylight-saving time and when it begins and ends.
    struct Daylight {
        let type: ZoneType
        let start: Change
        let end: Change
    }

    let standard: ZoneType
    let daylight: Daylight?

    /// Reads the text, or gives nil if it is none.
    init?(_ text: some Collection<UInt8>) {
        var reader = PosixRuleReader(text)
        guard let name = reader.name(), let west = reader.time(hoursUpTo: 24) else { return nil }
        guard ZoneType.possibleOffsets ~= -west else { return nil }
        standard = ZoneType(offset: -west, isDaylight: false, abbreviation: name)
        if reader.isAtEnd {
            daylight = nil
            return
        }
        guard let daylightName = reader.name() else { return nil }
        var daylightOffset = -west + 3600
        if !reader.isNext(",") {
            guard let daylightWest = reader.time(hoursUpTo: 24) else { return nil }
            daylightOffset = -daylightWest
        }
        guard ZoneType.possibleOffsets ~= daylightOffset, reader.skip(","), let start = reader.change(),
            reader.skip(","), let end = reader.change(), reader.isAtEnd
        else { return nil }
        daylight = Daylight(
            type: ZoneType(offset: daylightOffset, isDaylight: true, abbreviation: daylightName),
            start: start,
            end: end
        )
    }
}
