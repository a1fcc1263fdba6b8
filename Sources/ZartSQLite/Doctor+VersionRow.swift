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
        let endedAt: Instant?

        static let selection = """
            SELECT version, recurrence, zone_fingerprint, anchor, includes_anchor, starting_at, ending_at, ended_at
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
            endedAt = row.optionalInstant(7)
        }
    }
}
