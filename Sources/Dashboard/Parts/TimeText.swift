/// How the dashboard writes moments and spans; UTC, which the header's `Z` says once.
enum TimeText {
    private static let second: Int64 = 1000
    private static let minute = 60 * second
    private static let hour = 60 * minute
    private static let day = 24 * hour

    /// The time of day, `14:03:27Z`.
    static func clock(_ moment: Int64) -> String {
        let ofDay = moment.floorRemainder(day)
        return "\(two(ofDay / hour)):\(two(ofDay % hour / minute)):\(two(ofDay % minute / second))Z"
    }

    /// How long until a moment: seconds rounded up, so that it says `1s` until it is time; negative when late;
    /// from a day on the date instead, `09-26 00:00`, and beyond ten months the year, `2027-09-26`.
    static func until(_ moment: Int64, from now: Int64) -> String {
        let (wait, overflow) = moment.subtractingReportingOverflow(now)
        guard !overflow else { return date(moment) }
        if wait < 0 { return wait > -second ? "now" : "-" + span(wait.magnitudeClamped) }
        if wait < day { return span((wait + second - 1) / second * second) }
        if wait > 300 * day { return date(moment) }
        let ofDay = moment.floorRemainder(day)
        return "\(date(moment).suffix(5)) \(two(ofDay / hour)):\(two(ofDay % hour / minute))"
    }

    /// A span in two units at most: `41s`, `1m12s`, `9h56m`, `3d09h`.
    static func span(_ length: Int64) -> String {
        switch length {
        case ..<minute: "\(length / second)s"
        case ..<hour: "\(length / minute)m\(two(length % minute / second))s"
        case ..<day: "\(length / hour)h\(two(length % hour / minute))m"
        default: "\(length / day)d\(two(length % day / hour))h"
        }
    }

    /// The date of a moment, `2027-09-26`.
    static func date(_ moment: Int64) -> String {
        // Days to civil date by Howard Hinnant's algorithm: years begin in March, eras last 400 of them.
        let days = moment / day - (moment % day < 0 ? 1 : 0) + 719_468
        let ofEra = days.floorRemainder(146_097)
        let era = (days - ofEra) / 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * ofYear + 2) / 153
        let civilMonth = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)
        return "\(year)-\(two(civilMonth))-\(two(ofYear - (153 * month + 2) / 5 + 1))"
    }

    /// The moment of a date and a time of day as they are shown, `2027-09-26 03:50`, or with an offset from UTC as RFC
    /// 3339 writes it, `2027-09-26T03:50:10.250+02:00`; nil where any piece of it is none.
    static func read(_ text: String) -> Int64? {
        let words = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
        guard words.count == 2, let start = midnight(words[0]) else { return nil }
        let zone = words[1].firstIndex { "Z+-".contains($0) } ?? words[1].endIndex
        guard let time = ofDay(words[1][..<zone]), let offset = offset(words[1][zone...]) else { return nil }
        return start + time - offset
    }

    /// How far into its day a time is, `03:50`, `03:50:10` or `03:50:10.250`.
    static func ofDay(_ text: Substring) -> Int64? {
        let pieces = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let time = numbers(pieces[0], ":"), (2...3).contains(time.count), time[0] < 24,
            time.dropFirst().allSatisfy({ $0 < 60 })
        else { return nil }
        let whole = time[0] * hour + time[1] * minute + (time.count == 3 ? time[2] * second : 0)
        guard pieces.count == 2 else { return whole }
        guard time.count == 3, (1...9).contains(pieces[1].count), numbers(pieces[1], ":")?.count == 1,
            let thousandths = Int64((pieces[1] + "00").prefix(3))
        else { return nil }
        return whole + thousandths
    }

    /// The first moment of a date, if there is such a day.
    private static func midnight(_ text: Substring) -> Int64? {
        guard let parts = numbers(text, "-"), parts.count == 3, (1...9999).contains(parts[0]),
            (1...12).contains(parts[1]), (1...31).contains(parts[2])
        else { return nil }
        // The inverse of the algorithm above.
        let year = parts[1] <= 2 ? parts[0] - 1 : parts[0]
        let ofEra = year % 400
        let ofYear = (153 * (parts[1] > 2 ? parts[1] - 3 : parts[1] + 9) + 2) / 5 + parts[2] - 1
        let days = year / 400 * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
        // A day beyond its month's last would be one of the next month.
        return numbers(date(days * day)[...], "-") == parts ? days * day : nil
    }

    /// An offset from UTC: none, `Z`, `+02:00`.
    private static func offset(_ text: Substring) -> Int64? {
        guard let sign = text.first, text != "Z" else { return 0 }
        guard sign != "Z", let size = ofDay(text.dropFirst()), size % minute == 0 else { return nil }
        return sign == "-" ? -size : size
    }

    /// Numbers of digits and nothing else, as many as separators set apart.
    private static func numbers(_ text: Substring, _ separator: Character) -> [Int64]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.allSatisfy { $0.isASCII && $0.isNumber } ? Int64(part) : nil
        }
        return numbers.count == parts.count ? numbers : nil
    }

    /// A number below a hundred in two digits.
    private static func two(_ number: Int64) -> String { twoDigits[Int(number)] }

    /// Made once: every second a screen has dozens of them.
    private static let twoDigits = (0..<100).map { $0 < 10 ? "0\($0)" : "\($0)" }
}

extension Int64 {
    /// The remainder that is never negative, for a positive divisor.
    fileprivate func floorRemainder(_ divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }

    fileprivate var magnitudeClamped: Int64 {
        self == .min ? .max : abs(self)
    }
}
