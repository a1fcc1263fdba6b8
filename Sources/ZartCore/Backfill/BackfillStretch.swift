package import Timetable

/// A part of a backfill's range whose instants one schedule says.
///
/// Stretches do not overlap, and are kept with the backfill: later changes of the task do not change its instants.
package struct BackfillStretch: Sendable, Hashable {
    /// The schedule version that was in force; nil where the task did not exist and the present schedule is taken.
    package var version: Int?
    package var recurrence: Recurrence
    /// Of the zone file that the version was begun under.
    package var zoneFingerprint: String?
    package var anchor: Instant
    package var includesAnchor: Bool
    /// Its instants are after this.
    package var after: Instant
    /// Its instants are not after this.
    package var through: Instant

    /// Whether it has the instants of that version's schedule, gone on with.
    package func isOfSchedule(of other: VersionRecord) -> Bool {
        guard recurrence == other.recurrence else { return false }
        guard case .fixedDelay(let delay) = recurrence else { return true }
        return (anchor - other.anchor).inMilliseconds % max(1, delay.inMilliseconds) == 0
    }

    package init(
        version: Int?,
        recurrence: Recurrence,
        zoneFingerprint: String?,
        anchor: Instant,
        includesAnchor: Bool,
        after: Instant,
        through: Instant
    ) {
        self.version = version
        self.recurrence = recurrence
        self.zoneFingerprint = zoneFingerprint
        self.anchor = anchor
        self.includesAnchor = includesAnchor
        self.after = after
        self.through = through
    }
}
