internal import Timetable

/// A stretch of time in which the store could not be written: from the first failed commit until it has lasted.
///
/// A pure value: it is told of failures on the boot-time clock, and says how long to wait and when to speak. The
/// pause doubles with each failure and is kept until commits have gone well for a moment, since small ones may
/// succeed on a disk that has no room for the next big one.
struct Outage: Sendable {
    /// The first pause, and the longest one.
    static let shortest = Duration.milliseconds(100)
    static let longest = Duration.seconds(10)
    /// For so long after a pause commits must go well.
    static let probation = Duration.seconds(2)
    /// The same failure is told again after so long.
    static let repeatAfter = Duration.seconds(60)

    /// When the first commit failed.
    let since: Instant
    /// How long to wait before the next try.
    private(set) var pause = Outage.shortest / 2
    private var failedAt = Duration.zero
    private var told: (message: String, at: Duration)?

    init(since: Instant) {
        self.since = since
    }

    /// Notes a failure; whether it is to be told: a new one, or an old one that was told long ago.
    mutating func failed(_ message: String, at boot: Duration) -> Bool {
        pause = min(pause * 2, Self.longest)
        failedAt = boot
        if let told, told.message == message, boot - told.at < Self.repeatAfter { return false }
        told = (message, boot)
        return true
    }

    /// Whether a commit that succeeds now ends it.
    func isOver(at boot: Duration) -> Bool { boot - failedAt >= pause + Self.probation }
}
