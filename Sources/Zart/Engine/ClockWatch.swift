internal import Timetable

/// Notices that the wall clock was set, by comparing it with the clock that only ever advances.
///
/// A pure value: it is shown both clocks, and says by how much the wall clock jumped since last time. The slow
/// corrections of a time daemon are no jump: they stay below one part in a thousand.
struct ClockWatch: Sendable {
    private var wall: Instant
    private var boot: Duration

    /// Smaller jumps are not worth recording: retries and leases do not notice them.
    static let smallest = Duration.milliseconds(500)

    init(wall: Instant, boot: Duration) {
        self.wall = wall
        self.boot = boot
    }

    /// Looks again; gives the jump, or nil.
    mutating func observe(wall: Instant, boot: Duration) -> Duration? {
        let elapsed = boot - self.boot
        let jump = (wall - self.wall) - elapsed
        self.wall = wall
        self.boot = boot
        let size = jump < .zero ? .zero - jump : jump
        return size >= max(Self.smallest, elapsed / 1000) ? jump : nil
    }
}
