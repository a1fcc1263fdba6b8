import Glibc
import Testing

@testable import Timetable

@Suite("zones", .timeLimit(.minutes(10)))
struct ZoneTests {
    @Test func `UTC needs no file`() throws {
        let instant = try Instant("2026-12-24T18:00:00Z")
        #expect(Zone.utc.offset(at: instant) == 0)
        #expect(Zone.utc.abbreviation(at: instant) == "UTC")
        #expect(Zone.utc.civil(at: instant).description == "2026-12-24 18:00:00")
        let civil = Zone.utc.civil(at: instant)
        #expect(Zone.utc.resolve(civil) == .unique(instant))
        #expect(Zone.utc.segment(Zone.utc.segmentIndex(at: .min / 2)).offset == 0)
    }

    @Test(arguments: [
        ("Europe/Berlin", "1893-01-01T00:00:00Z", 3208, "LMT", false),
        ("Europe/Berlin", "2026-07-01T00:00:00Z", 7200, "CEST", true),
        ("Europe/Berlin", "2026-12-24T00:00:00Z", 3600, "CET", false),
        ("Europe/Berlin", "2500-07-01T00:00:00Z", 7200, "CEST", true),
        ("Europe/Dublin", "2026-07-01T00:00:00Z", 3600, "IST", true),
        ("Europe/Dublin", "2026-12-24T00:00:00Z", 0, "GMT", false),
        ("Australia/Lord_Howe", "2026-12-24T00:00:00Z", 39_600, "+11", true),
        ("Australia/Lord_Howe", "9999-07-01T00:00:00Z", 37_800, "+1030", false),
        ("Pacific/Apia", "2011-12-30T09:59:59Z", -36_000, "-10", true),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", 50_400, "+14", true),
        ("America/Sao_Paulo", "2400-12-24T00:00:00Z", -10_800, "-03", false),
        ("Asia/Kathmandu", "2026-12-24T00:00:00Z", 20_700, "+0545", false),
    ])
    func `a zone knows its offset, its name and its daylight time`(
        name: String,
        at text: String,
        offset: Int,
        abbreviation: String,
        isDaylight: Bool
    ) throws {
        let zone = try ZoneDirectory.zone(name)
        let instant = try Instant(text)
        #expect(zone.offset(at: instant) == offset)
        #expect(zone.abbreviation(at: instant) == abbreviation)
        #expect(name == "Europe/Dublin" || zone.isDaylight(at: instant) == isDaylight)
        #expect(zone.civil(at: instant).localSeconds == instant.wholeSeconds + offset)
    }

    @Test func `a local time lies once, never or twice on the line`() throws {
        let berlin = try ZoneDirectory.zone("Europe/Berlin")
        func local(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int = 0) throws -> CivilTime {
            try #require(CivilTime(year: 2026, month: month, day: day, hour: hour, minute: minute))
        }
        #expect(berlin.resolve(try local(12, 24, 19)) == .unique(try Instant("2026-12-24T18:00:00Z")))
        let gap = LocalResolution.gap(
            transition: try Instant("2026-03-29T01:00:00Z"),
            before: 3600,
            after: 7200
        )
        #expect(berlin.resolve(try local(3, 29, 2)) == gap)
        #expect(berlin.resolve(try local(3, 29, 2, 59)) == gap)
        #expect(berlin.resolve(try local(3, 29, 3)) == .unique(try Instant("2026-03-29T01:00:00Z")))
        #expect(
            berlin.resolve(try local(10, 25, 2, 30))
                == .repeated(
                    first: try Instant("2026-10-25T00:30:00Z"),
                    last: try Instant("2026-10-25T01:30:00Z")
                )
        )
        let apia = try ZoneDirectory.zone("Pacific/Apia")
        let missing = try #require(CivilTime(year: 2011, month: 12, day: 30, hour: 12))
        let jump = LocalResolution.gap(
            transition: try Instant("2011-12-30T10:00:00Z"),
            before: -36_000,
            after: 50_400
        )
        #expect(apia.resolve(missing) == jump)
    }

    @Test func `every local time around every transition resolves to instants that show it`() throws {
        for name in [
            "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/Juneau", "Africa/Monrovia",
        ] {
            let zone = try ZoneDirectory.zone(name)
            for start in zone.starts where start > -3_000_000_000 {
                for shift in stride(from: -100_000, through: 100_000, by: 3557) {
                    let time = CivilTime(
                        localSeconds: start + zone.offset(at: Instant(seconds: Int64(start))) + shift
                    )
                    switch zone.resolve(time) {
                    case .unique(let instant):
                        #expect(zone.civil(at: instant) == time)
                    case .repeated(let first, let last):
                        #expect(first < last && zone.civil(at: first) == time && zone.civil(at: last) == time)
                    case .gap(let transition, let before, let after):
                        #expect(zone.offset(at: transition) == after && before < after)
                        #expect(zone.civil(at: transition) > time)
                        #expect(zone.civil(at: transition - .seconds(1)) < time)
                    }
                }
            }
        }
    }

    @Test(arguments: [
        "Europe/Berlin", "Etc/GMT+5", "America/Argentina/Buenos_Aires", "UTC", "CST6CDT", "right/UTC",
    ])
    func `names of zones are plausible`(name: String) {
        #expect(Zone.isPlausibleName(name))
    }

    @Test(arguments: [
        "", "/etc/passwd", "../etc/passwd", "Europe/../../x", "Europe//Berlin", "Europe/", ".hidden",
        "Europe/.x", "a b",
        "Europe\\Berlin", "Ä", "a\0b", "posix:", "a\n", String(repeating: "a", count: 129),
    ])
    func `names that could lead elsewhere are refused`(name: String) throws {
        #expect(!Zone.isPlausibleName(name))
        let error = #expect(throws: TimetableError.self) { try Zone(name: name, tzif: []) }
        #expect(error?.code == "bad-zone-name")
    }

    @Test func `the fingerprint tells files apart, not names`() throws {
        let berlin = try ZoneDirectory.zone("Europe/Berlin")
        let paris = try ZoneDirectory.zone("Europe/Paris")
        let bytes = try #require(ZoneDirectory.bytes(at: "Europe/Berlin"))
        let again = try Zone(name: "Europe/Berlin", tzif: bytes)
        let renamed = try Zone(name: "Europe/Bonn", tzif: bytes)
        #expect(berlin == again && berlin.hashValue == again.hashValue)
        #expect(berlin.fingerprint == renamed.fingerprint && berlin != renamed)
        #expect(berlin.fingerprint != paris.fingerprint)
        #expect(berlin.fingerprint.count == 16)
    }
}
