/// When a recurring task is due, as its author says it.
///
/// The value is only text and numbers; whether the expression, the zone and the durations make sense is
/// checked when the task is registered.
public enum Recurrence: Hashable, Sendable {
    /// On the grid `anchor + k·duration`, which does not drift with how long an execution takes.
    case fixedDelay(Duration)
    /// At each match of a cron expression on the clocks of an IANA time zone such as `Europe/Berlin`.
    case cron(
        String,
        timezone: String,
        gap: DaylightGapRule = .after,
        repeat: DaylightRepeatRule = .first
    )
    /// That long after the end of the last execution.
    case afterCompletion(Duration)
    /// Once.
    case at(Instant)
}

extension Recurrence: CustomStringConvertible {
    /// What operators read: `every 5s`, `cron 0 2 * * *`, `after 10m`, `at 2026-12-24T18:00:00Z`.
    ///
    /// The zone of a cron recurrence has a column of its own wherever this is shown.
    public var description: String {
        switch self {
        case .fixedDelay(let delay): "every \(delay.operatorText)"
        case .cron(let expression, _, _, _): "cron \(expression)"
        case .afterCompletion(let delay): "after \(delay.operatorText)"
        case .at(let instant): "at \(instant.shortDescription)"
        }
    }
}
