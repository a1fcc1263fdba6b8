internal import Timetable

extension Doctor {
    /// A schedule version's row, word for word.
    struct VersionRow {
        let version: Int
        let recurrence: String
        let zoneFingerprint: String?
        let anchor: Instant
        let includesAnchor: Bool
        let startingAt: Instant?
        let endingAt: Instant?
        let beganAt: Instant
        let endedAt: Instant?

        /// Where its instants begin: each is after this.
        var beginning: Instant {
            let beginning = includesAnchor ? anchor - .milliseconds(1) : anchor
            return startingAt.map { max(beginning, $0 - .milliseconds(1)) } ?? beginning
        }

        static let selection = """
            SELECT version, recurrence, zone_fingerprint, anchor, includes_anchor, starting_at, ending_at, began_at,
                ended_at
            FROM zart_versions WHERE task = ?1 ORDER BY version
            """

        init(_ row: borrowing Row) {
            version = row.int(0)
            recurrence = row.text(1)
            zoneFingerprint = row.optionalText(2)
            anchor = row.instant(3)
            includesAnchor = row.bool(4)
            startingAt = row.optionalInstant(5)
            endingAt = row.optionalInstant(6)
            beganAt = row.instant(7)
            endedAt = row.optionalInstant(8)
        }
    }
}
