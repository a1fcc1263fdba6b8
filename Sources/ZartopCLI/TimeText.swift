internal import Timetable

/// Points in time as operators write them on a command line.
enum TimeText {
    /// What a duration without a sign means.
    enum Direction {
        /// Ago.
        case back
        /// From now.
        case ahead
    }

    /// Reads an RFC 3339 time, `now`, or a duration: `-2h` is two hours ago, `+2h` in two hours, and `2h` whichever
    /// the option looks for.
    static func read(_ text: String, direction: Direction, now: Instant) -> Instant? {
        if text == "now" { return now }
        if let instant = Instant(rfc3339: text) { return instant }
        let sign = text.first
        let digits = sign == "-" || sign == "+" ? String(text.dropFirst()) : text
        guard let duration = Duration(operatorText: digits) else { return nil }
        let isBack = sign == "-" || sign != "+" && direction == .back
        let instant = isBack ? now - duration : now + duration
        return instant.isWritable ? instant : nil
    }
}
