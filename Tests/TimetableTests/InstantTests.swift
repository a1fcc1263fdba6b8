import Testing

@testable import Timetable

@Suite("instants", .timeLimit(.minutes(10)))
struct InstantTests {
    @Test(arguments: [
        ("2026-12-24T18:00:00Z", "2026-12-24T18:00:00.000Z"),
        ("2026-12-24t18:00:00z", "2026-12-24T18:00:00.000Z"),
        ("2026-12-24 19:00:00.5+01:00", "2026-12-24T18:00:00.500Z"),
        ("2026-12-24T12:30:00-05:30", "2026-12-24T18:00:00.000Z"),
        ("2026-12-24T18:00:00.1239999Z", "2026-12-24T18:00:00.123Z"),
        ("2026-12-24T18:00:00.07Z", "2026-12-24T18:00:00.070Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ("1969-12-31T23:59:59.001-00:00", "1969-12-31T23:59:59.001Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"),
        ("2000-02-29T23:59:59Z", "2000-02-29T23:59:59.000Z"),
    ])
    func `an RFC 3339 text is read, and written in UTC with milliseconds`(text: String, written: String)
        throws
    {
        let instant = try #require(Instant(rfc3339: text))
        #expect(instant.description == written)
        #expect(Instant(rfc3339: written) == instant)
    }

    @Test(arguments: [
        "", "2026", "2026-12-24", "2026-12-24T18:00Z", "2026-12-24T18:00:00", "2026-12-24T18:00:00.Z",
        "2026-12-24T18:00:00,5Z", "2026-12-24T24:00:00Z", "2026-12-24T18:60:00Z", "2026-12-31T23:59:60Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z", "2026-04-00T00:00:00Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "0000-12-31T00:00:00Z", "10000-01-01T00:00:00Z",
        "-001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        "2026-12-24T18:00:00Z ",
        " 2026-12-24T18:00:00Z", "2026-12-24T18:00:00+1:00", "2026-12-24T18:00:00+0100",
        "2026-12-24T18:00:00+24:00",
        "2026-12-24T18:00:00+01:60", "2026-12-24_18:00:00Z", "2026/12/24T18:00:00Z", "２026-12-24T18:00:00Z",
        "2026-12-24T18:00:00Ｚ", "2026-12-24T18:00:00ZZ", "+026-12-24T18:00:00Z",
    ])
    func `what is not RFC 3339, or no date, is refused`(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test func `every millisecond near the epoch is written as it is read`() {
        for milliseconds in Int64(-2500)...2500 {
            let instant = Instant(milliseconds: milliseconds)
            #expect(Instant(rfc3339: instant.description) == instant)
        }
    }

    @Test func `even the ends of the line have a text, which is not read back`() {
        #expect(Instant(milliseconds: .max).description == "292278994-08-17T07:12:55.807Z")
        #expect(Instant(milliseconds: .min).description == "-292275055-05-16T16:47:04.192Z")
        #expect(!Instant(milliseconds: .max).isWritable)
        #expect(Instant(rfc3339: Instant(milliseconds: .max).description) == nil)
    }

    @Test func `a short text leaves zero milliseconds out`() throws {
        #expect(try Instant("2026-12-24T18:00:00Z").shortDescription == "2026-12-24T18:00:00Z")
        #expect(try Instant("2026-12-24T18:00:00.250Z").shortDescription == "2026-12-24T18:00:00.250Z")
    }

    @Test func `durations are rounded down to milliseconds, forwards and backwards alike`() {
        let instant = Instant(milliseconds: 1000)
        #expect(instant + .microseconds(1999) == Instant(milliseconds: 1001))
        #expect(instant - .microseconds(1999) == Instant(milliseconds: 999))
        #expect(instant + .microseconds(-1) == Instant(milliseconds: 999))
        #expect(instant + .seconds(3) - .seconds(3) == instant)
        #expect(Instant(milliseconds: 2500) - instant == .milliseconds(1500))
        #expect(instant.duration(to: Instant(milliseconds: 2500)) == .milliseconds(1500))
        var moving = instant
        moving += .seconds(1)
        moving -= .milliseconds(500)
        #expect(moving == Instant(milliseconds: 1500))
    }

    @Test func `arithmetic stops at the ends of the line`() {
        let end = Instant(milliseconds: .max)
        let beginning = Instant(milliseconds: .min)
        let age: Duration = .seconds(Int64.max)
        #expect(end + .milliseconds(1) == end)
        #expect(beginning - .milliseconds(1) == beginning)
        #expect(Instant(milliseconds: 0) + age == end)
        #expect(Instant(milliseconds: 0) - age == Instant(milliseconds: -.max))
        #expect(beginning + .milliseconds(-1) == beginning)
        #expect(end - .milliseconds(-1) == end)
        #expect(end - beginning == .milliseconds(Int64.max))
        #expect(beginning - end == .milliseconds(Int64.min))
        #expect(Instant(seconds: .max) == end)
        #expect(Instant(seconds: .min) == beginning)
    }
}
