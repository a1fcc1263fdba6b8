/// A time zone, as one file of the system's tz database describes it.
///
/// The zone is a list of segments, each under one offset. Times after the file's last transition follow its
/// footer, a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`, for ever: the segments of 400 years are written out
/// once and then repeat, as the calendar does. Looking up a segment is a binary search and allocates nothing.
package struct Zone: Sendable {
    /// The name the zone was asked for by, such as `Europe/Berlin`.
    package let name: String

    /// A hash of the file's bytes, 16 hexadecimal digits: another one means that the rules may have changed.
    package let fingerprint: String

    /// The first second of each segment but the first, ascending.
    let starts: [Int]
    /// One more than ``starts``: what holds in each segment.
    let kinds: [UInt8]
    let offsets: [Int32]
    let types: [ZoneType]
    /// How many of the last segments repeat every 400 years; 0 if the last segment has no end.
    let cycle: Int

    /// The seconds of 400 Gregorian years.
    static let cycleSeconds = 146_097 * 86_400

    /// No two offsets differ by more, so nothing further away than this can show the same local time.
    static let farthestRepeat = 53 * 3600

    /// Coordinated Universal Time, which needs no file.
    package static let utc = Zone(
        name: "UTC",
        fingerprint: "0000000000000000",
        table: ZoneTable(initial: ZoneType(offset: 0, isDaylight: false, abbreviation: "UTC"))
    )

    /// Reads a compiled zone file: TZif version 1 to 4, its 64-bit part and footer if it has them.
    ///
    /// - Throws: `bad-zone-name` if the name is not plausible; `bad-zone-file` if the bytes are no zone, are
    ///   cut short, contradict themselves, or count leap seconds (as the files under `right/` do).
    package init(name: String, tzif bytes: [UInt8]) throws(TimetableError) {
        guard Zone.isPlausibleName(name) else {
            throw TimetableError(code: "bad-zone-name", message: "\"\(name)\" is not the name of a time zone")
        }
        let table: ZoneTable
        do {
            table = try TZif.read(bytes)
        } catch {
            throw TimetableError(code: "bad-zone-file", message: "zone \(name): \(error.message)")
        }
        var hash = FNV1a()
        hash.combine(bytes)
        let digits = String(hash.value, radix: 16)
        let padding = String(repeating: "0", count: 16 - digits.count)
        self.init(name: name, fingerprint: padding + digits, table: table)
    }

    private init(name: String, fingerprint: String, table: ZoneTable) {
        self.name = name
        self.fingerprint = fingerprint
        types = table.types
        starts = table.starts
        kinds = table.kinds
        offsets = table.kinds.map { Int32(table.types[Int($0)].offset) }
        cycle = table.cycle
    }

    /// The number of seconds by which the clocks are east of UTC at that instant.
    package func offset(at instant: Instant) -> Int {
        segment(segmentIndex(at: instant.wholeSeconds)).offset
    }

    /// What the clocks of the zone show at that instant, to the second.
    package func civil(at instant: Instant) -> CivilTime {
        CivilTime(localSeconds: instant.wholeSeconds + offset(at: instant))
    }

    /// The short name in use at that instant, such as `CEST` or `+0330`.
    package func abbreviation(at instant: Instant) -> String {
        types[typeIndex(at: instant)].abbreviation
    }

    /// Tells whether the zone's file calls the time at that instant daylight-saving time.
    package func isDaylight(at instant: Instant) -> Bool {
        types[typeIndex(at: instant)].isDaylight
    }

    private func typeIndex(at instant: Instant) -> Int {
        Int(kinds[storedIndex(segmentIndex(at: instant.wholeSeconds))])
    }

    /// Tells whether the name may be looked up as a file below the zone directory: 1 to 128 bytes of
    /// `[A-Za-z0-9._+/-]`, no empty part, none that begins with a dot.
    package static func isPlausibleName(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return 1...128 ~= name.utf8.count && name.utf8.allSatisfy(isNameByte)
            && parts.allSatisfy { $0.first != nil && $0.first != UInt8(ascii: ".") }
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "+", "/", "-": true
        default: false
        }
    }
}

extension Zone: Hashable {
    /// Two zones are equal if they have the same name and were read from the same bytes.
    package static func == (lhs: Zone, rhs: Zone) -> Bool {
        lhs.name == rhs.name && lhs.fingerprint == rhs.fingerprint
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(fingerprint)
    }
}
