/// A point on the UTC time line, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Leap seconds do not exist on this line, as in POSIX. Arithmetic with a `Duration` takes the duration
/// rounded down to whole milliseconds, and stops at the ends of the line instead of trapping; they lie 292
/// million years away. Instants read from users are bounded by ``Instant/init(rfc3339:)``.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch; negative before 1970.
    public let milliseconds: Int64

    /// Creates the instant that many milliseconds after the Unix epoch.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Creates the instant that many whole seconds after the Unix epoch.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        self.milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// The whole second this instant lies in, rounded down also before 1970.
    package var wholeSeconds: Int { floorDivide(Int(milliseconds), by: 1000) }

    public static func < (lhs: Instant, rhs: Instant) -> Bool {
        lhs.milliseconds < rhs.milliseconds
    }
}

extension Instant {
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let shift = duration.inMilliseconds
        let (sum, overflow) = instant.milliseconds.addingReportingOverflow(shift)
        return Instant(milliseconds: overflow ? (shift < 0 ? .min : .max) : sum)
    }

    public static func - (instant: Instant, duration: Duration) -> Instant {
        let shift = duration.inMilliseconds
        let (difference, overflow) = instant.milliseconds.subtractingReportingOverflow(shift)
        return Instant(milliseconds: overflow ? (shift < 0 ? .max : .min) : difference)
    }

    /// Tells how long after the right instant the left one comes; negative when it comes before.
    public static func - (later: Instant, earlier: Instant) -> Duration {
        earlier.duration(to: later)
    }

    public static func += (instant: inout Instant, duration: Duration) {
        instant = instant + duration
    }

    public static func -= (instant: inout Instant, duration: Duration) {
        instant = instant - duration
    }

    /// Tells how long it takes from this instant to the other; negative when the other comes before.
    public func duration(to other: Instant) -> Duration {
        let (difference, overflow) = other.milliseconds.subtractingReportingOverflow(milliseconds)
        return .milliseconds(overflow ? (other < self ? Int64.min : Int64.max) : difference)
    }
}
