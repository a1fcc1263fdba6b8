import Testing

@testable import Timetable

@Suite("schedules", .timeLimit(.minutes(10)))
struct ScheduleTests {
    private func schedule(
        _ recurrence: Recurrence,
        _ zone: Zone? = nil,
        from anchor: Instant = Instant(seconds: 1_798_135_200),
        includesAnchor: Bool = false
    ) throws -> Schedule {
        try Schedule(recurrence, zone: zone, anchor: anchor, includesAnchor: includesAnchor)
    }

    @Test func `a fixed delay is a grid from the anchor on`() throws {
        let anchor = Instant(milliseconds: 1_000_123)
        let first = try schedule(.fixedDelay(.seconds(5)), from: anchor, includesAnchor: true)
        let later = try schedule(.fixedDelay(.seconds(5)), from: anchor)
        #expect(first.next(after: Instant(milliseconds: .min)) == anchor)
        #expect(first.next(after: anchor - .milliseconds(1)) == anchor)
        #expect(first.next(after: anchor) == anchor + .seconds(5))
        #expect(later.next(after: anchor - .seconds(100)) == anchor + .seconds(5))
        #expect(later.next(after: anchor) == anchor + .seconds(5))
        #expect(later.next(after: anchor + .milliseconds(4999)) == anchor + .seconds(5))
        #expect(later.next(after: anchor + .milliseconds(5000)) == anchor + .seconds(10))
        #expect(first.next(after: anchor + .seconds(5_000_000_001)) == anchor + .seconds(5_000_000_005))
    }

    @Test func `a grid ends where the line ends`() throws {
        let end = Instant(milliseconds: .max)
        let near = try schedule(.fixedDelay(.seconds(5)), from: end - .seconds(7))
        #expect(near.next(after: end - .seconds(7)) == end - .seconds(2))
        #expect(near.next(after: end - .seconds(2)) == nil)
        #expect(near.next(after: end) == nil)
        let old = try schedule(
            .fixedDelay(.seconds(5)),
            from: Instant(milliseconds: .min),
            includesAnchor: true
        )
        let found = try #require(old.next(after: end - .seconds(60)))
        #expect(found > end - .seconds(60) && found <= end - .seconds(55))
        #expect(old.next(after: end) == nil)
        #expect(old.count(after: Instant(milliseconds: .min), through: end) > 3_000_000_000_000_000)
        let late = try schedule(.fixedDelay(.seconds(5)), from: end)
        #expect(late.next(after: Instant(milliseconds: 0)) == nil)
    }

    @Test(arguments: [
        (Duration.zero, "a delay of 0s is too short; the shortest is 10ms"),
        (.seconds(-5), "a delay of -5s is too short; the shortest is 10ms"),
        (.milliseconds(9), "a delay of 9ms is too short; the shortest is 10ms"),
        (.microseconds(10_500), "a delay of 0.0105 seconds is not in whole milliseconds"),
    ])
    func `a delay must make sense`(delay: Duration, message: String) throws {
        for recurrence in [Recurrence.fixedDelay(delay), .afterCompletion(delay)] {
            let error = #expect(throws: TimetableError.self) { try schedule(recurrence) }
            #expect(error == TimetableError(code: "bad-delay", message: message))
        }
        _ = try schedule(.fixedDelay(.milliseconds(10)))
    }

    @Test func `once is once, if it is not past`() throws {
        let instant = try Instant("2026-12-24T18:00:00.500Z")
        let coming = try schedule(.at(instant), from: instant - .seconds(1))
        #expect(coming.next(after: instant - .milliseconds(1)) == instant)
        #expect(coming.next(after: instant) == nil)
        #expect(coming.count(after: instant - .seconds(1), through: instant) == 1)
        let now = try schedule(.at(instant), from: instant)
        #expect(now.next(after: instant - .milliseconds(1)) == instant)
        let past = try schedule(.at(instant), from: instant + .milliseconds(1))
        #expect(past.next(after: Instant(milliseconds: 0)) == nil)
        let error = #expect(throws: TimetableError.self) { try schedule(.at(Instant(milliseconds: .max))) }
        #expect(error?.code == "bad-instant")
    }

    @Test func `after completion has no instants of its own`() throws {
        let schedule = try schedule(.afterCompletion(.seconds(600)))
        #expect(schedule.next(after: Instant(milliseconds: 0)) == nil)
        #expect(schedule.count(after: Instant(milliseconds: 0), through: .distant) == 0)
        #expect(schedule.last(after: Instant(milliseconds: 0), through: .distant) == nil)
    }

    @Test func `cron begins at the first match after the anchor`() throws {
        let sharp = try Instant("2026-12-24T02:00:00Z")
        let registered = try schedule(.cron("0 2 * * *", timezone: "UTC"), from: sharp)
        #expect(registered.next(after: sharp) == sharp + .seconds(86_400))
        #expect(registered.next(after: sharp - .seconds(1_000_000)) == sharp + .seconds(86_400))
        let before = try schedule(.cron("0 2 * * *", timezone: "UTC"), from: sharp - .milliseconds(1))
        #expect(before.next(after: before.anchor) == sharp)
        #expect(before.next(after: sharp - .milliseconds(1)) == sharp)
        #expect(before.next(after: sharp) == sharp + .seconds(86_400))
    }

    @Test func `a zone must be the one that is named, and is never taken for UTC`() throws {
        let berlin = try ZoneDirectory.zone("Europe/Berlin")
        let recurrence = Recurrence.cron("0 2 * * *", timezone: "Europe/Berlin")
        #expect(
            try schedule(recurrence, berlin).next(after: Instant("2026-12-24T00:00:00Z"))?.description
                == "2026-12-25T01:00:00.000Z"
        )
        for zone in [nil, .utc, try ZoneDirectory.zone("Europe/Paris")] as [Zone?] {
            let error = #expect(throws: TimetableError.self) { try schedule(recurrence, zone) }
            #expect(
                error
                    == TimetableError(
                        code: "missing-zone",
                        message: "the time zone Europe/Berlin is not known"
                    )
            )
        }
    }

    @Test func `a match that the clocks always skip is refused`() throws {
        let zone = try ZoneDirectory.zone("America/New_York")
        let now = try Instant("2026-11-23T00:00:00Z")
        let never = Recurrence.cron("*/5 2 * 3 0#2", timezone: "America/New_York")
        let error = #expect(throws: TimetableError.self) { try schedule(never, zone, from: now) }
        #expect(error?.code == "never-matches")
        #expect(
            error?.message == "*/5 2 * 3 0#2 never matches in America/New_York after 2026-11-23T00:00:00Z"
        )
        let skipped = Recurrence.cron("30 2 * 3 0#2", timezone: "America/New_York", gap: .skip)
        #expect(throws: TimetableError.self) { try schedule(skipped, zone, from: now) }
        let moved = Recurrence.cron("30 2 * 3 0#2", timezone: "America/New_York")
        #expect(try schedule(moved, zone, from: now).next(after: now) == Instant("2027-03-14T07:00:00Z"))
        // Before 2007 the clocks were set in April.
        let old = try schedule(never, zone, from: try Instant("2005-01-01T00:00:00Z"))
        #expect(old.next(after: old.anchor) == (try Instant("2005-03-13T07:00:00Z")))
        #expect(old.next(after: now) == nil)
    }

    @Test func `beyond the calendar there is nothing, and nothing breaks`() throws {
        let schedule = try schedule(.cron("*/5 * * * *", timezone: "UTC"), from: Instant(milliseconds: .min))
        #expect(schedule.next(after: Instant(milliseconds: .min)) == (try Instant("0001-01-01T00:00:00Z")))
        #expect(schedule.next(after: Instant(milliseconds: .max)) == nil)
        #expect(schedule.next(after: try Instant("9999-12-31T23:55:00Z")) == nil)
        #expect(
            schedule.next(after: try Instant("9999-12-31T23:54:59Z")) == (try Instant("9999-12-31T23:55:00Z"))
        )
    }

    @Test func `spans are listed, counted and searched alike`() throws {
        var generator = SeededGenerator(seed: 6)
        let zone = try ZoneDirectory.zone("Australia/Lord_Howe")
        var recurrences: [Recurrence] = [.fixedDelay(.milliseconds(7777)), .fixedDelay(.seconds(86_400))]
        for text in [
            "*/15 * * * *", "30 2 * * *", "0 0-23/2 1-20 * *", "10,50 1-2 * * 0", "5 4 29 2 *",
            "*/30 15 */6 * * *",
        ] {
            for rule in DaylightRepeatRule.allCases {
                recurrences.append(.cron(text, timezone: zone.name, gap: .after, repeat: rule))
            }
        }
        for recurrence in recurrences {
            let schedule = try schedule(
                recurrence,
                zone,
                from: try Instant("2020-01-01T00:00:00Z"),
                includesAnchor: true
            )
            for _ in 0..<6 {
                let start = Instant(
                    milliseconds: .random(in: 1_570_000_000_000...1_790_000_000_000, using: &generator)
                )
                let end = start + .milliseconds(.random(in: 0...8_000_000_000, using: &generator))
                let listed = schedule.instants(after: start, through: end, limit: 2_000_000)
                #expect(
                    schedule.count(after: start, through: end) == listed.count,
                    "\(recurrence) \(start) \(end)"
                )
                #expect(
                    schedule.last(after: start, through: end) == listed.last,
                    "\(recurrence) \(start) \(end)"
                )
                #expect(schedule.instants(after: start, through: end, limit: 3) == Array(listed.prefix(3)))
                if let last = listed.last {
                    #expect(schedule.last(after: start, through: last) == last)
                    #expect(schedule.last(after: last, through: last) == nil)
                    #expect(schedule.count(after: start, through: last) == listed.count)
                }
            }
        }
    }

    @Test func `a century of seconds is counted at once`() throws {
        let zone = try ZoneDirectory.zone("UTC")
        let anchor = try Instant("2000-01-01T00:00:00Z") - .milliseconds(1)
        let schedule = try schedule(.cron("* * * * * *", timezone: "UTC"), zone, from: anchor)
        let end = try Instant("2099-12-31T23:59:59Z")
        #expect(schedule.count(after: anchor, through: end) == 36_525 * 86_400)
        #expect(schedule.last(after: anchor, through: end) == end)
    }
}
