/// A point on the UTC time line, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Leap seconds do not exist on this line, as in POSIX. Arithmetic traps on overflow, which lies 292 million
/// years away; instants read from users are bounded by ``Instant/init(rfc3339:)``.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch; negative before 1970.
    public let milliseconds: Int64

    /// Creates the instant that many milliseconds after the Unix epoch.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Creates the instant that many whole seconds after the Unix epoch.
    public init(seconds: Int64) {
        self.milliseconds = seconds * 1000
    }

    public static func < (lhs: Instant, rhs: Instant) -> Bool {
        lhs.milliseconds < rhs.milliseconds
    }
}
