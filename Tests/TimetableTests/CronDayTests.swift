import Testing

@testable import Timetable

@Suite("days of cron", .timeLimit(.minutes(10)))
struct CronDayTests {
    @Test(arguments: [
        ("0 0 L * *", "2024-01-31 2024-02-29 2024-03-31 2024-04-30"),
        ("0 0 L-1 * *", "2024-01-30 2024-02-28 2024-03-30 2024-04-29"),
        ("0 0 L-30 * *", "2024-03-01 2024-05-01 2024-07-01 2024-08-01"),
        // 2024-06-15 is a Saturday, 2024-09-15 a Sunday; 2024-06-01 a Saturday; 2024-03-31 a Sunday.
        ("0 0 15W 6,9,10 *", "2024-06-14 2024-09-16 2024-10-15 2025-06-16"),
        ("0 0 1W 6,9 *", "2024-06-03 2024-09-02 2025-06-02 2025-09-01"),
        ("0 0 31W * *", "2024-01-31 2024-03-29 2024-05-31 2024-07-31"),
        ("0 0 LW * *", "2024-01-31 2024-02-29 2024-03-29 2024-04-30"),
        ("0 0 * * 5#2", "2024-01-12 2024-02-09 2024-03-08 2024-04-12"),
        ("0 0 * * 1#5", "2024-01-29 2024-04-29 2024-07-29 2024-09-30"),
        ("0 0 * * 5L", "2024-01-26 2024-02-23 2024-03-29 2024-04-26"),
        ("0 0 * * 7L", "2024-01-28 2024-02-25 2024-03-31 2024-04-28"),
        ("0 0 13 * 5", "2024-01-05 2024-01-12 2024-01-13 2024-01-19"),
        ("0 0 13 * */5", "2024-09-13 2024-10-13 2024-12-13 2025-04-13"),
        ("0 0 */10 2 *", "2024-02-01 2024-02-11 2024-02-21 2025-02-01"),
        ("0 0 29 2 *", "2024-02-29 2028-02-29 2032-02-29 2036-02-29"),
        ("0 0 29 2 */4", "2024-02-29 2032-02-29 2052-02-29 2060-02-29"),
        ("0 0 31 * *", "2024-01-31 2024-03-31 2024-05-31 2024-07-31"),
    ])
    func `days come as the calendar has them`(text: String, days: String) throws {
        let expression = try CronExpression(text)
        var local = try Instant("2024-01-01T00:00:01Z").wholeSeconds
        var found: [String] = []
        for _ in 0..<4 {
            let match = try #require(expression.nextMatch(from: local))
            found.append(String(CivilTime(localSeconds: match).description.prefix(10)))
            local = match + 1
        }
        #expect(found.joined(separator: " ") == days)
    }

    @Test func `a leap day on one weekday waits forty years across 2100`() throws {
        let expression = try CronExpression("0 0 29 2 */7")
        var local = try Instant("2060-01-01T00:00:00Z").wholeSeconds
        var years: [Int] = []
        for _ in 0..<5 {
            let match = try #require(expression.nextMatch(from: local))
            years.append(CivilTime(localSeconds: match).year)
            local = match + 1
        }
        #expect(years == [2060, 2088, 2128, 2156, 2184])
    }

    @Test func `days of random expressions are those a beginner finds`() throws {
        var generator = SeededGenerator(seed: 3)
        let months = ["*", "2", "1-6/2", "2,11"]
        let days = ["*", "L", "L-4", "15W", "1W,31W", "LW", "29-31", "*/7", "1,L", "30W,L-27"]
        let weeks = ["*", "0", "7", "1-5", "5#5", "0#1,3L", "*/3", "6L", "7#2"]
        for _ in 0..<150 {
            let text = [
                "0", "0", days.randomElement(using: &generator), months.randomElement(using: &generator),
                weeks.randomElement(using: &generator),
            ].compactMap { $0 }.joined(separator: " ")
            guard let expression = try? CronExpression(text) else { continue }
            let naive = NaiveCron(text)
            let first = CivilDate(daysSinceEpoch: Int.random(in: -40_000...40_000, using: &generator))
                .daysSinceEpoch
            var next = try #require(expression.nextMatch(from: first * 86_400))
            for day in first..<first + 1500 {
                let date = CivilDate(daysSinceEpoch: day)
                let isDue = naive.matches(
                    year: date.year,
                    month: date.month,
                    day: date.day,
                    weekday: date.weekday
                )
                if isDue != (next == day * 86_400) { Issue.record("\(text) on \(date)") }
                if isDue { next = try #require(expression.nextMatch(from: next + 1)) }
            }
        }
    }

    @Test func `matches are counted as they are found`() throws {
        var generator = SeededGenerator(seed: 4)
        for text in [
            "*/7 3-20/3 * * *", "*/20 5 4 * * 1,L", "1 2 L,15W * 5#2", "30 12 29 2 *", "0 0 13 */2 5",
        ] {
            guard let expression = try? CronExpression(text) else { continue }
            for _ in 0..<40 {
                let start = Int.random(in: -1_000_000_000...4_000_000_000, using: &generator)
                let end = start + Int.random(in: 0...20_000_000, using: &generator)
                var local = start
                var count = 0
                while let match = expression.nextMatch(from: local), match < end {
                    count += 1
                    local = match + 1
                }
                #expect(
                    expression.countMatches(from: start, to: end) == count,
                    "\(text) from \(start) to \(end)"
                )
            }
        }
    }

    @Test func `nothing is found after the year 9999`() throws {
        let expression = try CronExpression("0 0 1 1 *")
        let end = try Instant("9999-06-01T00:00:00Z").wholeSeconds
        #expect(expression.nextMatch(from: end) == nil)
        #expect(try CronExpression("* * * * *").nextMatch(from: end) == end)
    }
}
