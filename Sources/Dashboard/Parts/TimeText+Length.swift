extension TimeText {
    /// A span that is over: `3ms`, `4.0s`, `26.0s`, then as ``span(_:)`` has it; one below nothing is nothing.
    static func length(_ length: Int64) -> String {
        switch length {
        case ..<0: "0ms"
        case ..<100: "\(length)ms"
        case ..<60_000: "\(length / 1000).\(length % 1000 / 100)s"
        default: span(length)
        }
    }

    /// A span that still grows: tenths for ten seconds, whole seconds from then on.
    static func growing(_ length: Int64) -> String {
        length < 10_000 ? "\(max(0, length) / 1000).\(max(0, length) % 1000 / 100)s" : span(length)
    }

    /// When something was or will be: the time of day within a day of now, else the date with it, `09-21 15:00`,
    /// and beyond ten months the year.
    static func moment(_ moment: Int64, now: Int64) -> String {
        let day: Int64 = 86_400_000
        let away = moment.since(now)
        if away > -day, away < day { return String(clock(moment).dropLast()) }
        if away > -300 * day, away < 300 * day {
            return "\(date(moment).suffix(5)) \(clock(moment).prefix(5))"
        }
        return date(moment)
    }

    /// The time of day to the millisecond, `14:03:08.020`.
    static func exact(_ moment: Int64) -> String {
        let rest = moment % 1000
        let part = String(rest < 0 ? rest + 1000 : rest)
        return "\(clock(moment).dropLast()).\(String(repeating: "0", count: 3 - part.count))\(part)"
    }
}
