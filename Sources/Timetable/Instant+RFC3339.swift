/// Instants as text: RFC 3339 in UTC with milliseconds, in the database, in logs and in `--json`.
extension Instant: CustomStringConvertible {
    /// Reads an RFC 3339 date and time such as `2026-12-24T18:00:00Z` or `2026-12-24 19:00:00.5+01:00`.
    ///
    /// The date and time are separated by `T`, `t` or a space, the offset is `Z`, `z` or `±hh:mm`, digits
    /// beyond milliseconds are cut. The years are 0001 to 9999, in the text and in UTC. Second 60 is refused:
    /// leap seconds do not exist on this line.
    public init?(rfc3339 text: String) {
        var reader = RFC3339Reader(text)
        guard let year = reader.number(4), year >= 1, reader.skip("-"), let month = reader.number(2),
            reader.skip("-"), let day = reader.number(2), reader.skip("T", "t", " "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
            let second = reader.number(2),
            let civil = CivilTime(
                year: year,
                month: month,
                day: day,
                hour: hour,
                minute: minute,
                second: second
            )
        else { return nil }
        var fraction = 0
        if reader.skip(".") {
            guard let read = reader.milliseconds() else { return nil }
            fraction = read
        }
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        let seconds = civil.localSeconds - offset
        guard Instant.writableSeconds ~= seconds else { return nil }
        self.init(milliseconds: Int64(seconds * 1000 + fraction))
    }

    /// This instant as RFC 3339 in UTC with milliseconds: `2026-12-24T18:00:00.000Z`.
    ///
    /// Outside the years 0001 to 9999 the year takes as many digits as it needs, which
    /// ``init(rfc3339:)`` refuses.
    public var description: String {
        let fraction = floorRemainder(Int(milliseconds), by: 1000)
        return "\(civilText).\(padded(fraction, to: 3))Z"
    }

    /// This instant as ``description`` writes it, without milliseconds if they are zero.
    package var shortDescription: String {
        milliseconds % 1000 == 0 ? "\(civilText)Z" : description
    }

    private var civilText: String {
        let civil = CivilTime(localSeconds: wholeSeconds)
        let date = "\(padded(civil.year, to: 4))-\(padded(civil.month, to: 2))-\(padded(civil.day, to: 2))"
        let clock =
            "\(padded(civil.hour, to: 2)):\(padded(civil.minute, to: 2)):\(padded(civil.second, to: 2))"
        return "\(date)T\(clock)"
    }

    /// The whole seconds from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z, which RFC 3339 can write.
    package static var writableSeconds: ClosedRange<Int> { -62_135_596_800...253_402_300_799 }

    /// Tells whether ``init(rfc3339:)`` reads back what ``description`` writes.
    package var isWritable: Bool { Instant.writableSeconds ~= wholeSeconds }
}

extension Instant: Codable {
    /// Reads the instant from a string as ``init(rfc3339:)`` does.
    ///
    /// - Throws: `DecodingError.dataCorrupted` if the string is no such date and time.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" is not an RFC 3339 date and time"
            )
        }
        self = instant
    }

    /// Writes the instant as the string ``description``.
    ///
    /// - Throws: `EncodingError.invalidValue` outside the years 0001 to 9999.
    public func encode(to encoder: any Encoder) throws {
        guard isWritable else {
            let context = EncodingError.Context(
                codingPath: encoder.codingPath,
                debugDescription: "\(self) lies outside the years 0001 to 9999"
            )
            throw EncodingError.invalidValue(self, context)
        }
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
