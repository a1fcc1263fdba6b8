public import Timetable

/// One tick of a plain scheduled task.
public struct ScheduledTick: Sendable, Hashable {
    /// The task's name.
    public let task: String
    /// The instant of the schedule.
    public let nominalAt: Instant
    /// The 0-based number of the tick among those that ran.
    public let occurrence: Int
}
