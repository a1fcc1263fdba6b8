import Testing

@testable import Timetable

@Suite("zone files", .timeLimit(.minutes(10)))
struct ZoneFileTests {
    /// Builds a file of version 2 or later with an empty first part.
    private func file(
        version: Character = "2",
        transitions: [(Int, UInt8)] = [],
        types: [(Int, UInt8)] = [(0, 0)],
        footer: String
    ) -> [UInt8] {
        func number(_ value: Int, _ width: Int) -> [UInt8] {
            (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        func header(_ transitions: Int, _ types: Int, _ names: Int) -> [UInt8] {
            Array("TZif".utf8) + Array(String(version).utf8) + [UInt8](repeating: 0, count: 15)
                + [0, 0, 0, transitions, types, names].flatMap { number($0, 4) }
        }
        let names = Array("ABC\0".utf8)
        let first = header(0, 1, 4) + number(0, 4) + [0, 0] + names
        return first + header(transitions.count, types.count, names.count)
            + transitions.flatMap { number($0.0, 8) } + transitions.map(\.1)
            + types.flatMap { number($0.0, 4) + [$0.1, 0] } + names + Array("\n\(footer)\n".utf8)
    }

    @Test(arguments: [
        ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z 2026-11-01T06:00:00Z"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z 2026-10-25T01:00:00Z"),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:00:00Z 2026-10-25T01:00:00Z"),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-04-04T15:00:00Z 2026-10-03T15:30:00Z"),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z 2026-10-25T01:00:00Z"),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z 2026-10-23T23:00:00Z"),
        ("AAA0BBB,J60/0,J365/23:59:59", "2026-03-01T00:00:00Z 2026-12-31T22:59:59Z"),
        ("AAA0BBB,59/0,364/23", "2026-03-01T00:00:00Z 2026-12-31T22:00:00Z"),
        ("AAA0BBB-0:30,M4.1.0/167,M9.5.6/-167", "2026-04-11T23:00:00Z 2026-09-19T00:30:00Z"),
    ])
    func `the footer holds for every year`(footer: String, changes: String) throws {
        let zone = try Zone(name: "Test/Rule", tzif: file(version: "3", footer: footer))
        func yearly(_ year: Int) throws -> [String] {
            let start = try Instant("\(year)-01-01T00:00:00Z").wholeSeconds
            var index = zone.segmentIndex(at: start)
            var found: [String] = []
            while zone.segment(index).end < start + 365 * 86_400 {
                found.append(Instant(seconds: Int64(zone.segment(index).end)).shortDescription)
                index += 1
            }
            return found
        }
        #expect(try yearly(2026).joined(separator: " ") == changes)
        // The calendar is the same again after 400 years.
        let later = changes.replacing("2026", with: "2426")
        #expect(try yearly(2426).joined(separator: " ") == later)
        #expect(try yearly(9626).joined(separator: " ") == changes.replacing("2026", with: "9626"))
    }

    @Test func `daylight time all year is one offset for ever`() throws {
        // RFC 8536 §3.3.1: daylight time begins with the year and ends when the next begins.
        let zone = try Zone(name: "Test/Daylight", tzif: file(version: "3", footer: "XXX3EDT4,0/0,J365/23"))
        for year in [1901, 1999, 2026, 2299, 2300, 2301, 2302, 2303, 2701, 5000, 9998] {
            for day in ["01-01T03:00:00Z", "07-01T00:00:00Z", "12-31T23:59:59Z"] {
                #expect(zone.offset(at: try Instant("\(year)-\(day)")) == -14_400, "\(year)-\(day)")
            }
        }
    }

    @Test(arguments: [
        "EST", "EST5EDT", "EST5EDT,", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,M11.1", "EST5EDT,M13.2.0,M11.1.0",
        "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J365", "EST5EDT,366,J365", "5EST",
        "ES5",
        "<EST5", "EST25", "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0,M11.1.0x", "EST5:60",
        "EST999999999999999999",
        "EST5EDT99,M3.2.0,M11.1.0",
    ])
    func `a footer that is no rule is refused`(footer: String) {
        let bytes = file(footer: footer)
        let error = #expect(throws: TimetableError.self) { try Zone(name: "Test/Bad", tzif: bytes) }
        #expect(error?.message == "zone Test/Bad: its footer is not a rule")
    }

    @Test func `files that contradict themselves are refused`() throws {
        func message(_ bytes: [UInt8]) -> String? {
            do {
                _ = try Zone(name: "T", tzif: bytes)
                return nil
            } catch {
                return error.message
            }
        }
        #expect(message([]) == "zone T: it is cut short")
        #expect(message([UInt8](repeating: 65, count: 200)) == "zone T: it is not a compiled zone")
        #expect(message(file(version: "x", footer: "")) == "zone T: its version is unknown")
        #expect(
            message(file(transitions: [(5, 0), (5, 0)], footer: ""))
                == "zone T: its transitions are not in order"
        )
        #expect(message(file(transitions: [(5, 1)], footer: "")) == "zone T: a transition has no type")
        #expect(
            message(file(transitions: [(1 << 60, 0)], footer: "")) == "zone T: a transition is out of range"
        )
        #expect(message(file(types: [(100_000, 0)], footer: "")) == "zone T: an offset is out of range")
        #expect(message(file(types: [(0, 2)], footer: "")) == "zone T: a local time type is malformed")
        #expect(message(file(types: [], footer: "")) == "zone T: it has no local time types")
        #expect(message(file(footer: "UTC0").dropLast() + []) == "zone T: its footer is cut short")
        #expect(message(file(footer: "")) == nil)
        #expect(message(file(version: "4", footer: "UTC0")) == nil)
    }

    @Test func `a file that counts leap seconds is refused`() throws {
        var bytes = file(footer: "UTC0")
        // The lowest byte of the count of leap seconds, in the second header.
        bytes[54 + 31] = 27
        let error = #expect(throws: TimetableError.self) { try Zone(name: "right/UTC", tzif: bytes) }
        #expect(error?.code == "bad-zone-file")
        #expect(error?.message == "zone right/UTC: it counts leap seconds, which this clock does not")
    }

    @Test func `a file of version 1 has 32-bit times and no footer`() throws {
        let bytes = try #require(ZoneDirectory.bytes(at: "Europe/Berlin"))
        var old = bytes
        old[4] = 0
        let zone = try Zone(name: "Europe/Berlin", tzif: old)
        let full = try ZoneDirectory.zone("Europe/Berlin")
        for year in 1971...2037 {
            for month in ["03", "07", "12"] {
                let instant = try Instant("\(year)-\(month)-30T12:00:00Z")
                #expect(zone.offset(at: instant) == full.offset(at: instant))
            }
        }
        #expect(zone.segment(zone.segmentIndex(at: 1 << 40)).end == .max)
    }

    @Test func `fat and slim files say the same`() throws {
        for name in [
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Godthab", "Africa/Cairo",
        ] {
            let fat = try ZoneDirectory.zone(name)
            let bytes = try #require(ZoneDirectory.bytes(at: name))
            let footer = try #require(
                String(decoding: bytes.dropLast(), as: UTF8.self).split(separator: "\n").last
            )
            // What a slim file leaves out is what its rule says: all from some year on.
            let cut = try Instant("2026-01-01T00:00:00Z").wholeSeconds
            let kept = fat.starts.indices.filter { fat.starts[$0] < cut }
            let types = fat.types.map { ($0.offset, $0.isDaylight ? 1 : 0 as UInt8) }
            let slim = try Zone(
                name: name,
                tzif: file(
                    version: "3",
                    transitions: kept.map { (fat.starts[$0], fat.kinds[$0 + 1]) },
                    types: types,
                    footer: String(footer)
                )
            )
            for second in stride(from: -2_000_000_000, through: 40_000_000_000, by: 1_234_567) {
                let instant = Instant(seconds: Int64(second))
                if slim.offset(at: instant) != fat.offset(at: instant) {
                    Issue.record("\(name) at \(instant)")
                }
            }
        }
    }

    @Test func `corrupt files never crash`() throws {
        var generator = SeededGenerator(seed: 5)
        var accepted = 0
        let names = [
            "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "Etc/UTC", "America/Caracas",
        ]
        for name in names {
            let bytes = try #require(ZoneDirectory.bytes(at: name))
            for _ in 0..<1500 {
                var broken = bytes
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    // Headers and footers are where it matters, and they are few of the bytes.
                    let ends = [0..<64, max(0, broken.count - 40)..<broken.count]
                    let isAnywhere = Bool.random(using: &generator)
                    let place = isAnywhere ? broken.indices : ends.randomElement(using: &generator) ?? 0..<1
                    guard let index = place.randomElement(using: &generator), index < broken.count else {
                        continue
                    }
                    switch Int.random(in: 0..<6, using: &generator) {
                    case 0: broken.removeLast(min(broken.count, Int.random(in: 0...200, using: &generator)))
                    case 1: broken.insert(UInt8.random(in: 0...255, using: &generator), at: index)
                    case 2: broken[index] = 255
                    default: broken[index] = UInt8.random(in: 0...255, using: &generator)
                    }
                }
                guard let zone = try? Zone(name: name, tzif: broken) else { continue }
                accepted += 1
                exercise(zone, using: &generator)
            }
        }
        #expect(accepted > 100)
    }

    /// Asks the zone everything, near its transitions and at the ends of the line.
    private func exercise(_ zone: Zone, using generator: inout SeededGenerator) {
        let starts = [zone.starts.first, zone.starts.last, zone.starts.randomElement(using: &generator)]
            .compactMap { $0 }
        for second in starts + [
            0, 1_798_135_200, 253_402_300_799, Int(Int64.min / 1000), Int(Int64.max / 1000),
        ] {
            let instant = Instant(seconds: Int64(second))
            _ = zone.resolve(zone.civil(at: instant))
            _ = zone.abbreviation(at: instant)
        }
        for text in ["30 2 * * *", "*/15 * 1 * *"] {
            let recurrence = Recurrence.cron(text, timezone: zone.name)
            let start = Instant(seconds: Int64.random(in: -3_000_000_000...5_000_000_000, using: &generator))
            let schedule = try? Schedule(recurrence, zone: zone, anchor: start, includesAnchor: false)
            let instants = schedule?.instants(after: start, through: .distant, limit: 5) ?? []
            #expect(instants == instants.sorted())
        }
    }
}
