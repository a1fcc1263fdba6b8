import Testing

@testable import Timetable

@Suite("cron expressions", .timeLimit(.minutes(10)))
struct CronExpressionTests {
    @Test(arguments: [
        ("", "minute field, column 1: missing; an expression has 5 fields, or 6 with seconds in front", 1),
        ("  ", "minute field, column 3: missing; an expression has 5 fields, or 6 with seconds in front", 3),
        (
            "* * * *",
            "day-of-week field, column 8: missing; an expression has 5 fields, or 6 with seconds in front", 8
        ),
        (
            "0 2",
            "day-of-month field, column 4: missing; an expression has 5 fields, or 6 with seconds in front", 4
        ),
        (
            "0 0 2 * * * x", "column 13: a 7th field; an expression has 5 fields, or 6 with seconds in front",
            13
        ),
        ("61 * * * *", "minute field, column 1: 61 is out of range 0-59", 1),
        ("60 0 0 * * *", "second field, column 1: 60 is out of range 0-59", 1),
        ("0 24 * * *", "hour field, column 3: 24 is out of range 0-23", 3),
        ("0 0 0 * *", "day-of-month field, column 5: 0 is out of range 1-31", 5),
        ("0 0 32 * *", "day-of-month field, column 5: 32 is out of range 1-31", 5),
        ("0 0 * 0 *", "month field, column 7: 0 is out of range 1-12", 7),
        ("0 0 * 13 *", "month field, column 7: 13 is out of range 1-12", 7),
        ("0 0 * * 8", "day-of-week field, column 9: 8 is out of range 0-7", 9),
        ("0\t  0 * * 1,2,9", "day-of-week field, column 15: 9 is out of range 0-7", 15),
        ("  99 * * * *", "minute field, column 3: 99 is out of range 0-59", 3),
        (
            "0 0-99999999999999999999 * * *",
            "hour field, column 5: 99999999999999999999 is out of range 0-23", 5
        ),
        ("*/0 * * * *", "minute field, column 3: a step of 0 goes nowhere", 3),
        ("*/ * * * *", "minute field, column 3: the step after / is missing", 3),
        ("1-9/x * * * *", "minute field, column 5: the step after / is missing", 5),
        (
            "5/15 * * * *", "minute field, column 2: a step needs * or a range before it, such as 5-59/15",
            2
        ),
        ("50-10 * * * *", "minute field, column 1: the range 50-10 runs backwards; write it as two", 1),
        (
            "0 0 * * sat-sun",
            "day-of-week field, column 9: the range sat-sun runs backwards; write it as two", 9
        ),
        (
            "0 0 * * 1,fri-mon",
            "day-of-week field, column 11: the range fri-mon runs backwards; write it as two", 11
        ),
        ("1,,2 * * * *", "minute field, column 3: a number is missing", 3),
        (",1 * * * *", "minute field, column 1: a number is missing", 1),
        ("1, * * * *", "minute field, column 3: a number is missing", 3),
        ("5- * * * *", "minute field, column 3: a number is missing", 3),
        ("-5 * * * *", "minute field, column 1: unexpected \"-\"", 1),
        ("1-2-3 * * * *", "minute field, column 4: unexpected \"-\"", 4),
        ("** * * * *", "minute field, column 2: unexpected \"*\"", 2),
        ("*-5 * * * *", "minute field, column 2: unexpected \"-\"", 2),
        ("1.5 * * * *", "minute field, column 2: unexpected \".\"", 2),
        ("0 0 ? * *", "day-of-month field, column 5: unexpected \"?\"; write *", 5),
        ("0 ½ * * *", "hour field, column 3: unexpected \"½\"", 3),
        ("a * * * *", "minute field, column 1: \"a\" is not a number", 1),
        ("5a * * * *", "minute field, column 2: unexpected \"a\"", 2),
        ("0 0 * foo *", "month field, column 7: \"foo\" is not a month name (jan-dec)", 7),
        ("0 0 * january *", "month field, column 7: \"january\" is not a month name (jan-dec)", 7),
        ("0 0 * mon *", "month field, column 7: \"mon\" is not a month name (jan-dec)", 7),
        ("0 0 * * monday", "day-of-week field, column 9: \"monday\" is not a weekday name (sun-sat)", 9),
        ("0 0 * * jan", "day-of-week field, column 9: \"jan\" is not a weekday name (sun-sat)", 9),
        ("0 0 mon * *", "day-of-month field, column 5: \"mon\" is not a number", 5),
        ("L * * * *", "minute field, column 1: \"L\" is not a number", 1),
        ("0 0 * * L", "day-of-week field, column 9: L needs a weekday in front of it, such as 5L", 9),
        ("0 0 5L * *", "day-of-month field, column 6: unexpected \"L\"", 6),
        ("0 0 L-0 * *", "day-of-month field, column 7: 0 is out of range 1-30", 7),
        ("0 0 L-31 * *", "day-of-month field, column 7: 31 is out of range 1-30", 7),
        ("0 0 L- * *", "day-of-month field, column 7: the number of days after L- is missing", 7),
        ("0 0 L/2 * *", "day-of-month field, column 6: unexpected \"/\"", 6),
        ("0 0 W * *", "day-of-month field, column 5: \"W\" is not a number", 5),
        ("0 0 1-5W * *", "day-of-month field, column 7: W needs one day, not a range", 7),
        ("0 0 15W/2 * *", "day-of-month field, column 8: unexpected \"/\"", 8),
        ("0 0 * * 5W", "day-of-week field, column 10: unexpected \"W\"", 10),
        ("0 0 * * 5#0", "day-of-week field, column 11: a month has a weekday 1 to 5 times, not 0", 11),
        ("0 0 * * fri#6", "day-of-week field, column 13: a month has a weekday 1 to 5 times, not 6", 13),
        ("0 0 * * 5#", "day-of-week field, column 11: the number after # is missing", 11),
        ("0 0 5#2 * *", "day-of-month field, column 6: unexpected \"#\"", 6),
        (
            "0 0 * * 1-5L", "day-of-week field, column 12: a range cannot be the last or the nth of a month",
            12
        ),
        (
            "0 0 * * 1-5#2", "day-of-week field, column 12: a range cannot be the last or the nth of a month",
            12
        ),
        ("@reboot", "column 1: @reboot is not a time; a task due when a worker starts has no timetable", 1),
        (
            " @dayly",
            "column 2: @dayly is not one of @yearly @annually @monthly @weekly @daily @midnight @hourly",
            2
        ),
        ("@daily 5", "column 8: nothing may follow @daily", 8),
    ])
    func `a bad expression names the field, the column and the reason`(
        text: String,
        message: String,
        column: Int
    ) {
        let error = #expect(throws: TimetableError.self) { try CronExpression(text) }
        #expect(error == TimetableError(code: "bad-cron", message: message, column: column))
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("30 2 30 2 *", "day-of-month field, column 6: 30 never comes in month 2", 6),
        ("0 0 31 apr,jun,9,11 *", "day-of-month field, column 5: 31 never comes in month apr,jun,9,11", 5),
        ("0 0 0 30-31 2 *", "day-of-month field, column 7: 30-31 never comes in month 2", 7),
        ("0 0 30W feb *", "day-of-month field, column 5: 30W never comes in month feb", 5),
        ("0 0 L-29 2 *", "day-of-month field, column 5: L-29 never comes in month 2", 5),
        (
            "0 0 */30 * wed#2",
            "day-of-month field, column 5: */30 never comes in month * on day-of-week wed#2", 5
        ),
    ])
    func `an expression that never matches is refused where its days stand`(
        text: String,
        message: String,
        column: Int
    ) {
        let error = #expect(throws: TimetableError.self) { try CronExpression(text) }
        #expect(error == TimetableError(code: "never-matches", message: message, column: column))
    }

    @Test(arguments: [
        "0 0 29 2 *", "0 0 29 2 */7", "0 0 30 2 1", "0 0 31 2,3 *", "0 0 L 2 *",
        "0 0 L-28 2 *",
        "0 0 31W * *", "0 0 * 2 6#5",
    ])
    func `an expression that matches seldom is none that never matches`(text: String) throws {
        _ = try CronExpression(text)
    }

    @Test(arguments: [
        ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@MONTHLY", "0 0 1 * *"),
        ("@weekly", "0 0 * * 0"),
        ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), (" @hourly ", "0 * * * *"),
        ("0 0 * * sun", "0 0 * * 7"), ("0 0 * JAN-Mar mon,WED", "0 0 * 1-3 1,3"),
        ("0 0 * * 5-7", "0 0 * * 0,5,6"),
        ("0 0 * * 1-7/2", "0 0 * * 1,3,5,0"), ("*/90 * * * *", "0 * * * *"), ("00 00 01 01 *", "0 0 1 1 *"),
        ("0 1 2 3 4", "0 0 1 2 3 4"), ("  0\t1 2 3 4 ", "0 1 2 3 4"),
        ("5-59/15 * * * *", "5,20,35,50 * * * *"),
        ("0 0 * * fri#2", "0 0 * * 5#2"), ("0 0 * * friL", "0 0 * * 5l"),
        ("0 0 * * 7L,0#1", "0 0 * * sunl,sun#1"),
        ("0 0 l,lw,1w,L-3 * *", "0 0 L-3,1W,LW,L * *"), ("0 0 1,1,1 * *", "0 0 1 * *"),
    ])
    func `two spellings ask for the same`(text: String, other: String) throws {
        let one = try CronExpression(text)
        let two = try CronExpression(other)
        // `0-6` matches all days but does not begin with a star, so compare what is asked for, not the texts.
        #expect(one.seconds == two.seconds)
        #expect(one.minutes == two.minutes)
        #expect(one.hours == two.hours)
        #expect(one.daysOfMonth == two.daysOfMonth)
        #expect(one.months == two.months)
        #expect(one.daysOfWeek == two.daysOfWeek)
        #expect(one.text == text)
        var local = 1_798_135_200
        for _ in 0..<50 {
            let match = try #require(one.nextMatch(from: local))
            #expect(two.nextMatch(from: local) == match)
            local = match + 1
        }
    }

    @Test(arguments: [
        ("* * * * *", true), ("*/5 3 * * *", true), ("*,7 3 * * *", true), ("7 * * * *", true),
        ("@hourly", true),
        ("7 */2 * * *", true), ("0-59 0-23 * * *", false), ("30 2 * * *", false), ("* 30 2 * * *", false),
        ("0 * 2 * * *", true), ("@daily", false),
    ])
    func `a wildcard job is one whose minute or hour begins with a star`(text: String, isWildcard: Bool)
        throws
    {
        #expect(try CronExpression(text).isWildcard == isWildcard)
    }

    @Test(arguments: [
        ("0 0 13 * 5", false), ("0 0 * * 5", true), ("0 0 */2 * 5", true), ("0 0 13 * *", true),
        ("0 0 13 * */2", true), ("0 0 1-31 * 5", false),
    ])
    func `a day must match both fields if one begins with a star`(text: String, needsBoth: Bool) throws {
        #expect(try CronExpression(text).needsBothDays == needsBoth)
    }

    @Test(
        arguments: [
            ("0 18 24 12 *", nil), ("0 18 24 11 *", .month), ("0 18 23 12 *", .dayOfMonth),
            ("0 18 * * 5", .dayOfWeek),
            ("0 18 23 * 5", .dayOfMonth), ("0 18 23 * 4", nil), ("0 17 * * *", .hour),
            ("1 18 * * *", .minute),
            ("1 0 18 * * *", .second), ("0 18 24 * */2", nil), ("0 18 24 * */3", .dayOfWeek),
        ] as [(String, CronField?)]
    )
    func `the first field that does not match is named`(text: String, field: CronField?) throws {
        let time = try #require(CivilTime(year: 2026, month: 12, day: 24, hour: 18))
        #expect(try CronExpression(text).mismatch(at: time) == field)
    }

    @Test func `no text makes the parser stumble`() {
        var generator = SeededGenerator(seed: 2)
        let signs = Array("0123456789*,-/ \tLW#@?xjanmonfri½")
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...24, using: &generator)
            let text = String((0..<length).compactMap { _ in signs.randomElement(using: &generator) })
            do {
                let expression = try CronExpression(text)
                #expect(expression.nextMatch(from: 0) != nil, "\(text)")
            } catch {
                let column = error.column ?? 0
                #expect((1...text.unicodeScalars.count + 1).contains(column), "\(text): \(error)")
            }
        }
    }
}
