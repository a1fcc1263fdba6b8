/// What holds during a segment of a zone: a line of the zone file's table of local time types.
struct ZoneType: Hashable, Sendable {
    /// Seconds east of UTC, within ``possibleOffsets``.
    let offset: Int
    let isDaylight: Bool
    /// Such as `CEST` or `+0330`.
    let abbreviation: String

    /// RFC 8536 §3.2: below 25 hours west and 26 hours east.
    static let possibleOffsets = -89_999...93_599
}
