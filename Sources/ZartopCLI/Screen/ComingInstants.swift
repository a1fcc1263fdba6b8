internal import Timetable
internal import ZartCore

/// The coming instants of tasks, for the fire radar; remembered, since most of them are the same at the next look.
struct ComingInstants {
    /// More instants than this would not be told apart in a lane.
    private static let most = 4000

    private var schedules: [String: (recurrence: Recurrence, timezone: String?, schedule: Schedule)] = [:]

    /// The instants of a task from now on, soonest first.
    mutating func coming(
        _ task: TaskRecord,
        from now: Instant,
        within span: Duration,
        zones: (String) -> Zone?
    ) -> [Int64] {
        guard task.state == .active, let first = task.nextFireAt else { return [] }
        let end = now + span
        guard let schedule = schedule(of: task, from: first, zones) else {
            return first <= end ? [first.milliseconds] : []
        }
        var instants: [Int64] = []
        var next: Instant? = first
        while let instant = next, instant <= end, instants.count < Self.most {
            instants.append(instant.milliseconds)
            next = schedule.next(after: instant)
        }
        return instants
    }
}

extension ComingInstants {
    private mutating func schedule(of task: TaskRecord, from first: Instant, _ zones: (String) -> Zone?)
        -> Schedule?
    {
        if let known = schedules[task.name], known.recurrence == task.recurrence,
            known.timezone == task.timezone
        {
            return known.schedule
        }
        if case .afterCompletion = task.recurrence { return nil }
        let zone = task.timezone.flatMap(zones)
        // The grid of a fixed delay goes on from any of its instants.
        guard let schedule = try? Schedule(task.recurrence, zone: zone, anchor: first, includesAnchor: true)
        else { return nil }
        schedules[task.name] = (task.recurrence, task.timezone, schedule)
        return schedule
    }
}
