import Testing

@testable import Timetable

@Suite("durations", .timeLimit(.minutes(10)))
struct DurationTests {
    @Test(
        arguments: [
            ("300ms", 300), ("5s", 5000), ("2m", 120_000), ("1h", 3_600_000), ("1d", 86_400_000),
            ("1h30m", 5_400_000), ("1d1h1m1s1ms", 90_061_001), ("0s", 0), ("1s500ms", 1500),
        ] as [(String, Int64)]
    )
    func `a duration is read and written as the shortest exact sum`(text: String, milliseconds: Int64) throws
    {
        let duration = try #require(Duration(operatorText: text))
        #expect(duration == .milliseconds(milliseconds))
        #expect(duration.operatorText == text)
        #expect(Duration(milliseconds: milliseconds) == duration)
    }

    @Test(arguments: [
        ("90m", "1h30m"), ("3600s", "1h"), ("1500ms", "1s500ms"), ("36h", "1d12h"), ("007s", "7s"),
    ])
    func `a duration may be written otherwise than it is shown`(text: String, shown: String) throws {
        #expect(try #require(Duration(operatorText: text)).operatorText == shown)
    }

    @Test(arguments: [
        "", "5", "s", "5 s", " 5s", "5s ", "-5s", "+5s", "1.5h", "5m5m", "5m1h", "1h30", "5S", "1w", "5µs",
        "5sec",
        "9999999999999999999s", "9223372036854775807s", "106751991168d", "٥s",
    ])
    func `what is no such sum is refused`(text: String) {
        #expect(Duration(operatorText: text) == nil)
    }

    @Test func `milliseconds are rounded down and held at the ends`() {
        #expect(Duration.microseconds(1999).inMilliseconds == 1)
        #expect(Duration.microseconds(-1).inMilliseconds == -1)
        #expect(Duration.microseconds(-1000).inMilliseconds == -1)
        #expect(Duration.seconds(Int64.max).inMilliseconds == .max)
        #expect(Duration.seconds(Int64.min).inMilliseconds == .min)
        #expect(Duration.milliseconds(Int64.max).inMilliseconds == .max)
        #expect(Duration.milliseconds(Int64.min).inMilliseconds == .min)
    }

    @Test func `a negative duration is shown with a minus sign`() {
        #expect(Duration.seconds(-90).operatorText == "-1m30s")
        #expect(Duration.microseconds(10).operatorText == "0s")
        #expect(Duration.milliseconds(Int64.min).operatorText == "-106751991167d7h12m55s808ms")
    }
}
