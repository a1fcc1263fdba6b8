import Timetable
import ZartCore

/// Tasks and instants the tests share.
enum Sample {
    /// A Monday in September 2026 in UTC, on a whole minute.
    static let origin = Instant(seconds: 1_789_992_000)

    /// A task on a grid that is first due at the origin, nothing of it decided.
    static func view(
        every delay: Duration,
        overlap: OverlapPolicy = .alwaysStart,
        missed: MissedPolicy = .latest,
        active: [String] = [],
        occurrence: Int = 0
    ) throws -> TaskView {
        let schedule = try Schedule(.fixedDelay(delay), zone: nil, anchor: origin, includesAnchor: true)
        return try view(schedule, overlap: overlap, missed: missed, active: active, occurrence: occurrence)
    }

    /// A task on that schedule, nothing of it decided since just before the origin.
    static func view(
        _ schedule: Schedule?,
        overlap: OverlapPolicy = .alwaysStart,
        missed: MissedPolicy = .latest,
        active: [String] = [],
        occurrence: Int = 0
    ) throws -> TaskView {
        TaskView(
            name: "r",
            template: try IDTemplate("r-{occurrence}"),
            overlap: overlap,
            missed: missed,
            schedule: schedule,
            cursor: origin - .milliseconds(1),
            occurrence: occurrence,
            active: active.map { .init(id: $0, isRunning: true) }
        )
    }

    /// A task due that long after its last execution ended, and now first at the origin.
    static func afterCompletion(
        _ wait: Duration,
        overlap: OverlapPolicy = .skipIfRunning,
        missed: MissedPolicy = .latest
    ) throws -> TaskView {
        var view = try view(nil, overlap: overlap, missed: missed)
        view.afterCompletion = wait
        view.pendingAt = origin
        return view
    }

    static func cron(_ expression: String) throws -> Schedule {
        try Schedule(
            .cron(expression, timezone: "UTC"),
            zone: .utc,
            anchor: origin - .seconds(1),
            includesAnchor: false
        )
    }
}

extension TickPlan {
    /// The decisions as one line: `started 1 · coalesced 3`.
    var line: String {
        entries.map { "\($0.decision.rawValue) \($0.count)" }.joined(separator: " · ")
    }
}
