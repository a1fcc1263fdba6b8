internal import Timetable

extension Doctor {
    /// What a schedule version says its instants are.
    enum VersionInstants {
        case enumerated(Enumeration)
        /// They follow from completions, that long after each.
        case afterCompletion(Duration)
        /// The same instants cannot be enumerated any more, for the reason given.
        case unverifiable(String)
        /// The row is no schedule, for the reason given.
        case broken(String)
    }

    /// The instants of one schedule version, counted from its row.
    struct Enumeration {
        /// The first instant is strictly after this.
        let start: Instant
        /// Nil if the version has no instants at all.
        private let schedule: Schedule?
        /// For a grid, its first point and distance in milliseconds: such spans are counted without a loop.
        private let grid: (first: Int64, step: Int64)?

        init(schedule: Schedule?, version: VersionRow) {
            self.schedule = schedule
            start = version.beginning
            if case .fixedDelay(let delay) = schedule?.recurrence {
                let step = delay.inMilliseconds
                let first = version.includesAnchor ? version.anchor : version.anchor + delay
                grid = (first.milliseconds, step)
            } else {
                grid = nil
            }
        }

        func next(after instant: Instant) -> Instant? { schedule?.next(after: max(instant, start)) }

        func contains(_ instant: Instant) -> Bool {
            instant > start && schedule?.next(after: instant - .milliseconds(1)) == instant
        }

        /// The number of instants after one and up to and including another; no more than the limit are counted.
        func count(after: Instant, through: Instant, limit: Int) -> Int {
            let after = max(after, start)
            guard after < through else { return 0 }
            if let grid {
                return min(limit, points(grid, through: through) - points(grid, through: after))
            }
            guard let schedule else { return 0 }
            var count = 0
            var instant = after
            while count < limit, let next = schedule.next(after: instant), next <= through {
                count += 1
                instant = next
            }
            return count
        }

        private func points(_ grid: (first: Int64, step: Int64), through end: Instant) -> Int {
            guard end.milliseconds >= grid.first else { return 0 }
            let (distance, tooFar) = end.milliseconds.subtractingReportingOverflow(grid.first)
            return Int((tooFar ? .max : distance) / grid.step) + 1
        }
    }
}

extension Doctor.VersionRow {
    /// Compiles the version's recurrence anew.
    func instants(zones: (String) -> Zone?) -> Doctor.VersionInstants {
        guard let recurrence = Recurrence(storedText: recurrence) else {
            return .broken("'\(recurrence)' is no recurrence")
        }
        var zone: Zone?
        switch recurrence {
        case .afterCompletion(let delay):
            return .afterCompletion(delay)
        case .cron(_, let timezone, _, _):
            zone = recurrence.zone(zones)
            guard let zone else { return .unverifiable("this machine does not know the zone \(timezone)") }
            guard zone.fingerprint == zoneFingerprint else {
                return .unverifiable("the zone file of \(timezone) is another one today")
            }
        case .fixedDelay, .at:
            break
        }
        do {
            let schedule = try Schedule(
                recurrence,
                zone: zone,
                anchor: anchor,
                includesAnchor: includesAnchor
            )
            return .enumerated(Doctor.Enumeration(schedule: schedule, version: self))
        } catch {
            guard error.code == "never-matches" else { return .broken(error.message) }
            return .enumerated(Doctor.Enumeration(schedule: nil, version: self))
        }
    }

    /// The last instant that belongs to the version.
    func end(in task: Doctor.TaskRow) -> Instant {
        let cursor = endedAt ?? task.cursor
        return limit(in: task).map { min(cursor, $0) } ?? cursor
    }

    /// The time after which the version may have no instants; a registration may have moved that of the current one.
    func limit(in task: Doctor.TaskRow) -> Instant? {
        guard version == task.version else { return endingAt }
        guard let endingAt, let later = task.endingAt else { return nil }
        return max(endingAt, later)
    }
}
