package import Timetable

/// What is on record about the instants of a range, as far as a backfill asks.
package struct BackfillFacts: Sendable {
    /// What became of one instant.
    package enum Fact: Sendable, Hashable {
        /// It waits in the task's buffer.
        case waiting
        /// Its newest execution; the status is nil when that is no longer kept.
        case started(execution: String, status: ExecutionStatus?)
        /// An operator said that it is to be skipped.
        case excluded
        /// An earlier backfill has dealt with it.
        case backfilled
        /// Its decision was pruned from the ledger.
        case unknown
    }

    /// Instants with a row of their own.
    package var known: [Instant: Fact]
    /// What an operator excluded.
    package var excluded: [ClosedRange<Instant>]
    /// What earlier backfills have dealt with, whatever the schedule.
    package var backfilled: [ClosedRange<Instant>]
    /// What earlier backfills have dealt with of another schedule: its instants, and no others.
    package private(set) var backfilledOfOld: [BackfillInstants] = []
    /// How far the ledger of each schedule version was pruned.
    package var prunedThrough: [Int: Instant]

    package init(
        known: [Instant: Fact] = [:],
        excluded: [ClosedRange<Instant>] = [],
        backfilled: [ClosedRange<Instant>] = [],
        prunedThrough: [Int: Instant] = [:]
    ) {
        self.known = known
        self.excluded = excluded
        self.backfilled = backfilled
        self.prunedThrough = prunedThrough
    }

    /// Notes what an earlier backfill has dealt with of a stretch.
    ///
    /// Those of a version are whoever's asks. Before there was one they were those of the schedule of then: where that is
    /// another by now, only what was an instant then has been dealt with.
    package mutating func note(
        _ stretch: BackfillStretch,
        coveredIn covered: ClosedRange<Instant>,
        present: VersionRecord?,
        zones: (String) -> Zone?
    ) {
        let first = max(covered.lowerBound, stretch.after + .milliseconds(1))
        let last = min(covered.upperBound, stretch.through)
        guard first <= last else { return }
        if stretch.version == nil, let present, !stretch.isOfSchedule(of: present) {
            var part = stretch
            (part.after, part.through) = (first - .milliseconds(1), last)
            if let instants = try? BackfillInstants([part], zones: zones) {
                return backfilledOfOld.append(instants)
            }
        }
        backfilled.append(first...last)
    }

    /// What is known of an instant of that version; nil when nothing was started for it.
    package func fact(of instant: Instant, version: Int?) -> Fact? {
        if let fact = known[instant] { return fact }
        if backfilled.contains(where: { $0.contains(instant) }) { return .backfilled }
        if backfilledOfOld.contains(where: { $0.contains(instant) }) { return .backfilled }
        if excluded.contains(where: { $0.contains(instant) }) { return .excluded }
        if let version, let border = prunedThrough[version], instant <= border { return .unknown }
        return nil
    }
}

extension BackfillSelection {
    /// Whether an instant of which that is known is to be started.
    package func starts(_ fact: BackfillFacts.Fact?) -> Bool {
        switch (self, fact) {
        case (_, .waiting): false
        case (.missing, nil), (.all, _), (.failed, .started(_, .failed)): true
        case (.missing, _), (.failed, _): false
        }
    }
}
