internal import Timetable
internal import ZartCore

/// Times and durations as people read them; all times are UTC.
enum HumanTime {
    /// `2026-12-24 18:00:00`.
    static func seconds(_ instant: Instant) -> String { String(exact(instant).dropLast(4)) }

    /// `2026-12-24 18:00:00.123`.
    static func exact(_ instant: Instant) -> String {
        instant.description.replacing("T", with: " ").replacing("Z", with: "")
    }

    /// `18:00:00.123`.
    static func clock(_ instant: Instant) -> String { String(exact(instant).suffix(12)) }

    /// To the second, without the day if it is that of the other instant.
    static func seconds(_ instant: Instant, besides other: Instant) -> String {
        let text = seconds(instant)
        return text.prefix(10) == seconds(other).prefix(10) ? String(text.suffix(8)) : text
    }

    /// A sentence with the times of UTC in it to the second, each without the day if it is that of the other instant.
    static func shortened(_ sentence: String, besides other: Instant) -> String {
        let words = sentence.split(separator: " ", omittingEmptySubsequences: false).map {
            word -> Substring in
            let text = word.prefix { !",;".contains($0) }
            guard text.utf8.count >= 20, text.hasSuffix("Z"), let instant = Instant(rfc3339: String(text))
            else { return word }
            return seconds(instant, besides: other) + word[text.endIndex...]
        }
        return words.joined(separator: " ")
    }

    static func seconds(_ instant: Instant?) -> String { instant.map(seconds) ?? "-" }

    /// In at most two units: `512ms`, `9.5s`, `3m12s`, `2h05m`, `3d04h`.
    static func brief(_ duration: Duration) -> String { duration.brief }

    /// `in 8.0s` or `8.0s ago`.
    static func relative(_ instant: Instant, now: Instant) -> String {
        instant >= now ? "in \(brief(instant - now))" : "\(brief(now - instant)) ago"
    }
}
