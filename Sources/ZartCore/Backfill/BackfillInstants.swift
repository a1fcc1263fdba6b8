package import Timetable

/// The instants of a backfill's stretches, enumerated without a row for each.
package struct BackfillInstants: Sendable {
    private let parts: [(stretch: BackfillStretch, schedule: Schedule?)]

    /// Compiles the stretches.
    ///
    /// - Throws: an ``InvalidInput`` when a stretch's time zone is not known here.
    package init(_ stretches: [BackfillStretch], zones: (String) -> Zone?) throws(InvalidInput) {
        var parts: [(stretch: BackfillStretch, schedule: Schedule?)] = []
        for stretch in stretches {
            let zone = stretch.recurrence.zone(zones)
            if case .cron(_, let timezone, _, _) = stretch.recurrence, zone == nil {
                throw InvalidInput("the time zone \(timezone) is not known here: install it")
            }
            // A recurrence without a match after its anchor has no instants.
            let schedule = try? Schedule(
                stretch.recurrence,
                zone: zone,
                anchor: stretch.anchor,
                includesAnchor: stretch.includesAnchor
            )
            parts.append((stretch, schedule))
        }
        self.parts = parts
    }

    /// How many there are.
    package var count: Int { parts.reduce(0) { $0 + Self.count($1, from: nil, through: nil) } }

    /// How many of them lie in the range.
    package func count(in range: ClosedRange<Instant>) -> Int {
        parts.reduce(0) { $0 + Self.count($1, from: range.lowerBound, through: range.upperBound) }
    }

    package var first: Instant? { batch(beyond: nil, .oldest, limit: 1).first }

    package var last: Instant? { batch(beyond: nil, .newest, limit: 1).first }

    package func contains(_ instant: Instant) -> Bool {
        guard let part = part(of: instant) else { return false }
        return part.schedule?.next(after: instant - .milliseconds(1)) == instant
    }

    /// How many are instants of the other too, and counted; visits each of the fewer.
    package func countShared(with other: BackfillInstants, where isCounted: (Instant) -> Bool) -> Int {
        guard let first, let last else { return 0 }
        let (few, many) = other.count(in: first...last) < count ? (other, self) : (self, other)
        var position: Instant? = first - .milliseconds(1)
        var shared = 0
        while true {
            let batch = few.batch(beyond: position, .oldest, limit: 1_000).prefix { $0 <= last }
            shared += batch.count { many.contains($0) && isCounted($0) }
            guard let end = batch.last else { return shared }
            position = end
        }
    }

    /// The schedule version an instant belongs to; nil before there was one.
    package func version(of instant: Instant) -> Int? { part(of: instant)?.stretch.version }

    /// Where the instants of a version lie that are not after the border.
    package func ranges(of version: Int, through border: Instant) -> [ClosedRange<Instant>] {
        parts.filter { $0.stretch.version == version && $0.stretch.after < border }.map { part in
            part.stretch.after + .milliseconds(1)...min(border, part.stretch.through)
        }
    }

    /// The next instants in that order, at most so many: those beyond the position, or from the end on.
    package func batch(beyond position: Instant?, _ order: BackfillOrder, limit: Int) -> [Instant] {
        var found: [Instant] = []
        switch order {
        case .oldest:
            for (stretch, schedule) in parts where found.count < limit {
                let after = position.map { max($0, stretch.after) } ?? stretch.after
                guard let schedule, after < stretch.through else { continue }
                found += schedule.instants(after: after, through: stretch.through, limit: limit - found.count)
            }
        case .newest:
            for (stretch, schedule) in parts.reversed() where found.count < limit {
                let through = position.map { min($0 - .milliseconds(1), stretch.through) } ?? stretch.through
                guard let schedule, stretch.after < through else { continue }
                found += schedule.newest(limit - found.count, after: stretch.after, through: through)
                    .reversed()
            }
        }
        return found
    }

    private func part(of instant: Instant) -> (stretch: BackfillStretch, schedule: Schedule?)? {
        parts.first { $0.stretch.after < instant && instant <= $0.stretch.through }
    }

    private static func count(
        _ part: (stretch: BackfillStretch, schedule: Schedule?),
        from start: Instant?,
        through end: Instant?
    ) -> Int {
        let after = start.map { max($0 - .milliseconds(1), part.stretch.after) } ?? part.stretch.after
        let through = end.map { min($0, part.stretch.through) } ?? part.stretch.through
        return after < through ? part.schedule?.count(after: after, through: through) ?? 0 : 0
    }
}
