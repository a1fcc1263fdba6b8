import Testing

@testable import Timetable

@Suite(.timeLimit(.minutes(10)))
struct CronMismatchTests {
    @Test(arguments: [
        ("0 2 * * *", (14, 3, 0), ["hour 14 2", "minute 3 0"]),
        ("0 2 * * *", (2, 0, 0), []),
        ("0 2 * * *", (2, 0, 30), ["second 30 0"]),
        ("*/5 8-11 * * mon-fri", (9, 3, 0), ["minute 3 */5"]),
        ("0 2 * jan *", (2, 0, 0), ["month 12 jan"]),
        ("0 2 1 * mon", (2, 0, 0), ["day-of-month 24 1", "day-of-week 4 mon"]),
        ("0 2 24 * mon", (2, 0, 0), []),
        ("0 2 */7 * thu", (2, 0, 0), ["day-of-month 24 */7"]),
        ("@hourly", (2, 1, 0), ["minute 1 0"]),
        ("30 0 2 * * *", (2, 0, 0), ["second 0 30"]),
    ])
    func `every field that does not match is named`(text: String, clock: (Int, Int, Int), expected: [String])
        throws
    {
        let expression = try CronExpression(text)
        // A Thursday.
        let time = try #require(
            CivilTime(year: 2026, month: 12, day: 24, hour: clock.0, minute: clock.1, second: clock.2)
        )
        let found = expression.mismatches(at: time)
        #expect(found.map { "\($0.field.rawValue) \($0.value) \($0.allowed)" } == expected)
        #expect(found.isEmpty == (expression.mismatch(at: time) == nil))
    }

    @Test func `nothing is named exactly when all of it matches`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let second = Int.random(in: 1_700_000_000...1_900_000_000, using: &generator)
            let time = CivilTime(localSeconds: second / 60 * 60)
            for text in ["*/7 3,4 1-15 * mon", "0 0 L * *", "15 */2 * 6-9 5#2", "* * 29 2 *"] {
                let expression = try CronExpression(text)
                #expect(expression.mismatches(at: time).isEmpty == (expression.mismatch(at: time) == nil))
            }
        }
    }

    @Test(
        arguments: [
            // 2026-03-29 in Berlin: 02:00 to 03:00 does not exist; 2026-10-25: 02:00 to 03:00 comes twice.
            ("30 2 * * *", "2026-03-29T01:00:00Z", CronDaylight.standsFor(civil(3, 29, 2, 30))),
            ("30 3 * * *", "2026-03-29T01:00:00Z", nil),
            ("*/30 2 * * *", "2026-03-29T01:00:00Z", nil),
            ("30 2 * * *", "2026-03-30T00:30:00Z", nil),
            (
                "30 2 * * *", "2026-10-25T00:30:00Z",
                .repeated(isFirst: true, other: Instant(seconds: 1_792_891_800))
            ),
            (
                "30 2 * * *", "2026-10-25T01:30:00Z",
                .repeated(isFirst: false, other: Instant(seconds: 1_792_888_200))
            ),
            ("31 2 * * *", "2026-10-25T00:30:00Z", nil),
        ] as [(String, String, CronDaylight?)]
    )
    func `what daylight saving did to an instant is told`(text: String, at: String, expected: CronDaylight?)
        throws
    {
        let instant = try #require(Instant(rfc3339: at))
        let zone = try ZoneDirectory.zone("Europe/Berlin")
        #expect(try CronExpression(text).daylight(at: instant, in: zone) == expected)
    }

    private static func civil(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int) -> CivilTime {
        CivilTime(
            localSeconds: CivilDate.daysSinceEpoch(toFirstOf: month, year: 2026) * 86_400
                + ((day - 1) * 24 + hour) * 3_600 + minute * 60
        )
    }
}
