import Glibc
import Testing

@testable import Timetable

@Suite("civil time", .timeLimit(.minutes(10)))
struct CivilTimeTests {
    @Test func `every day of 800 years is the C library's`() throws {
        for day in -146_097...146_097 {
            let date = CivilDate(daysSinceEpoch: day)
            let fields = LibcClock.calendar(day * 86_400)
            let isSame =
                date.year == Int(fields.tm_year) + 1900 && date.month == Int(fields.tm_mon) + 1
                && date.day == Int(fields.tm_mday) && date.weekday == Int(fields.tm_wday)
                && date.daysSinceEpoch == day
            if !isSame { Issue.record("day \(day) is \(date)") }
        }
    }

    @Test func `local seconds and fields are the same time`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<10_000 {
            let seconds = Int.random(in: -100_000_000_000...253_402_300_799, using: &generator)
            let time = CivilTime(localSeconds: seconds)
            #expect(time.localSeconds == seconds)
            let copy = CivilTime(
                year: time.year,
                month: time.month,
                day: time.day,
                hour: time.hour,
                minute: time.minute,
                second: time.second
            )
            #expect(copy == time)
        }
    }

    @Test func `dates that no calendar has are refused`() {
        #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2100, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2026, month: 6, day: 31) == nil)
        #expect(CivilDate(year: 2026, month: 13, day: 1) == nil)
        #expect(CivilTime(year: 2026, month: 1, day: 1, hour: 24) == nil)
        #expect(CivilTime(year: 2026, month: 1, day: 1, second: 60) == nil)
    }

    @Test func `times are written and ordered as on paper`() throws {
        let evening = try #require(CivilTime(year: 2026, month: 12, day: 24, hour: 18))
        let midnight = try #require(CivilTime(year: 2026, month: 12, day: 25))
        #expect(evening.description == "2026-12-24 18:00:00")
        #expect(evening < midnight)
        #expect(evening.weekday == 4)
    }
}
