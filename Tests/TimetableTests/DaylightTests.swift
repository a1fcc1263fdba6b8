import Testing

@testable import Timetable

/// The rule on days an operator knows; ``ProcessWideTests/EveryTransitionTests`` has all the others.
@Suite("daylight saving", .timeLimit(.minutes(10)))
struct DaylightTests {
    struct Day: Sendable {
        let expression: String
        let zone: String
        var gap = DaylightGapRule.after
        var rule = DaylightRepeatRule.first
        let start: String
        let due: String
    }

    @Test(arguments: [
        // Berlin 2026-03-29: 02:00 to 03:00 does not exist; the gap ends at 01:00Z.
        Day(
            expression: "30 2 * * *",
            zone: "Europe/Berlin",
            start: "2026-03-28T12:00:00Z",
            due: "29T01:00 30T00:30"
        ),
        Day(
            expression: "30 2 * * *",
            zone: "Europe/Berlin",
            gap: .skip,
            start: "2026-03-28T12:00:00Z",
            due: "30T00:30 31T00:30"
        ),
        // Several times in one gap are one instant, and so is a regular match at its end.
        Day(
            expression: "0,15,30 2 * * *",
            zone: "Europe/Berlin",
            start: "2026-03-29T00:00:00Z",
            due: "29T01:00 30T00:00"
        ),
        Day(
            expression: "30 2,3 * * *",
            zone: "Europe/Berlin",
            start: "2026-03-29T00:00:00Z",
            due: "29T01:00 29T01:30"
        ),
        Day(
            expression: "0 2,3 * * *",
            zone: "Europe/Berlin",
            start: "2026-03-29T00:00:00Z",
            due: "29T01:00 30T00:00"
        ),
        // A wildcard lives on real time: at 02 there is nothing to fire at.
        Day(
            expression: "30 * * * *",
            zone: "Europe/Berlin",
            start: "2026-03-29T00:00:00Z",
            due: "29T00:30 29T01:30"
        ),
        Day(
            expression: "*/30 2 * * *",
            zone: "Europe/Berlin",
            start: "2026-03-29T00:00:00Z",
            due: "30T00:00 30T00:30"
        ),
        // A whole minute of seconds inside the gap is one instant too.
        Day(
            expression: "* 30 2 * * *",
            zone: "Europe/Berlin",
            start: "2026-03-29T00:00:00Z",
            due: "29T01:00 30T00:30"
        ),
        // Berlin 2026-10-25: 02:00 to 03:00 comes twice, at 00:00Z and at 01:00Z.
        Day(
            expression: "30 2 * * *",
            zone: "Europe/Berlin",
            start: "2026-10-24T12:00:00Z",
            due: "25T00:30 26T01:30"
        ),
        Day(
            expression: "30 2 * * *",
            zone: "Europe/Berlin",
            rule: .last,
            start: "2026-10-24T12:00:00Z",
            due: "25T01:30 26T01:30"
        ),
        Day(
            expression: "30 2 * * *",
            zone: "Europe/Berlin",
            rule: .both,
            start: "2026-10-24T12:00:00Z",
            due: "25T00:30 25T01:30 26T01:30"
        ),
        Day(
            expression: "30 * * * *",
            zone: "Europe/Berlin",
            start: "2026-10-25T00:00:00Z",
            due: "25T00:30 25T01:30 25T02:30"
        ),
        Day(
            expression: "*/30 2 * * *",
            zone: "Europe/Berlin",
            start: "2026-10-24T23:59:00Z",
            due: "25T00:00 25T00:30 25T01:00 25T01:30"
        ),
        // Asked in the second showing, the first is past and the second does not count.
        Day(expression: "30 2 * * *", zone: "Europe/Berlin", start: "2026-10-25T01:05:00Z", due: "26T01:30"),
        // Lord Howe is set by half an hour: 02:00 to 02:30 is missing on 2026-10-04, 15:30Z the day before.
        Day(
            expression: "15 2 * * *",
            zone: "Australia/Lord_Howe",
            start: "2026-10-03T00:00:00Z",
            due: "03T15:30 04T15:15"
        ),
        Day(
            expression: "45 2 * * *",
            zone: "Australia/Lord_Howe",
            start: "2026-10-03T00:00:00Z",
            due: "03T15:45 04T15:45"
        ),
        // Santiago 2026-09-06 begins at 01:00; the missing midnight is the sixth's.
        Day(
            expression: "30 0 6 9 *",
            zone: "America/Santiago",
            start: "2026-09-05T00:00:00Z",
            due: "06T04:00"
        ),
        Day(
            expression: "30 0 5 9 *",
            zone: "America/Santiago",
            start: "2026-09-05T00:00:00Z",
            due: "05T04:30"
        ),
        // Apia had no 2011-12-30. Its one instant is the first of the 31st, for a monthly task as for a daily
        // one.
        Day(expression: "0 2 30 * *", zone: "Pacific/Apia", start: "2011-12-01T00:00:00Z", due: "30T10:00"),
        Day(
            expression: "0 2 * * *",
            zone: "Pacific/Apia",
            start: "2011-12-29T00:00:00Z",
            due: "29T12:00 30T10:00 30T12:00 31T12:00"
        ),
        Day(
            expression: "0 2 30 * *",
            zone: "Pacific/Apia",
            gap: .skip,
            start: "2012-01-01T00:00:00Z",
            due: "29T12:00"
        ),
        Day(
            expression: "0 */6 * * *",
            zone: "Pacific/Apia",
            start: "2011-12-30T03:00:00Z",
            due: "30T04:00 30T10:00 30T16:00"
        ),
        // Kwajalein had no 1993-08-21.
        Day(
            expression: "0 12 * * *",
            zone: "Pacific/Kwajalein",
            start: "1993-08-20T00:00:00Z",
            due: "21T00:00 21T12:00 22T00:00"
        ),
        // Dublin's winter is its daylight time, set back; only the offsets matter.
        Day(
            expression: "30 1 * * *",
            zone: "Europe/Dublin",
            start: "2026-03-28T12:00:00Z",
            due: "29T01:00 30T00:30"
        ),
        Day(
            expression: "30 1 * * *",
            zone: "Europe/Dublin",
            start: "2026-10-24T12:00:00Z",
            due: "25T00:30 26T01:30"
        ),
        // Casablanca takes an hour off for Ramadan.
        Day(
            expression: "30 2 * * *",
            zone: "Africa/Casablanca",
            start: "2026-02-14T12:00:00Z",
            due: "15T01:30 16T02:30"
        ),
        Day(
            expression: "30 2 * * *",
            zone: "Africa/Casablanca",
            start: "2026-03-21T12:00:00Z",
            due: "22T02:00 23T01:30"
        ),
        // Monrovia was 44 minutes and 30 seconds behind until 1972-01-07.
        Day(
            expression: "10 0 * * *",
            zone: "Africa/Monrovia",
            start: "1972-01-06T00:00:00Z",
            due: "06T00:54:30 07T00:44:30 08T00:10"
        ),
    ])
    func `a day of changed clocks is as the Debian rule has it`(day: Day) throws {
        let recurrence = Recurrence.cron(day.expression, timezone: day.zone, gap: day.gap, repeat: day.rule)
        let zone = try ZoneDirectory.zone(day.zone)
        let schedule = try Schedule(
            recurrence,
            zone: zone,
            anchor: try Instant(day.start),
            includesAnchor: false
        )
        let wanted = day.due.split(separator: " ").map { $0.count == 8 ? "\($0):00Z" : "\($0)Z" }
        let found = schedule.instants(after: schedule.anchor, through: .distant, limit: wanted.count)
        #expect(found.map { String($0.shortDescription.dropFirst(8)) } == wanted)
    }
}
