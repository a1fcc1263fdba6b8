internal import Timetable
internal import ZartCore

/// Points in time as operators write them on a command line.
enum TimeText {
    /// What a duration without a sign means.
    enum Direction {
        /// Ago.
        case back
        /// From now.
        case ahead
    }

    /// Reads an RFC 3339 time, `now`, a duration or a time of UTC's clocks: `-2h` is two hours ago, `+2h` in two hours,
    /// `2h` and `03:50` whichever the option looks for, and `2026-12-24 03:50` that minute.
    static func read(_ text: String, direction: Direction, now: Instant) -> Instant? {
        if text == "now" { return now }
        if let instant = Instant(rfc3339: text) { return instant }
        let sign = text.first
        let digits = sign == "-" || sign == "+" ? String(text.dropFirst()) : text
        guard let duration = Duration(operatorText: digits) else { return onClock(text, direction, now) }
        let isBack = sign == "-" || sign != "+" && direction == .back
        let instant = isBack ? now - duration : now + duration
        return instant.isWritable ? instant : nil
    }

    /// Whether a text that reads as a time is one of the clock without a date.
    static func isOfAnyDay(_ text: String) -> Bool { text.contains(":") && !text.contains("-") }

    private static func onClock(_ text: String, _ direction: Direction, _ now: Instant) -> Instant? {
        guard text.contains(":"), let question = InstantQuestion(text: text, now: now) else { return nil }
        let instant = question.placed(in: .utc, now: now).at
        // Without a date it is the last such time or the next one.
        let isAhead = direction == .ahead && isOfAnyDay(text) && instant <= now
        return isAhead ? instant + .seconds(86_400) : instant
    }
}
